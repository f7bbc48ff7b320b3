"""Whose posts are erased: an author by name or by pseudonym."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from shared.domain.mentions.mention import Mention
from shared.domain.text import pseudonym
from shared.runtime.secrets import internal_keys

_PSEUDONYM = re.compile(r"[0-9a-f]{16}")


def pseudonyms_of(author: str) -> frozenset[str]:
    """What an author is called in the tables, under the secret in use and the one before it.

    ``author`` is the name as the channel gives it, with or without ``@``, or the pseudonym that the API shows.
    """
    given = {author} if _PSEUDONYM.fullmatch(author) else set()
    names = {author, author.removeprefix("@"), f"@{author.removeprefix('@')}"}
    return frozenset(given | {pseudonym(name, key) for key in internal_keys("author") for name in names})


def written_by(pseudonyms: Collection[str], channel: str = "", until_ms: int = 0) -> Callable[[Mention], bool]:
    """Whether a mention is by one of these; with ``channel`` only what was posted there.

    With ``until_ms`` only what was collected before.
    """

    def wanted(found: Mention) -> bool:
        in_time = not until_ms or found.collected_ms < until_ms
        return in_time and found.author in pseudonyms and channel in ("", found.channel)

    return wanted
