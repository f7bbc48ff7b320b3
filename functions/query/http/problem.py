"""What a client is told when a request cannot be served: problem details, RFC 9457.

Every refusal has the same shape, names the field at fault and says how to mend it.
It never holds a stack trace or a class name; ``instance`` is the request's id, under
which the log has the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NamedTuple

from shared.domain.errors import Conflict, ForeshockError, InvalidInput, NotFound, StorageBusy, Unauthorized

MEDIA_TYPE = "application/problem+json"
MAX_QUOTED_LENGTH = 40
"""Characters of a wrong value that are quoted back."""

RETRY_AFTER_SECONDS = 2
"""What a client is asked to wait when the tables are busy."""


class FieldError(NamedTuple):
    """One thing wrong with a request: the field (``limit``, ``aliases[3]``) and the remedy."""

    field: str
    detail: str


class Problem(NamedTuple):
    """A refusal: the HTTP status, one sentence, the faults one by one, extra headers."""

    status: HTTPStatus
    detail: str
    faults: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = MappingProxyType({})

    def document(self, request_id: str) -> dict[str, Any]:
        """The JSON of RFC 9457 section 3; ``errors`` is our extension member.

        >>> Problem(HTTPStatus.NOT_FOUND, "there is no moment 'x'").document("")["title"]
        'Not Found'
        """
        told: dict[str, Any] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
            "errors": [{"field": fault.field, "detail": fault.detail} for fault in self.faults],
        }
        return {**told, "instance": f"urn:uuid:{request_id}"} if request_id else told


STATUS: tuple[tuple[type[ForeshockError], HTTPStatus], ...] = (
    (InvalidInput, HTTPStatus.BAD_REQUEST),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
    (Unauthorized, HTTPStatus.UNAUTHORIZED),
    (StorageBusy, HTTPStatus.SERVICE_UNAVAILABLE),
)


def problem_from(error: Exception, *, conditional: bool = False) -> Problem:
    """The refusal that an error means to the client.

    ``conditional``: the request said If-Match or If-None-Match, so that a conflict is
    its failed precondition (RFC 9110 section 13.1). What nobody foresaw is a 500 that
    tells nothing of the inside.
    """
    status = next((status for kind, status in STATUS if isinstance(error, kind)), None)
    if status is None or not isinstance(error, ForeshockError):
        return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong on our side; try again")
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        busy = "the tables take no more requests at this moment; try again shortly"
        return Problem(status, busy, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    if status is HTTPStatus.CONFLICT and conditional:
        status = HTTPStatus.PRECONDITION_FAILED
    faults = (FieldError(error.field, error.message),) if error.field else ()
    return Problem(status, error.message, faults)


def validation_problem(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """The refusal of a request whose fields do not fit, from pydantic's list of errors.

    >>> validation_problem([{"loc": ("query", "limit"), "msg": "Input should be at most 100", "input": "500"}]).detail
    "limit must be at most 100; got '500'"
    """
    faults = tuple(_fault(error) for error in errors)
    return Problem(HTTPStatus.BAD_REQUEST, "; ".join(f"{fault.field} {fault.detail}" for fault in faults[:5]), faults)


def unknown_parameters(names: Iterable[str], allowed: Iterable[str]) -> InvalidInput:
    """The refusal of parameters that a route does not have; a typo must not widen a query.

    >>> unknown_parameters(["brnad"], ["brand", "limit"]).message
    "'brnad' is not a parameter here; allowed: brand, limit"
    """
    wrong = sorted(names)
    said = ", ".join(repr(name[:MAX_QUOTED_LENGTH]) for name in wrong[:5])
    verb = "is not a parameter" if len(wrong) == 1 else "are not parameters"
    return InvalidInput(
        f"{said} {verb} here; allowed: {', '.join(sorted(allowed)) or 'none'}", field=wrong[0][:MAX_QUOTED_LENGTH]
    )


PATTERN_MESSAGES = {
    "table": "must be default, or the name that `foreshock train --install` gave",
    "brand": "must be 1 to 40 of a-z, 0-9 and -, not at the ends",
    "channel": "must be a channel's name of a-z, 0-9, - and _; GET /channels lists them",
}
"""What a pattern means, by the field it guards."""

PLAIN_PHRASES = {
    "Value error, ": "",
    "Input should be a valid dictionary or object to extract fields from": "must be a JSON object",
    "Input should": "must",
    "String should": "must",
    "List should": "must",
    "Field required": "is required",
}
"""How a validator's phrases read after the name of a field."""


def _fault(error: Mapping[str, Any]) -> FieldError:
    kind, value, location = error.get("type", ""), error.get("input"), tuple(error.get("loc", ()))
    if kind == "json_invalid":
        return FieldError("body", f"is not JSON, see character {location[-1]}")
    name = field_name(location)
    if kind == "extra_forbidden":
        return FieldError(name, "is not known here; GET /openapi.json lists what is")
    if isinstance(value, list) and location[0] == "query":
        return FieldError(name, "is given more than once; give it once")
    message = str(error.get("msg", "is not valid"))
    for stiff, plain in PLAIN_PHRASES.items():
        message = message.replace(stiff, plain)
    if kind == "string_pattern_mismatch":
        message = PATTERN_MESSAGES.get(name, message)
    return FieldError(name, message + _given(value))


def _given(value: object) -> str:
    if isinstance(value, str):
        return f"; got {value[:MAX_QUOTED_LENGTH]!r}"
    return f"; got {value}" if isinstance(value, int | float) else ""


def field_name(location: Iterable[str | int]) -> str:
    """A place in a request as a person writes it.

    >>> field_name(("body", "queries", "rss", 0, "text")), field_name(("query", "limit")), field_name(("body",))
    ('queries.rss[0].text', 'limit', 'body')
    """
    origin, *rest = [*location] or ["request"]
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in rest)
    return name.lstrip(".") or str(origin)
