"""How a channel's requests carry its credentials, as values: nothing here is read from anywhere or kept."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from shared.channels.address import hostname_of
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelRefused


class Credential(NamedTuple):
    """One part of a channel's credentials; ``also`` are other names that people know it by."""

    name: str
    help: str
    also: tuple[str, ...] = ()
    required: bool = True


Credentials = Mapping[str, str]
Session = Mapping[str, str]
"""What a server gave for credentials, such as tokens; empty where there is none."""


class Access:
    """A channel that anybody may ask; the base of all others.

    A channel with ``sessions`` gives a token for its credentials: :meth:`sign_in` says how
    to ask for one, and :meth:`session_from` reads it. One that is ``by_host`` asks many
    servers, some of which want a login: the credentials are logins by the name of the host.
    """

    credentials: tuple[Credential, ...] = ()
    sessions = False
    by_host = False

    def authorized(self, request: Request, credentials: Credentials, session: Session) -> Request:
        """The request with what proves who asks."""
        del credentials, session
        return request

    def sign_in(self, credentials: Credentials, session: Session, base_url: str) -> Iterator[Request]:
        """The requests that may give a new session, the cheapest first; the next one is for when it fails."""
        del credentials, session, base_url
        return iter(())

    def session_from(self, response: Response, now_ms: int) -> Session:
        """The session that a response to :meth:`sign_in` gives; empty where it gives none."""
        del response, now_ms
        return {}

    def is_expired(self, response: Response) -> bool:
        """Whether the response says that the session has ended, so that a new one helps."""
        del response
        return False

    def checked(self, credentials: Credentials, channel: str, terms: str) -> dict[str, str]:
        """The credentials under their own names.

        Raises:
            ChannelRefused: one is missing; the message names it.

        >>> Key("key").checked({"api_key": "k"}, "youtube", "")
        {'key': 'k'}
        """
        found = {one.name: _value(one, credentials) for one in self.credentials}
        missing = [one for one in self.credentials if one.required and not found[one.name]]
        if missing:
            wanted = ", ".join(f"{one.name} ({one.help})" for one in missing)
            raise ChannelRefused(f"{channel} needs credentials that are not set: {wanted}; {terms}")
        return {name: value for name, value in found.items() if value}


OPEN = Access()
"""The access of every channel without credentials."""


class ByHost(Access):
    """A channel whose servers are anybody's: one that asks for a login gets that of its own host (RFC 7617)."""

    by_host = True

    def authorized(self, request: Request, credentials: Credentials, session: Session) -> Request:
        """The request with the login of its host, ``user:password`` or a whole ``Bearer ...``; as it is without one.

        >>> BY_HOST.authorized(Request("https://A.example/feed"), {"a.example": "ana:pass"}, {}).headers
        {'Authorization': 'Basic YW5hOnBhc3M='}
        """
        del session
        login = credentials.get(hostname_of(request.url), "").strip()
        if not login:
            return request
        whole = login if login.startswith("Bearer ") else f"Basic {b64encode(login.encode()).decode()}"
        return request._replace(headers={**request.headers, "Authorization": whole}, private=True)


BY_HOST = ByHost()
"""The access of feeds."""


class Key(Access):
    """A key that is a parameter of every request."""

    def __init__(self, parameter: str, *, required: bool = True) -> None:
        self._parameter = parameter
        also = ("api_key", "apikey", "token")
        self.credentials = (Credential("key", "an API key", also, required),)

    def authorized(self, request: Request, credentials: Credentials, session: Session) -> Request:
        """The request with the key as its last parameter.

        >>> Key("key").authorized(Request("https://a.example/x?q=1"), {"key": "k/1"}, {}).url
        'https://a.example/x?q=1&key=k%2F1'
        """
        del session
        key = credentials.get("key", "")
        if not key:
            return request
        mark = "&" if "?" in request.url else "?"
        return request._replace(url=f"{request.url}{mark}{self._parameter}={quote(key, safe='')}", private=True)


class Bearer(Access):
    """A token that stays the same, in the Authorization header."""

    credentials = (Credential("bearer_token", "the app's bearer token", ("token", "bearer", "access_token")),)

    def authorized(self, request: Request, credentials: Credentials, session: Session) -> Request:
        """The request with the token."""
        del session
        return with_bearer(request, credentials["bearer_token"])


def with_bearer(request: Request, token: str) -> Request:
    """The request with a bearer token (RFC 6750).

    >>> with_bearer(Request("https://a.example/"), "t").headers["Authorization"]
    'Bearer t'
    """
    return request._replace(headers={**request.headers, "Authorization": f"Bearer {token}"}, private=True)


def error_in(response: Response) -> Mapping[str, Any]:
    """The JSON object that an error's body is; empty where it is something else."""
    try:
        document = response.document()
    except Exception:  # noqa: BLE001 - the body of an error may be anything, and its status says the rest
        return {}
    return document if isinstance(document, Mapping) else {}


def _value(credential: Credential, given: Credentials) -> str:
    names = (credential.name, *credential.also)
    return next((value for name in names if (value := given.get(name, "").strip())), "")
