"""Trending hashtags: one that a brand's posts have far more often than ever before.

The posts of each tag in the last hour or so are judged against the tag's own usual rate
and its own usual share of the brand's posts, whichever explains more: a tag that always
accompanies the brand is no news when the brand is. Many tags have as many chances, so
the surprise is reduced by their number, and the record of peaks is that of the most
surprising tag, whichever it was.
"""

from __future__ import annotations

from heapq import nlargest
from typing import Any, NamedTuple

from functions.detect.detectors.evaluation import NORMAL_SURPRISE
from functions.detect.detectors.hashtag.rise import LEAST_POSTS, Rise, dispersion, most_used, rises, window_buckets
from functions.detect.detectors.hashtag.state import TagBucket, TagState, begin, rescaled
from functions.detect.detectors.series import Buckets
from functions.detect.stats.heavy_hitters import DAY_BLOCKS, block_of, weight, with_uses
from functions.detect.stats.peaks import with_peak
from functions.detect.stats.rates import DAY, fading
from functions.detect.stats.renotify import FACTOR_AT_THRESHOLD, is_new
from functions.detect.stats.rounding import rounded
from shared.domain.time import BUCKET_MS, MINUTE_MS

__all__ = ["TagScore", "begin", "bucket_at", "is_alarm", "is_normal", "judge", "learn"]

LEARNING = DAY
"""Buckets for which a brand's tags are learnt before any of them is news."""

LEAST_KNOWN = 50.0
"""Posts that must have been learnt by then."""

NOTABLE = 2.5
"""Below this return period no tag is news at any threshold; then the most surprising one is shown."""

LEAST_SHARE = 0.02
"""A trend worth an alarm: :data:`LEAST_POSTS` more than expected, and this share of the brand's."""

NEVER_SEEN = 1.0
"""Below so many known posts, weighed by age, a tag counts as never seen before."""

SHOWN = 100
"""Characters of a tag that are shown."""

_NOTIFIED, _OTHERS = 8, 3
_NOTIFIED_KEPT, _NOTIFIED_FADE = 2 * DAY_BLOCKS, fading(DAY_BLOCKS)
"""What a tag did counts in full for two days (of blocks), and half as much every further day."""

_NONE = Rise(0.0, "", "", 0, 0.5, 0.0)
_STORED = {"others": "beside", "buckets": "heard"}
"""The fields of a score that have another name in decision records."""


class TagScore(NamedTuple):
    """The score of the most surprising tag that is news, or of the most surprising one.

    ``tag`` is in ``posts`` of the brand's ``of_posts`` within ``minutes``, where
    ``expected`` were usual; ``before`` is the number of its known posts, weighed by
    age. ``others`` are other tags that rise. ``surprise`` is a negative decimal
    logarithm of the probability that any tag does as much, ``top`` that of the most
    surprising one; ``period`` says in how many buckets as much is expected once.
    ``key`` is the tag as it is stored, ``risen`` the keys and periods of all that are
    many enough to matter.
    """

    bucket_ms: int
    tag: str
    posts: int
    of_posts: int
    minutes: int
    expected: float
    before: float
    others: tuple[str, ...]
    surprise: float
    top: float
    period: float
    envelope: float
    buckets: int
    known: float
    key: str
    risen: tuple[tuple[str, float], ...]

    @property
    def share(self) -> float:
        """The tag's share of the brand's posts within the window."""
        return self.posts / self.of_posts if self.of_posts else 0.0

    @property
    def novel(self) -> bool:
        """Whether the tag was never seen before, as far as is known."""
        return self.before < NEVER_SEEN

    @property
    def times(self) -> float:
        """How many times the usual its posts are."""
        return self.posts / self.expected

    def stored(self) -> dict[str, Any]:
        """Its fields by their names in a decision record."""
        fields = {_STORED.get(name, name): value for name, value in self._asdict().items() if name != "risen"}
        return {**fields, "beside": list(self.others)}


def bucket_at(buckets: Buckets, start_ms: int) -> TagBucket:
    """The bucket's posts and hashtags."""
    sums = buckets.at(start_ms)
    return TagBucket(start_ms, sums.number("mentions"), sums.hashtags)


