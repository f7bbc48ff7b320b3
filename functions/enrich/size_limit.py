"""A tally and the names its counter has in; the tally without the names that would make the item too large out.

Others invent hashtags and channel names, so their number must have a limit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from shared.domain.mentions.tally import Tally

TAG_BYTES, CHANNEL_BYTES = 100, 100
"""UTF-8 bytes for the names in one counter; with its sums and samples it stays under 1 KB."""

MOST_ACCOUNTS, MOST_WORDINGS, MOST_SERIES = 8, 4, 3
"""Accounts, wordings and series of accounts in one counter."""

MOST_NEGATIVE_CHANNELS = 3
"""Channels in one counter of which the negative posts are known."""

SLOTS_FOR_REPEATED = 2
"""Of these, so many are only for what a batch has twice: a flood must find room after many single posts."""

NUMBER_BYTES = 6
"""Bytes of a name's prefix and its number."""

OTHER = "other"
"""Counts the channels that do not fit, so that the sum of all channels is the number of mentions."""


class KnownNames(NamedTuple):
    """The names that a counter has already."""

    hashtags: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    wordings: frozenset[str] = frozenset()
    series: frozenset[str] = frozenset()
    negative_channels: frozenset[str] = frozenset()

    def with_those_of(self, tally: Tally) -> KnownNames:
        """These names and those of the tally."""
        found = (tally.hashtags, tally.channels, tally.accounts, tally.wordings, tally.series, tally.negative_channels)
        return KnownNames(*(known | names.keys() for known, names in zip(self, found, strict=True)))


def limited(tally: Tally, known: KnownNames) -> Tally:
    """The tally with no more names than fit into its counter.

    ``known`` are the names that the counter has already. The most used of the new ones are
    kept; a channel that does not fit counts as ``other``.
    """
    kept = fit_names(tally.channels, {*known.channels, OTHER}, CHANNEL_BYTES)
    dropped = sum(tally.channels.values()) - sum(kept.values())
    if dropped:
        kept[OTHER] = kept.get(OTHER, 0) + dropped
    return tally._replace(
        hashtags=fit_names(tally.hashtags, known.hashtags, TAG_BYTES),
        channels=kept,
        negative_channels=fit_keys(
            {channel: times for channel, times in tally.negative_channels.items() if channel in kept},
            known.negative_channels,
            MOST_NEGATIVE_CHANNELS,
            slots_for_repeated=0,
        ),
        accounts=fit_keys(tally.accounts, known.accounts, MOST_ACCOUNTS),
        wordings=fit_keys(tally.wordings, known.wordings, MOST_WORDINGS),
        series=fit_keys(tally.series, known.series, MOST_SERIES),
    )


def fit_keys(
    times: Mapping[str, int], known: Collection[str], most: int, slots_for_repeated: int = SLOTS_FOR_REPEATED
) -> dict[str, int]:
    """Of the keys in ``times`` those that are known, and the most used others until there are ``most``.

    >>> fit_keys({"old": 1, "one": 1, "hot": 9}, {"old", "two"}, most=4), fit_keys({"one": 1}, {"old", "two"}, most=4)
    ({'old': 1, 'hot': 9}, {})
    """
    kept = {key: count for key, count in times.items() if key in known}
    left = most - len(known)
    for key, count in sorted(times.items(), key=lambda entry: (-entry[1], entry[0])):
        if key not in kept and left > (0 if count > 1 else slots_for_repeated):
            kept[key] = count
            left -= 1
    return kept


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
