"""Sealed texts: fields and an expiry in, a text out that only who has the key can make; it can be read, not changed.

Each use has a key of its own (:func:`shared.runtime.secrets.internal_key`), so that a
text of one use is worth nothing in another.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Iterable, Mapping

from shared.domain.errors import Unauthorized

UNTIL = "until"
MAX_LENGTH = 2_000
"""Longer texts are none of ours; a cookie holds 4,096 bytes (RFC 6265 section 6.1)."""


def seal(fields: Mapping[str, str], until_ms: int, key: bytes) -> str:
    """The fields as a text that is valid until ``until_ms``, safe in a cookie, an address and a form.

    >>> sorted(unseal(seal({"who": "ana"}, 60_000, b"k"), [b"k"], 59_999).items())
    [('until', '60000'), ('who', 'ana')]
    """
    payload = _encoded(json.dumps({**fields, UNTIL: str(until_ms)}, separators=(",", ":")).encode())
    return f"{payload}.{_signature(payload, key)}"


def unseal(text: str, keys: Iterable[bytes], now_ms: int) -> dict[str, str]:
    """The fields of a sealed text, with :data:`UNTIL`.

    Raises:
        Unauthorized: it was made with none of these keys, or is not valid any more.
    """
    payload, _, signature = text.partition(".")
    given = signature.encode(errors="replace")
    if len(text) > MAX_LENGTH or not any(_fits(payload, given, key) for key in keys):
        raise Unauthorized("it is not one of ours")
    try:
        fields: dict[str, str] = json.loads(base64.urlsafe_b64decode(payload))
    except (binascii.Error, ValueError) as error:  # cannot happen to what was made with the key
        raise Unauthorized("it cannot be read") from error
    if int(fields[UNTIL]) <= now_ms:
        raise Unauthorized("it is not valid any more")
    return fields


def _fits(payload: str, signature: bytes, key: bytes) -> bool:
    return hmac.compare_digest(_signature(payload, key).encode(), signature)


def _signature(payload: str, key: bytes) -> str:
    return _encoded(hmac.digest(key, payload.encode(errors="replace"), "sha256"))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()