def judge(state: TagState, bucket: TagBucket) -> TagScore:
    """How unusual the tags are with ``bucket``, which comes after ``state`` and may still be open."""
    block, found = block_of(bucket.start_ms), rises(state, bucket)
    of_posts = state.recent.at(block).plus(bucket.posts).posts
    known = state.posts / weight(block - state.landmark)
    first = _foremost(state, found, block)
    rising = [rise for rise in found if rise.surprise >= NORMAL_SURPRISE]
    return TagScore(
        bucket_ms=bucket.start_ms,
        tag=first.tag[:SHOWN],
        posts=first.posts,
        of_posts=max(of_posts, first.posts),
        minutes=window_buckets(bucket) * BUCKET_MS // MINUTE_MS,
        expected=rounded(first.expected),
        before=rounded(first.before),
        others=tuple(rise.tag[:SHOWN] for rise in rising if rise is not first)[:_OTHERS],
        surprise=first.surprise,
        top=found[0].surprise if found else 0.0,
        period=first.period,
        envelope=rounded(_envelope(state, first.key, block)),
        buckets=state.buckets,
        known=rounded(known),
        risen=tuple((rise.key, rise.period) for rise in rising if _is_significant(state, known, rise, of_posts)),
        key=first.key,
    )


def learn(state: TagState, bucket: TagBucket, score: TagScore) -> TagState:
    """The state after ``bucket``, which :func:`judge` gave this ``score``; one learnt before changes nothing."""
    if bucket.start_ms <= state.bucket_ms:
        return state
    block, number = block_of(bucket.start_ms), bucket.start_ms // BUCKET_MS
    state = rescaled(state, block)
    post_weight = weight(block - state.landmark)
    tags = {key: posts for key, (_, posts) in most_used(bucket).items()}
    return state._replace(
        bucket_ms=bucket.start_ms,
        buckets=state.buckets + 1,
        span=rounded(state.span + post_weight),
        posts=rounded(state.posts + post_weight * bucket.posts),
        dispersion=dispersion(state, bucket),
        recent=state.recent.at(block).plus(bucket.posts),
        uses=with_uses(state.uses, tags, block, post_weight),
        notified=_notified(state, score, block),
        peaks=with_peak(state.peaks, score.top, number) if score.buckets >= LEARNING else state.peaks,
    )


def is_alarm(score: TagScore, threshold: float) -> bool:
    """Whether a tag trends so that as much is expected once in 10**``threshold`` buckets, and is news."""
    new = is_new(score.period, score.envelope, threshold)
    return new and score.period >= threshold and any(key == score.key for key, _ in score.risen)


def is_normal(score: TagScore) -> bool:
    """Whether no tag is anything special (any more)."""
    return score.top < NORMAL_SURPRISE


def _is_significant(state: TagState, known: float, rise: Rise, of_posts: int) -> bool:
    """Whether the tag, however improbable, has enough posts to matter, and the brand's tags are known."""
    return (
        state.buckets >= LEARNING
        and known >= LEAST_KNOWN
        and rise.posts - rise.expected >= LEAST_POSTS
        and rise.posts >= LEAST_SHARE * of_posts
    )


def _foremost(state: TagState, found: list[Rise], block: int) -> Rise:
    """The most surprising tag that was not notified yet, or else the most surprising one."""
    news = (
        rise for rise in found if rise.period >= max(NOTABLE, FACTOR_AT_THRESHOLD * _envelope(state, rise.key, block))
    )
    return next(news, found[0] if found else _NONE)


def _envelope(state: TagState, key: str, block: int) -> float:
    level, notified = state.notified.get(key, (0.0, block))
    return float(level * _NOTIFIED_FADE ** max(0, block - notified - _NOTIFIED_KEPT))


def _notified(state: TagState, score: TagScore, block: int) -> dict[str, tuple[float, int]]:
    """The tags that were worth notifying of late, those that rose most; each with its return period and block."""
    notified = dict(state.notified)
    for key, period in score.risen:
        notified[key] = (max(rounded(_envelope(state, key, block)), period), block)
    if len(notified) <= _NOTIFIED:
        return notified
    return dict(nlargest(_NOTIFIED, notified.items(), key=lambda entry: (entry[1][1], entry[1][0], entry[0])))
