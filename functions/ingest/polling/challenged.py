"""Requests in, the same with a login out where a server asks for one (RFC 9110, section 11.6.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from shared.channels.access import Access, Credentials
from shared.channels.request import Request, Response


@dataclass(frozen=True, slots=True)
class Challenged:
    """Fetches requests, and again with the login of their host after a 401.

    ``logins`` reads them: a run that meets no such server needs none.
    """

    access: Access
    logins: Callable[[], Credentials]
    fetch: Callable[[Request], Response]

    def __call__(self, request: Request) -> Response:
        """The response; a 401 where there is no login, or it is not accepted.

        Raises:
            InvalidInput: what is stored as logins is none.
        """
        response = self.fetch(request)
        if response.status != HTTPStatus.UNAUTHORIZED:
            return response
        with_login = self.access.authorized(request, self.logins(), {})
        return response if with_login is request else self.fetch(with_login)
