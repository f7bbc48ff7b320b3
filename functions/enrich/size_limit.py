"""Room in a counter: names that others invent (hashtags, channels) must not make an item grow without bound."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from shared.domain.tally import Tally

TAG_BYTES, CHANNEL_BYTES = 165, 110
"""UTF-8 bytes that the names of one counter have; with its sums and samples it stays under 1 KB."""

NUMBER_BYTES = 6
"""What a name's prefix and its number take beside it."""

OTHER = "other"
"""Where channels that find no room are counted, so that the channels' sum is the mentions'."""


def within(tally: Tally, known: Collection[str], channels: Collection[str]) -> Tally:
    """The tally with no more hashtags and channels than its counter has room for.

    ``known`` and ``channels`` are the names that the counter has already. The most used
    of the new hashtags are kept; a channel without room counts as ``other``.
    """
    kept = fitting(tally.channels, {*channels, OTHER}, CHANNEL_BYTES)
    without = sum(tally.channels.values()) - sum(kept.values())
    if without:
        kept[OTHER] = kept.get(OTHER, 0) + without
    return replace(tally, hashtags=fitting(tally.hashtags, known, TAG_BYTES), channels=kept)


def fitting(times: Mapping[str, int], known: Collection[str], room: int) -> dict[str, int]:
    """Of the names in ``times`` those that are known, and the most used others until ``room`` bytes are full.

    >>> fitting({"old": 1, "rare": 1, "hot": 9}, {"old"}, room=20)
    {'old': 1, 'hot': 9}
    """
    left = room - sum(map(_size, known))
    kept = {name: count for name, count in times.items() if name in known}
    for name, count in sorted(times.items(), key=lambda entry: (-entry[1], entry[0])):
        if name not in kept and _size(name) <= left:
            kept[name] = count
            left -= _size(name)
    return kept


def _size(name: str) -> int:
    return len(name.encode()) + NUMBER_BYTES
