"""The signed link to a moment's page: whoever has the link may read the page for thirty days, and nobody else.

A text message is read at night on a phone that has no API key, so the address itself
is the permission: ``moment id . signature``, 72 bits of HMAC-SHA256 with the
deployment's own key. Nothing is stored, and the link permits nothing but reading.
"""

from __future__ import annotations

import base64
import hmac

from shared.domain.errors import NotFound
from shared.domain.time import DAY_MS

VALID_MS = 30 * DAY_MS
"""How long a moment's page is shown after the moment opened; its mentions are kept as long."""

SIGNATURE_BYTES = 9
"""72 bits, twelve characters: at a hundred guesses a second (the API's limit) a hit takes a trillion years."""

_LINK_ENDS = "-_.,;:!?)]>'\""
"""What apps remove from the end of a link, or add to it; the security does not depend on these."""


def link_token(moment_id: str, key: bytes) -> str:
    """The part of the address after ``/m/``.

    >>> link_token("a1b2c3d4e5f6", b"key")
    'a1b2c3d4e5f6.O2-W5Ec7CpV7'
    """
    digest = hmac.digest(key, moment_id.encode(errors="replace"), "sha256")[:SIGNATURE_BYTES]
    return f"{moment_id}.{base64.urlsafe_b64encode(digest).decode()}"


def verified_moment_id(token: str, key: bytes) -> str:
    """The id of the moment for which ``token`` was made.

    Raises:
        NotFound: it was not made with this key.

    >>> verified_moment_id(link_token("ab12", b"key"), b"key")
    'ab12'
    """
    moment_id = token.partition(".")[0]
    expected, given = link_token(moment_id, key).rstrip(_LINK_ENDS), token.rstrip(_LINK_ENDS)
    if not hmac.compare_digest(expected.encode(errors="replace"), given.encode(errors="replace")):
        raise NotFound("there is no such page", field="token")
    return moment_id


def expired(opened_ms: int, now_ms: int) -> bool:
    """Whether a moment that opened then is no longer shown.

    >>> expired(0, VALID_MS - 1), expired(0, VALID_MS)
    (False, True)
    """
    return now_ms - opened_ms >= VALID_MS
