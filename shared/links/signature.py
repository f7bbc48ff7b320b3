"""The signature under a token: HMAC-SHA256 with a key of the deployment, cut to what an address can afford.

Keys rotate. A token made with the key before the present one is still good, so that a link in a
message of yesterday does not die with a rotation of today.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable

from shared.domain.errors import NotFound

LINK_ENDS = "-_.,;:!?)]>'\""
"""What apps remove from the end of a link, or add to it; the security does not depend on these."""


def signature(text: str, key: bytes, size: int) -> str:
    """``size`` bytes of the HMAC of ``text``, as base64 for addresses."""
    digest = hmac.digest(key, text.encode(errors="replace"), "sha256")[:size]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def check_signature(text: str, given: str, keys: Iterable[bytes], size: int) -> None:
    """Check that ``given`` is the signature of ``text`` with one of the keys; the next key is asked for only if needed.

    Raises:
        NotFound: it is not.
    """
    trimmed = given.rstrip(LINK_ENDS).encode(errors="replace")
    for key in keys:
        if hmac.compare_digest(signature(text, key, size).rstrip(LINK_ENDS).encode(), trimmed):
            return
    raise NotFound("there is no such page", field="token")
