"""Validators: an answer that has not changed is not sent again (RFC 9110 section 13)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

CACHE_BRIEFLY = "private, max-age=5"
"""A burst of refreshes is answered by the client's own cache; a moment is never five seconds stale."""

NO_STORE = "no-store"


def etag_of(body: str) -> str:
    """A strong validator of these bytes.

    >>> etag_of("{}") == etag_of("{}"), etag_of("{}") == etag_of("[]")
    (True, False)
    """
    return f'"{hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:24]}"'


def etag_matches(header: str, etag: str) -> bool:
    """Whether an If-None-Match names ``etag``, compared weakly as RFC 9110 section 13.1.2 says.

    >>> etag_matches('W/"a", "b"', '"a"'), etag_matches("*", '"a"'), etag_matches("", '"a"')
    (True, True, False)
    """
    named = {name.strip().removeprefix("W/") for name in header.split(",")}
    return "*" in named or etag in named


def conditional_response(method: str, if_none_match: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """An API Gateway answer with its caching headers; 304 without a body when the client has it."""
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
