"""Which of a brand's hashtags rise: each against its own usual rate and share."""

from __future__ import annotations

from heapq import nlargest
from itertools import islice
from math import log10
from typing import NamedTuple

from functions.detect.detectors.hashtag.state import TagBucket, TagState
from functions.detect.stats.heavy_hitters import BLOCK, Recent, Use, block_of, key_of, least, weight
from functions.detect.stats.negative_binomial import surprise
from functions.detect.stats.return_period import capped_return_period
from functions.detect.stats.rounding import rounded
from shared.domain.time import BUCKET_MS

LEAST_POSTS = 6.0
"""Posts in a window from which on a tag is worth looking at."""

_JUDGED, _KEPT = 64, 8
_FLOOR, _PART = 0.5, 0.001
"""The least that is expected of any tag in a window: half a post, or a thousandth of the brand's."""

_SCATTER_RATE, _SCATTER_LEAST, _SCATTERS = 0.005, 1.0, (0.1, 5.0)
_CALM = 2_016
"""Buckets (a week) without a wave that a new brand is taken to have behind it: new tags run on by nature."""

_STRANGE = 0.5
"""The dispersion that a tag never seen has besides: nobody knows how such a one runs on."""


class Rise(NamedTuple):
    """One tag in a window: how surprising its ``posts`` are where so many were ``expected``.

    ``before`` of its posts are remembered, weighed by age. ``surprise`` is reduced by the
    number of tags; ``period`` says in how many buckets any tag does as much. Both are
    decimal logarithms.
    """

    surprise: float
    tag: str
    key: str
    posts: int
    expected: float
    before: float
    period: float = 0.0


class Usual(NamedTuple):
    """What a window of so many ``buckets`` and ``of_posts`` posts would hold if all were as usual.

    ``span`` buckets and ``posts`` posts are remembered, and a new one is ``worth`` so much.
    """

    worth: float
    span: float
    posts: float
    buckets: int
    of_posts: int

    def expected(self, before: float) -> float:
        """Posts of a tag that ``before`` are remembered of: by its rate or by its share, whichever is more."""
        by_share = min(before / self.posts, 1.0) * self.of_posts
        return max(before / self.span * self.buckets, by_share, _FLOOR, _PART * self.of_posts)


def rises(state: TagState, bucket: TagBucket) -> list[Rise]:
    """The most surprising tags of the window that ends with ``bucket``, the most surprising first."""
    window = state.recent.at(block_of(bucket.start_ms)).plus(bucket.posts)
    found = [rise for rise in _rises(state, bucket, window) if rise.surprise > 0.0]
    return [_timed(state, rise) for rise in nlargest(_KEPT, found, key=_rank)]


def _usual(state: TagState, buckets: int, of_posts: int) -> Usual:
    worth = weight(state.recent.block - state.landmark)
    posts = max(state.posts - worth * state.recent.posts, worth)
    return Usual(worth, max(state.span, worth), posts, buckets, of_posts)


def _rises(state: TagState, bucket: TagBucket, window: Recent) -> list[Rise]:
    """The tags that are many enough to be looked at, each with its surprise."""
    unknown, block, last = Use(least(state.uses), 0.0, window.block), window.block, state.recent.block
    usual, chances = _usual(state, length(bucket), window.posts), log10(len(state.uses) + 1.0)
    found = []
    for key, (tag, posts) in counted(bucket).items():
        use = state.uses.get(key, unknown)
        seen = use.seen(block) + posts
        if seen < LEAST_POSTS:
            continue
        before = max(use.weight - usual.worth * use.seen(last), 0.0)
        expected = usual.expected(before)
        before /= usual.worth
        rare = surprise(float(seen), expected, state.scatter + _STRANGE / (before + 1.0)) - chances
        found.append(Rise(rounded(max(0.0, rare)), tag, key, seen, expected, before))
    return found


def _rank(rise: Rise) -> tuple[float, int, str]:
    """The most surprising first; of equals the most used, then by name, so that every machine agrees."""
    return rise.surprise, rise.posts, rise.key


def _timed(state: TagState, rise: Rise) -> Rise:
    """With its return period."""
    return rise._replace(
        period=rounded(capped_return_period(state.board, rise.surprise, state.heard, 2 * BLOCK, _CALM))
    )


def length(bucket: TagBucket) -> int:
    """Buckets in the window that ends with this one."""
    return BLOCK + bucket.start_ms // BUCKET_MS % BLOCK + 1


def counted(bucket: TagBucket) -> dict[str, tuple[str, int]]:
    """The bucket's most used tags by their keys, each as it is written and its posts."""
    most = bucket.tags.items()
    if len(most) > _JUDGED:
        return {key_of(tag): (tag, posts) for tag, posts in nlargest(_JUDGED, most, key=lambda entry: entry[::-1])}
    return {key_of(tag): (tag, posts) for tag, posts in most}


def scatter(state: TagState, bucket: TagBucket) -> float:
    """The dispersion after a look at one tag, whether it was used or not; every tag has its turn."""
    number = bucket.start_ms // BUCKET_MS
    use = next(islice(state.uses.values(), number % max(1, len(state.uses)), None), None)
    if use is None or use.weight <= 2.0 * use.error:
        return state.scatter
    usual = _usual(state, BLOCK + (number - 1) % BLOCK + 1, state.recent.posts)
    seen = use.seen(state.recent.block)
    expected = usual.expected(max(use.weight - usual.worth * seen, 0.0))
    if expected < _SCATTER_LEAST:
        return state.scatter
    excess = ((seen - expected) ** 2 - expected) / (expected * expected)
    moved = state.scatter + _SCATTER_RATE * (min(max(excess, -1.0), 10.0) - state.scatter)
    return rounded(min(max(moved, _SCATTERS[0]), _SCATTERS[1]))
