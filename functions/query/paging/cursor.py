"""Cursors: where a page ended, in a text that only this deployment can make.

``base64url(JSON [version, route, filters, position]) . base64url(HMAC-SHA256)``, the
route and filters as a digest. A cursor therefore works only with the very query that
gave it, and its position can be put into a key condition without being checked again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping

from shared.domain.errors import InvalidInput

VERSION = 1
SIGNATURE_BYTES = 16
MAX_LENGTH = 512
"""Characters of the longest cursor that is worth checking; ours have about 110."""


def encode_cursor(position: str, route: str, filters: Mapping[str, str], key: bytes) -> str:
    """The cursor that goes on after ``position`` (a sort key) of this query."""
    payload = json.dumps([VERSION, _binding(route, filters), position], separators=(",", ":")).encode()
    return f"{_text(payload)}.{_text(_signature(payload, key))}"


def decode_cursor(cursor: str, route: str, filters: Mapping[str, str], key: bytes) -> str:
    """The position that :func:`encode_cursor` put into ``cursor``.

    Raises:
        InvalidInput: it was altered, is of an older format, or belongs to another query.

    >>> decode_cursor(encode_cursor("1500#a", "/moments", {"brand": "acme"}, b"k"), "/moments", {"brand": "acme"}, b"k")
    '1500#a'
    """
    payload, signature = _parts(cursor)
    if not hmac.compare_digest(signature, _signature(payload, key)):
        raise _refused("is damaged, or was made before the key changed")
    version, binding, position = (json.loads(payload) + [None] * 3)[:3]
    if version != VERSION:
        raise _refused("was made by another version of this API")
    if binding != _binding(route, filters):
        raise _refused("belongs to another route or other filters; repeat those of the first page")
    return str(position)


def _parts(cursor: str) -> tuple[bytes, bytes]:
    payload, dot, signature = cursor.partition(".")
    if not dot or len(cursor) > MAX_LENGTH:
        raise _refused("is not one that this API made")
    try:
        return _bytes(payload), _bytes(signature)
    except (ValueError, binascii.Error) as error:
        raise _refused("is not one that this API made") from error


def _refused(reason: str) -> InvalidInput:
    return InvalidInput(f"cursor {reason}; start again without it", field="cursor")


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
        raise ValueError("not the one way to write these bytes")
    return raw
