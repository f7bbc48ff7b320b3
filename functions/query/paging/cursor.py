"""Cursors: the position where a page ended, as signed text that only this deployment can make.

``base64url(JSON [version, digest of route and filters, position]) . base64url(HMAC-SHA256)``.
A cursor works only with the query that it came from, and its position needs no other
check before it goes into a key condition.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping

from shared.domain.errors import InvalidInput

VERSION = 1
SIGNATURE_BYTES = 16
MAX_LENGTH = 512
"""Characters of the longest cursor that is checked at all; ours have about 110."""


def encode_cursor(position: str, route: str, filters: Mapping[str, str], key: bytes) -> str:
    """The cursor with which this query goes on after ``position``, a sort key."""
    payload = json.dumps([VERSION, _binding(route, filters), position], separators=(",", ":")).encode()
    return f"{_text(payload)}.{_text(_signature(payload, key))}"


def decode_cursor(cursor: str, route: str, filters: Mapping[str, str], keys: Iterable[bytes]) -> str:
    """The position in a cursor that :func:`encode_cursor` made with one of these keys.

    Raises:
        InvalidInput: it was altered, has an older format, or belongs to another query.

    >>> decode_cursor(encode_cursor("1500#a", "/moments", {}, b"k"), "/moments", {}, [b"new", b"k"])
    '1500#a'
    """
    payload, signature = _parts(cursor)
    if not any(hmac.compare_digest(signature, _signature(payload, key)) for key in keys):
        raise _refused("is damaged, or is older than the keys in use")
    version, binding, position = (json.loads(payload) + [None] * 3)[:3]
    if version != VERSION:
        raise _refused("comes from another version of this API")
    if binding != _binding(route, filters):
        raise _refused("belongs to another route or other filters; use those of the first page")
    return str(position)


def _parts(cursor: str) -> tuple[bytes, bytes]:
    payload, dot, signature = cursor.partition(".")
    if not dot or len(cursor) > MAX_LENGTH:
        raise _refused("does not come from this API")
    try:
        return _bytes(payload), _bytes(signature)
    except (ValueError, binascii.Error) as error:
        raise _refused("does not come from this API") from error


def _refused(reason: str) -> InvalidInput:
    return InvalidInput(f"cursor {reason}; start again without a cursor", field="cursor")


def _binding(route: str, filters: Mapping[str, str]) -> str:
    exact = json.dumps([route, sorted(filters.items())])
    return hashlib.sha256(exact.encode()).hexdigest()[:16]


def _signature(payload: bytes, key: bytes) -> bytes:
    return hmac.digest(key, payload, "sha256")[:SIGNATURE_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _text(raw) != text:
        raise ValueError("not the canonical encoding")
    return raw
