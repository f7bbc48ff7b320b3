"""How much hashtags are used: the most used ones of the last weeks, in bounded memory.

Space-saving (Metwally, Agrawal, El Abbadi, Efficient Computation of Frequent and Top-k
Elements in Data Streams, ICDT 2005): a tag for which no place is left takes that of the
least used one, and its count as the most that it may have been used before. Old use
fades by weighing new use more (forward decay: Cormode et al., ICDE 2009), so that counts
are compared as they are stored, and rescaled once a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from functions.detect.stats.rates import DAY, HALF_HOUR, WEEK
from functions.detect.stats.rounding import rounded
from shared.domain.text import digest
from shared.domain.time import BUCKET_MS

MOST = 52
"""Hashtags remembered; with keys of 22 characters, quotes included, a document stays under 4 KB."""

BLOCK = HALF_HOUR
"""Buckets that are counted together; a window is the present block and the one before."""

DAY_BLOCKS = DAY // BLOCK
"""Blocks a day."""

_KEY = 22
_HALF_LIFE = float(WEEK // BLOCK)
_LARGEST_POWER = 500.0


class Recent(NamedTuple):
    """The brand's posts in the block of number ``block`` so far, and in the one before it."""

    block: int
    now: int = 0
    before: int = 0

    def at(self, block: int) -> Recent:
        """The same seen from a later block.

        >>> Recent(7, 3, 2).at(7).posts, Recent(7, 3, 2).at(8).posts, Recent(7, 3, 2).at(9).posts
        (5, 3, 0)
        """
        if block == self.block:
            return self
        return Recent(block, 0, self.now if block == self.block + 1 else 0)

    def plus(self, posts: int) -> Recent:
        """With so many posts more."""
        return Recent(self.block, self.now + posts, self.before)

    @property
    def posts(self) -> int:
        """Posts in the window."""
        return self.now + self.before


class Use(NamedTuple):
    """How much a hashtag is used: at most ``weight`` posts, at least ``weight - error``, weighed by age.

    ``block``, ``now`` and ``before`` are its recent posts, as in :class:`Recent`.
    """

    weight: float
    error: float
    block: int
    now: int = 0
    before: int = 0

    def recent(self, block: int) -> int:
        """Posts in the window, seen from this block or a later one."""
        if block == self.block:
            return self.now + self.before
        return self.now if block == self.block + 1 else 0

    def plus(self, posts: int, post_weight: float, block: int) -> Use:
        """With so many posts more, each of this weight."""
        count = rounded(self.weight + post_weight * posts)
        if block == self.block:
            return Use(count, self.error, block, self.now + posts, self.before)
        return Use(count, self.error, block, posts, self.now if block == self.block + 1 else 0)


def block_of(at_ms: int) -> int:
    """The number of the block that holds this time."""
    return at_ms // (BLOCK * BUCKET_MS)


def weight(blocks: int) -> float:
    """What a post counts so many blocks after the landmark: twice as much every week.

    >>> weight(0), weight(336)
    (1.0, 2.0)
    """
    return float(2.0 ** min(blocks / _HALF_LIFE, _LARGEST_POWER))


def key_of(tag: str) -> str:
    """The name by which a tag is remembered: itself, or its digest where it is long or unusual.

    >>> key_of("boycottacme"), len(key_of("x" * 1_000_000))
    ('boycottacme', 22)
    """
    plain = len(tag) < _KEY and tag.isascii() and tag.replace("_", "x").isalnum()
    return tag if plain else digest(tag, _KEY)


def with_uses(uses: Mapping[str, Use], counted: Mapping[str, int], block: int, post_weight: float) -> dict[str, Use]:
    """The uses after a bucket in which ``counted`` posts had each tag, each of them of this weight."""
    after = dict(uses)
    for key, posts in counted.items():
        known = after.get(key) or _admitted(after, block)
        after[key] = known.plus(posts, post_weight, block)
    return after


def least_weight(uses: Mapping[str, Use]) -> float:
    """The most that a tag which is not remembered may have been used."""
    return min(use.weight for use in uses.values()) if len(uses) >= MOST else 0.0


def _admitted(uses: dict[str, Use], block: int) -> Use:
    """A place for one more tag: that of the least used one, of equals the one that has been there longest."""
    if len(uses) < MOST:
        return Use(0.0, 0.0, block)
    fewest = least_weight(uses)
    del uses[next(key for key, use in uses.items() if use.weight == fewest)]
    return Use(fewest, fewest, block)
