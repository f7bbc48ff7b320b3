"""A tally and the names its counter has in; the tally without the names that would make the item too large out.

Others invent hashtags and channel names, so their number must have a limit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from shared.domain.mentions.tally import Tally

TAG_BYTES, CHANNEL_BYTES = 155, 110
"""UTF-8 bytes for the names in one counter; with its sums and samples it stays under 1 KB."""

NUMBER_BYTES = 6
"""Bytes of a name's prefix and its number."""

OTHER = "other"
"""Counts the channels that do not fit, so that the sum of all channels is the number of mentions."""


def limited(tally: Tally, known: Collection[str], channels: Collection[str]) -> Tally:
    """The tally with no more hashtags and channels than fit into its counter.

    ``known`` and ``channels`` are the names that the counter has already. The most used
    of the new hashtags are kept; a channel that does not fit counts as ``other``.
    """
    kept = fit_names(tally.channels, {*channels, OTHER}, CHANNEL_BYTES)
    dropped = sum(tally.channels.values()) - sum(kept.values())
    if dropped:
        kept[OTHER] = kept.get(OTHER, 0) + dropped
    return replace(tally, hashtags=fit_names(tally.hashtags, known, TAG_BYTES), channels=kept)


def fit_names(times: Mapping[str, int], known: Collection[str], size: int) -> dict[str, int]:
    """Of the names in ``times`` those that are known, and the most used others until ``size`` bytes are full.

    >>> fit_names({"old": 1, "rare": 1, "hot": 9}, {"old"}, size=20)
    {'old': 1, 'hot': 9}
    """
    left = size - sum(map(_size, known))
    kept = {name: count for name, count in times.items() if name in known}
    for name, count in sorted(times.items(), key=lambda entry: (-entry[1], entry[0])):
        if name not in kept and _size(name) <= left:
            kept[name] = count
            left -= _size(name)
    return kept


def _size(name: str) -> int:
    return len(name.encode()) + NUMBER_BYTES
