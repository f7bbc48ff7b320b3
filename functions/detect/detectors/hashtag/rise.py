"""Which of a brand's hashtags rise: each against its own usual rate and share."""

from __future__ import annotations

from heapq import nlargest
from itertools import islice
from math import log10
from typing import NamedTuple

from functions.detect.detectors.hashtag.state import TagBucket, TagState
from functions.detect.stats.heavy_hitters import BLOCK, Recent, Use, block_of, key_of, least_weight, weight
from functions.detect.stats.negative_binomial import surprise
from functions.detect.stats.peaks import return_period
from functions.detect.stats.rounding import rounded
from shared.domain.time import BUCKET_MS

LEAST_POSTS = 6.0
"""Posts in a window from which on a tag is worth judging."""

_JUDGED, _KEPT = 64, 8
_FLOOR, _FLOOR_SHARE = 0.5, 0.001
"""The least that is expected of any tag in a window: half a post, or a thousandth of the brand's."""

_DISPERSION_RATE, _LEAST_EXPECTED, _DISPERSIONS = 0.005, 1.0, (0.1, 5.0)
_APART, _PRIOR_DAYS = log10(2 * BLOCK), 7.0
_UNKNOWN_DISPERSION = 0.5
"""The dispersion that a tag never seen has besides: nobody knows how such a one spreads."""


class Rise(NamedTuple):
    """One tag in a window: how surprising its ``posts`` are where so many were ``expected``.

    ``before`` are its posts known from earlier, weighed by age. ``surprise`` is reduced by the
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
    """What a window of so many ``buckets`` and ``of_posts`` posts holds if all is as usual.

    ``span`` buckets and ``posts`` posts are known; a new one has the weight ``post_weight``.
    """

    post_weight: float
    span: float
    posts: float
    buckets: int
    of_posts: int

    def expected(self, before: float) -> float:
        """Posts of a tag with ``before`` known posts: by its rate or by its share, whichever is more."""
        by_share = min(before / self.posts, 1.0) * self.of_posts
        return max(before / self.span * self.buckets, by_share, _FLOOR, _FLOOR_SHARE * self.of_posts)


def rises(state: TagState, bucket: TagBucket) -> list[Rise]:
    """The most surprising tags of the window that ends with ``bucket``, the most surprising first."""
    window = state.recent.at(block_of(bucket.start_ms)).plus(bucket.posts)
    found = [rise for rise in _rises(state, bucket, window) if rise.surprise > 0.0]
    return [_with_period(state, rise) for rise in nlargest(_KEPT, found, key=_rank)]


def _usual(state: TagState, buckets: int, of_posts: int) -> Usual:
    post_weight = weight(state.recent.block - state.landmark)
    posts = max(state.posts - post_weight * state.recent.posts, post_weight)
    return Usual(post_weight, max(state.span, post_weight), posts, buckets, of_posts)


def _rises(state: TagState, bucket: TagBucket, window: Recent) -> list[Rise]:
    """The tags with enough posts to be judged, each with its surprise."""
    unknown, block, last = Use(least_weight(state.uses), 0.0, window.block), window.block, state.recent.block
    usual, chances = _usual(state, window_buckets(bucket), window.posts), log10(len(state.uses) + 1.0)
    found = []
    for key, (tag, posts) in most_used(bucket).items():
        use = state.uses.get(key, unknown)
        seen = use.recent(block) + posts
        if seen < LEAST_POSTS:
            continue
        before = max(use.weight - usual.post_weight * use.recent(last), 0.0)
        expected = usual.expected(before)
        before /= usual.post_weight
        rare = surprise(float(seen), expected, state.dispersion + _UNKNOWN_DISPERSION / (before + 1.0)) - chances
        found.append(Rise(rounded(max(0.0, rare)), tag, key, seen, expected, before))
    return found


def _rank(rise: Rise) -> tuple[float, int, str]:
    """The most surprising first; of equals the most used, then by name, so that every machine agrees."""
    return rise.surprise, rise.posts, rise.key


def _with_period(state: TagState, rise: Rise) -> Rise:
    """The rise with its return period; a new brand is taken to have a normal week behind it, because tags run on."""
    period = return_period(state.peaks, rise.surprise, state.buckets, apart=_APART, prior_days=_PRIOR_DAYS)
    return rise._replace(period=rounded(period))


def window_buckets(bucket: TagBucket) -> int:
    """Buckets in the window that ends with this one."""
    return BLOCK + bucket.start_ms // BUCKET_MS % BLOCK + 1


def most_used(bucket: TagBucket) -> dict[str, tuple[str, int]]:
    """The bucket's most used tags by their keys, each as it is written and its posts."""
    most = bucket.tags.items()
    if len(most) > _JUDGED:
        return {key_of(tag): (tag, posts) for tag, posts in nlargest(_JUDGED, most, key=lambda entry: entry[::-1])}
    return {key_of(tag): (tag, posts) for tag, posts in most}


def dispersion(state: TagState, bucket: TagBucket) -> float:
    """The dispersion after one tag was compared with its usual number, used or not; the tags take turns."""
    number = bucket.start_ms // BUCKET_MS
    use = next(islice(state.uses.values(), number % max(1, len(state.uses)), None), None)
    if use is None or use.weight <= 2.0 * use.error:
        return state.dispersion
    usual = _usual(state, BLOCK + (number - 1) % BLOCK + 1, state.recent.posts)
    seen = use.recent(state.recent.block)
    expected = usual.expected(max(use.weight - usual.post_weight * seen, 0.0))
    if expected < _LEAST_EXPECTED:
        return state.dispersion
    excess = ((seen - expected) ** 2 - expected) / (expected * expected)
    moved = state.dispersion + _DISPERSION_RATE * (min(max(excess, -1.0), 10.0) - state.dispersion)
    return rounded(min(max(moved, _DISPERSIONS[0]), _DISPERSIONS[1]))
