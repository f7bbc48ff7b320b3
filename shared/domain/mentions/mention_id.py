"""A mention in, its public id out, and back: the time of publication and the id, enough to find it in the table.

The id alone does not say where the mention is stored: its partition is the hour of publication.
"""

from __future__ import annotations

import re

from shared.domain.mentions.mention import Mention
from shared.domain.time import MAX_TIME_MS

_SHAPE = re.compile(r"([0-9]{13,15})-([0-9a-f]{22})")


def public_id_of(mention: Mention) -> str:
    """The id of a mention in the API, safe in URLs.

    >>> public_id_of(Mention("acme", "rss", "guid-1", "hi", 1_772_373_900_000, 0))
    '1772373900000-2d99b06a7928a0175ce02d'
    """
    return f"{mention.published_ms:013d}-{mention.id}"


def parse_public_id(text: str) -> tuple[int, str] | None:
    """The time of publication (epoch ms) and the id in a public id; ``None`` if ``text`` is none.

    >>> parse_public_id("1772373900000-0123456789abcdef012345"), parse_public_id("0123456789abcdef012345")
    ((1772373900000, '0123456789abcdef012345'), None)
    """
    found = _SHAPE.fullmatch(text)
    if found is None or int(found[1]) > MAX_TIME_MS:
        return None
    return int(found[1]), found[2]
