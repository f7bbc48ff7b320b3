"""Problem details (RFC 9457): what the HTTP functions answer when a request cannot be served.

Every error answer has the same shape, names the wrong field and says how to fix it. It
never holds a stack trace or a class name; ``instance`` is the id of the request, under
which the log has the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NamedTuple

from shared.domain.errors import (
    Conflict,
    Forbidden,
    ForeshockError,
    IllegalTransition,
    InvalidInput,
    NotFound,
    StorageBusy,
    TooLarge,
    Unauthorized,
    Unreadable,
)

MEDIA_TYPE = "application/problem+json"

RETRY_AFTER_SECONDS = 2
"""How long a client is asked to wait when the tables are busy."""

STATUS: tuple[tuple[type[ForeshockError], HTTPStatus], ...] = (
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (InvalidInput, HTTPStatus.BAD_REQUEST),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
    (IllegalTransition, HTTPStatus.CONFLICT),
    (Unauthorized, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (StorageBusy, HTTPStatus.SERVICE_UNAVAILABLE),
    (Unreadable, HTTPStatus.INTERNAL_SERVER_ERROR),
)


class FieldError(NamedTuple):
    """One wrong field of a request (``limit``, ``aliases[3]``), and how to fix it."""

    field: str
    detail: str


class Problem(NamedTuple):
    """An error answer: the HTTP status, one sentence, the wrong fields, extra headers."""

    status: HTTPStatus
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = MappingProxyType({})

    def document(self, request_id: str) -> dict[str, Any]:
        """The JSON of RFC 9457 section 3; ``errors`` is our extension member.

        >>> Problem(HTTPStatus.NOT_FOUND, "there is no moment 'x'").document("")["title"]
        'Not Found'
        """
        document: dict[str, Any] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
            "errors": [{"field": error.field, "detail": error.detail} for error in self.errors],
        }
        return {**document, "instance": f"urn:uuid:{request_id}"} if request_id else document


def problem_from(error: Exception, *, conditional: bool = False) -> Problem:
    """The problem that an error is to the client.

    ``conditional`` means that the request had If-Match or If-None-Match: a conflict is
    then a failed precondition (RFC 9110 section 13.1). An unexpected error is a 500
    that says nothing about its cause.
    """
    status = next((status for kind, status in STATUS if isinstance(error, kind)), None)
    if status is None or not isinstance(error, ForeshockError):
        return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "an error on our side; try again")
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        detail = "the tables are too busy at the moment; try again shortly"
        return Problem(status, detail, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    if isinstance(error, Conflict) and conditional:
        status = HTTPStatus.PRECONDITION_FAILED
    errors = (FieldError(error.field, error.message),) if error.field else ()
    return Problem(status, error.message, errors)
