"""Preconditions of a write: only if the thing is still as it was read (RFC 9110 section 13.1)."""

from __future__ import annotations

from shared.domain.errors import Conflict


def check_precondition(etag: str | None, if_match: str | None, if_none_match: str | None) -> None:
    """Let a write pass; ``etag`` is what the thing has now, ``None`` where there is no such thing.

    Raises:
        Conflict: the client expects another state.

    >>> check_precondition('"2"', '"1", "2"', None)
    """
    if if_match is not None and not _names(if_match, etag):
        raise Conflict("the brand has changed since you read it, or is gone; read it again", field="if-match")
    if if_none_match is not None and _names(if_none_match, etag):
        raise Conflict("the brand exists already; leave If-None-Match out to replace it", field="if-none-match")


def _names(header: str, etag: str | None) -> bool:
    named = {name.strip() for name in header.split(",")}
    return etag is not None and ("*" in named or etag in named)
