"""Trending hashtags: one that a brand's posts bear far more often than they ever did.

Every tag's posts of the last hour or so are judged against its own usual rate and its
own usual share of the brand's posts, whichever explains more: a tag that always
accompanies the brand is no news when the brand is. Many tags have as many chances, so
the surprise is reduced by their number, and the board keeps the records of the most
surprising tag, whichever it was.
"""

from __future__ import annotations

from heapq import nlargest
from typing import NamedTuple

from functions.detect.detectors.hashtag.rise import LEAST_POSTS, Rise, counted, length, rises, scatter
from functions.detect.detectors.hashtag.state import TagBucket, TagState, begin, document, restored, scaled
from functions.detect.stats.heavy_hitters import block_of, used, weight
from functions.detect.stats.peaks import with_peak
from functions.detect.stats.rounding import rounded
from shared.domain.time import BUCKET_MS, MINUTE_MS

__all__ = [
    "TagBucket",
    "TagScore",
    "TagState",
    "begin",
    "document",
    "is_alarm",
    "is_normal",
    "judge",
    "learn",
    "restored",
]

DAY = 288
"""Buckets for which a brand's tags are learnt before any of them is news."""

KNOWN = 50.0
"""Posts that must have been learnt by then."""

NEWS = 1.08
"""How far a return period must exceed the tag's largest of late, once that was an alarm itself."""

NOTABLE = 2.5
"""Below this return period no tag is news at any threshold; then the most surprising one is shown."""

CALM = 1.0
"""Tags are calm when the most surprising of them is normal in one bucket of ten."""

LEAST_SHARE = 0.02
"""A wave worth a call: :data:`LEAST_POSTS` more than expected, and this share of the brand's."""

NEVER = 1.0
"""Below as many posts remembered, weighed by age, a tag counts as never seen before."""

SHOWN = 100
"""Characters of a tag that are shown."""

_TOLD, _BESIDE = 8, 3
_TOLD_KEPT, _TOLD_FADE = 96, 0.5 ** (1.0 / 48.0)
"""What a tag did counts in full for two days (of blocks), and half as much every further day."""

_NONE = Rise(0.0, "", "", 0, 0.5, 0.0)


class TagScore(NamedTuple):
    """The judgement of the most surprising tag that is news, or of the most surprising one.

    ``tag`` bore ``posts`` of the brand's ``of_posts`` within ``minutes``, where
    ``expected`` were usual; ``before`` is the number of its posts remembered, weighed by
    age. ``beside`` are other tags that rise. ``surprise`` is a negative decimal
    logarithm of the probability that any tag does as much, ``top`` that of the most
    surprising one; ``period`` says in how many buckets as much is expected once.
    ``key`` is the tag as it is remembered, ``risen`` the keys and periods of all that are
    many enough to matter.
    """

    bucket_ms: int
    tag: str
    posts: int
    of_posts: int
    minutes: int
    expected: float
    before: float
    beside: tuple[str, ...]
    surprise: float
    top: float
    period: float
    envelope: float
    heard: int
    known: float
    key: str
    risen: tuple[tuple[str, float], ...]

    @property
    def share(self) -> float:
        """The tag's share of the brand's posts within the window."""
        return self.posts / self.of_posts if self.of_posts else 0.0

    @property
    def novel(self) -> bool:
        """Whether the tag was never seen before, as far as is remembered."""
        return self.before < NEVER

    @property
    def times(self) -> float:
        """How many times the usual its posts are."""
        return self.posts / self.expected


def judge(state: TagState, bucket: TagBucket) -> TagScore:
    """How unusual the tags are with ``bucket``, which comes after ``state`` and may still be open."""
    block, found = block_of(bucket.start_ms), rises(state, bucket)
    of_posts = state.recent.at(block).plus(bucket.posts).posts
    known = state.posts / weight(block - state.landmark)
    first = _foremost(state, found, block)
    rising = [rise for rise in found if rise.surprise >= CALM]
    return TagScore(
        bucket_ms=bucket.start_ms,
        tag=first.tag[:SHOWN],
        posts=first.posts,
        of_posts=max(of_posts, first.posts),
        minutes=length(bucket) * BUCKET_MS // MINUTE_MS,
        expected=rounded(first.expected),
        before=rounded(first.before),
        beside=tuple(rise.tag[:SHOWN] for rise in rising if rise is not first)[:_BESIDE],
        surprise=first.surprise,
        top=found[0].surprise if found else 0.0,
        period=first.period,
        envelope=rounded(_envelope(state, first.key, block)),
        heard=state.heard,
        known=rounded(known),
        risen=tuple((rise.key, rise.period) for rise in rising if _worth(state, known, rise, of_posts)),
        key=first.key,
    )


def learn(state: TagState, bucket: TagBucket, score: TagScore) -> TagState:
    """The state after ``bucket``, which :func:`judge` gave this ``score``; one learnt before changes nothing."""
    if bucket.start_ms <= state.bucket_ms:
        return state
    block = block_of(bucket.start_ms)
    state = scaled(state, block)
    worth = weight(block - state.landmark)
    tags = {key: posts for key, (_, posts) in counted(bucket).items()}
    return state._replace(
        bucket_ms=bucket.start_ms,
        heard=state.heard + 1,
        span=rounded(state.span + worth),
        posts=rounded(state.posts + worth * bucket.posts),
        scatter=scatter(state, bucket),
        recent=state.recent.at(block).plus(bucket.posts),
        uses=used(state.uses, tags, block, worth),
        told=_told(state, score, block),
        board=with_peak(state.board, score.top, bucket.start_ms // BUCKET_MS) if score.heard >= DAY else state.board,
    )


def is_alarm(score: TagScore, threshold: float) -> bool:
    """Whether a tag trends so that as much is expected once in 10**``threshold`` buckets, and is news."""
    news = score.envelope < threshold or score.period > NEWS * score.envelope
    return news and score.period >= threshold and any(key == score.key for key, _ in score.risen)


def is_normal(score: TagScore) -> bool:
    """Whether no tag is anything special (any more)."""
    return score.top < CALM


def _worth(state: TagState, known: float, rise: Rise, of_posts: int) -> bool:
    """Whether the tag, however improbable, is many enough to matter, and the brand's tags are known."""
    return (
        state.heard >= DAY
        and known >= KNOWN
        and rise.posts - rise.expected >= LEAST_POSTS
        and rise.posts >= LEAST_SHARE * of_posts
    )


def _foremost(state: TagState, found: list[Rise], block: int) -> Rise:
    """The most surprising tag that was not told yet, or else the most surprising one."""
    news = (rise for rise in found if rise.period >= max(NOTABLE, NEWS * _envelope(state, rise.key, block)))
    return next(news, found[0] if found else _NONE)


def _envelope(state: TagState, key: str, block: int) -> float:
    level, told = state.told.get(key, (0.0, block))
    return float(level * _TOLD_FADE ** max(0, block - told - _TOLD_KEPT))


def _told(state: TagState, score: TagScore, block: int) -> dict[str, tuple[float, int]]:
    """The tags that were worth a word of late, those that rose most; each with its return period and block."""
    told = dict(state.told)
    for key, period in score.risen:
        told[key] = (max(rounded(_envelope(state, key, block)), period), block)
    if len(told) <= _TOLD:
        return told
    return dict(nlargest(_TOLD, told.items(), key=lambda entry: (entry[1][1], entry[1][0], entry[0])))
