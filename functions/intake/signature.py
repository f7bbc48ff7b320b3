"""Who may push: HMAC-SHA256 over the time, the idempotency key and the raw body.

    X-Foreshock-Timestamp: 1772373900                    seconds since 1970
    Idempotency-Key: 5f0c…                               1 to 128 characters, one a batch
    X-Foreshock-Signature: v1=<hex HMAC-SHA256>          of  "<timestamp>.<key>." + raw body

With the parameters ``mapping`` and ``brand``, "mapping=<mapping>&brand=<brand>." stands before the body.

The body is signed as it was sent, before any parsing (RFC 2104; the timestamp bounds
how long a captured request can be sent again, the key makes sending it again harmless).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.domain.errors import InvalidInput, Unauthorized
from shared.domain.time import SECOND_MS

MAX_CLOCK_DIFFERENCE_MS = 5 * 60 * SECOND_MS
"""How far the sender's clock may be from ours."""

TIMESTAMP, KEY, SIGNATURE = "x-foreshock-timestamp", "idempotency-key", "x-foreshock-signature"
_KEY = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,128}")
"""No point: it ends the key in the signed text, and could move between the key and the body."""


@dataclass(frozen=True, slots=True)
class Push:
    """A signed request: its raw body, the three headers that prove its sender, and how its rows are read."""

    body: bytes
    timestamp: str
    key: str
    signature: str
    mapping: str = ""
    brand: str = ""

    @property
    def signed(self) -> bytes:
        """What is signed besides the timestamp and the key."""
        return signed_body(self.body, self.mapping, self.brand)


def signed_body(body: bytes, mapping: str = "", brand: str = "") -> bytes:
    """The body as it is signed: behind how its rows are read, where that is given.

    >>> signed_body(b"Date,Url", "brand24", "acme"), signed_body(b"[]")
    (b'mapping=brand24&brand=acme.Date,Url', b'[]')
    """
    return f"mapping={mapping}&brand={brand}.".encode() + body if mapping else body


def parse_push(headers: Mapping[str, str], body: bytes, mapping: str = "", brand: str = "") -> Push:
    """The push in a request; header names in any case.

    Raises:
        Unauthorized: the timestamp or the signature is missing.
        InvalidInput: the idempotency key is missing or not 1 to 128 visible ASCII characters other than a point.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    for name in (TIMESTAMP, SIGNATURE):
        if not lowered.get(name):
            raise Unauthorized(f"the header {name} is missing; see 'Push mentions' in the README", field=name)
    if not _KEY.fullmatch(lowered.get(KEY, "")):
        raise InvalidInput(
            f"{KEY} must be 1 to 128 visible ASCII characters without a point, one key a batch", field=KEY
        )
    return Push(body, lowered[TIMESTAMP], lowered[KEY], lowered[SIGNATURE], mapping, brand)


def sign(body: bytes, timestamp: str, key: str, secret: bytes) -> str:
    """The signature that a sender puts on a push.

    >>> sign(b"[]", "1772373900", "batch-1", b"secret")[:11]
    'v1=feaa8678'
    """
    return "v1=" + hmac.new(secret, f"{timestamp}.{key}.".encode() + body, "sha256").hexdigest()


def verify(push: Push, secrets: Iterable[bytes], now_ms: int) -> None:
    """Accept the push, or say why not.

    Raises:
        Unauthorized: it is too old, from the future, or not signed with any of ``secrets``.
    """
    if not push.timestamp.isascii() or not push.timestamp.isdecimal() or len(push.timestamp) > 12:  # noqa: PLR2004 - no overflow
        raise Unauthorized(f"{TIMESTAMP} must be whole seconds since 1970", field=TIMESTAMP)
    if abs(now_ms - int(push.timestamp) * SECOND_MS) > MAX_CLOCK_DIFFERENCE_MS:
        raise Unauthorized(f"{TIMESTAMP} is more than 5 minutes from our clock; sign at sending", field=TIMESTAMP)
    signature = push.signature.encode("utf-8", "replace")
    expected = [sign(push.signed, push.timestamp, push.key, secret).encode() for secret in secrets]
    matches = [hmac.compare_digest(one, signature) for one in expected]
    if not any(matches):
        raise Unauthorized(f"{SIGNATURE} does not match the body; sign the bytes you send", field=SIGNATURE)
