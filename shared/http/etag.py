"""ETags and conditional requests (RFC 9110 section 13): 304 for what the client has, 412 for what has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from shared.domain.errors import Conflict

CACHE_BRIEFLY = "private, max-age=5"
"""The client's own cache answers a burst of refreshes; nothing it shows is more than five seconds old."""

NO_STORE = "no-store"


def etag_of(body: str) -> str:
    """A strong ETag of this body.

    >>> etag_of("{}") == etag_of("{}"), etag_of("{}") == etag_of("[]")
    (True, False)
    """
    return f'"{hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:24]}"'


def etag_matches(header: str, etag: str) -> bool:
    """Whether an If-None-Match header lists ``etag``, by weak comparison (RFC 9110 section 13.1.2).

    >>> etag_matches('W/"a", "b"', '"a"'), etag_matches("*", '"a"'), etag_matches("", '"a"')
    (True, True, False)
    """
    listed = {name.strip().removeprefix("W/") for name in header.split(",")}
    return "*" in listed or etag.removeprefix("W/") in listed


def conditional_response(method: str, if_none_match: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """``answer`` for API Gateway with caching headers; 304 without a body when the client has it already."""
    headers: dict[str, list[str]] = {
        "X-Content-Type-Options": ["nosniff"],
        "Cache-Control": [NO_STORE],
        **answer.get("multiValueHeaders", {}),
    }
    if method != "GET" or answer["statusCode"] != HTTPStatus.OK:
        return {**answer, "body": answer["body"] or "", "multiValueHeaders": headers}
    headers["Cache-Control"] = answer.get("multiValueHeaders", {}).get("Cache-Control", [CACHE_BRIEFLY])
    etag = headers.setdefault("ETag", [etag_of(str(answer["body"]))])[0]
    if not etag_matches(if_none_match, etag):
        return {**answer, "multiValueHeaders": headers}
    kept = {name: value for name, value in headers.items() if name != "Content-Type"}
    return {**answer, "statusCode": int(HTTPStatus.NOT_MODIFIED), "body": "", "multiValueHeaders": kept}


def check_precondition(etag: str | None, if_match: str | None, if_none_match: str | None, thing: str = "brand") -> None:
    """Check the preconditions of a write to a ``thing``; ``etag`` is that of its state, ``None`` if there is none.

    Raises:
        Conflict: the client expects another state.

    >>> check_precondition('"2"', '"1", "2"', None)
    """
    if if_match is not None and not _lists(if_match, etag):
        raise Conflict(f"the {thing} has changed since you read it, or is gone; read it again", field="if-match")
    if if_none_match is not None and _lists(if_none_match, etag):
        raise Conflict(f"the {thing} exists already; leave If-None-Match out to replace it", field="if-none-match")


def _lists(header: str, etag: str | None) -> bool:
    listed = {name.strip() for name in header.split(",")}
    return etag is not None and ("*" in listed or etag in listed)
