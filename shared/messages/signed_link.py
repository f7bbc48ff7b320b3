"""The address of a moment's page: open to whoever was sent it, for thirty days, and to nobody else.

A text message is read at night on a phone that holds no API key, so the address itself
is the permission: ``moment id . signature``, 72 bits of HMAC-SHA256 under the
deployment's own key. Nothing is stored, and nothing but reading is permitted by it.
"""

from __future__ import annotations

import base64
import hmac

from shared.domain.errors import NotFound
from shared.domain.time import DAY_MS

VALID_MS = 30 * DAY_MS
"""How long after a moment opened its page is shown; the mentions behind it are kept as long."""

SIGNATURE_BYTES = 9
"""72 bits: at a hundred guesses a second (the stage's throttle) a hit takes a trillion years; twelve characters."""

_FRAYED = "-_.,;:!?)]>'\""
"""What apps take off the end of an address they make a link of, or put there; no security lies in these."""


def link_token(moment_id: str, key: bytes) -> str:
    """What stands after ``/m/``.

    >>> link_token("a1b2c3d4e5f6", b"key")
    'a1b2c3d4e5f6.O2-W5Ec7CpV7'
    """
    digest = hmac.digest(key, moment_id.encode(errors="replace"), "sha256")[:SIGNATURE_BYTES]
    return f"{moment_id}.{base64.urlsafe_b64encode(digest).decode()}"


def verified_moment_id(token: str, key: bytes) -> str:
    """The id of the moment that ``token`` was made for.

    Raises:
        NotFound: nobody with this key made it.

    >>> verified_moment_id(link_token("ab12", b"key"), b"key")
    'ab12'
    """
    moment_id = token.partition(".")[0]
    ours, given = link_token(moment_id, key).rstrip(_FRAYED), token.rstrip(_FRAYED)
    if not hmac.compare_digest(ours.encode(errors="replace"), given.encode(errors="replace")):
        raise NotFound("there is no such page", field="token")
    return moment_id


def expired(opened_ms: int, now_ms: int) -> bool:
    """Whether the page of a moment opened then is no longer shown.

    >>> expired(0, VALID_MS - 1), expired(0, VALID_MS)
    (False, True)
    """
    return now_ms - opened_ms >= VALID_MS
