"""Channel silence: a channel that always talks of a brand, and does so no longer.

What counts is how many posts the channel would have brought since its last one, at
these hours of these days. Only time in which it was collected counts: a channel that
could not be asked has not fallen silent. A stray post or two does not end a silence.
"""

from __future__ import annotations

from math import log, log1p, sqrt
from typing import NamedTuple

from functions.detect.board import entered
from functions.detect.digits import rounded
from functions.detect.habit import ChannelBucket, SilenceState, begin, document, restored
from functions.detect.record import rarity
from functions.detect.surprise import tail
from shared.bucket import BUCKET_MS

__all__ = [
    "ChannelBucket",
    "SilenceScore",
    "SilenceState",
    "begin",
    "calm",
    "document",
    "judge",
    "learn",
    "restored",
    "rings",
]

DAY = 288
"""Buckets a day."""

LEARNING = 3 * DAY
"""Collected buckets before a channel's silence means anything: its nights must be known."""

LEAST, LEFT = 10.0, 0.1
"""A silence worth a call: so many posts were expected, and at most one, or this part of them, came."""

NEWS = 1.08
"""How far a return period must exceed the largest of late, once that was an alarm itself."""

CALM = 1.0
"""A channel talks again when its silence is normal in one bucket of ten."""

BUSY = 2.0
"""Posts a bucket from which on a trickle of them is silence as well."""

SHORTEST = 4
"""Buckets (20 minutes) that a silence must last: single ones scatter more than their sum."""

_SUSPECT, _GENTLE, _HASTE = 2.0, 0.05, 12.0
"""From this surprise on a bucket teaches a twentieth, for a day, and more while the channel is
new; a silence that lasts teaches so much faster, and becomes the habit."""

_ENVELOPE_FADE = 2.0 ** (-1.0 / DAY)
_RUN_FADE, _LASTING_FADE = 2.0 ** (-1.0 / (3 * DAY)), 2.0 ** (-2.0 / DAY)
"""What was expected longer ago matters less; of a silence that lasts, half a day matters by half."""


class Lull(NamedTuple):
    """One way to see a silence: ``seen`` posts since ``since_ms`` where so many were ``expected``."""

    surprise: float
    seen: int
    expected: float
    since_ms: int


class SilenceScore(NamedTuple):
    """The judgement of a channel: ``seen`` posts since ``since_ms``, where so many were ``expected``.

    ``posts`` came in the bucket judged, where ``usual`` is the habit of the hour.
    ``surprise`` is a negative decimal logarithm of a probability; ``period`` says in how
    many buckets as much is expected once.
    """

    bucket_ms: int
    posts: int
    usual: float
    seen: int
    expected: float
    since_ms: int
    surprise: float
    period: float
    envelope: float
    heard: int
    collected: bool

    @property
    def silent_ms(self) -> int:
        """How long the channel has been silent, up to the end of the bucket judged."""
        return self.bucket_ms + BUCKET_MS - self.since_ms


def hush(seen: float, expected: float, spread: float) -> float:
    """How surprising it is to see no more than ``seen`` posts: 3 means once in a thousand.

    The lower tail of a negative binomial of variance ``m + spread * m**2``; exact for 0
    and 1, beyond by the signed root of its deviance.

    >>> round(hush(0, 10.0, 0.001), 2), round(hush(1, 10.0, 0.001), 2)    # Poisson: 4.34 and 3.30
    (4.32, 3.28)
    >>> round(hush(0, 10.0, 0.5), 2), hush(10, 10.0, 0.5)
    (1.56, 0.0)
    """
    if seen >= expected:
        return 0.0
    none = log1p(spread * expected) / spread
    if seen <= 0.0:
        return none / log(10.0)
    if seen <= 1.0:
        return max(0.0, (none - log1p(expected / (1.0 + spread * expected))) / log(10.0))
    size = 1.0 / spread
    deviance = 2.0 * (seen * log(seen / expected) - (seen + size) * log((seen + size) / (expected + size)))
    return tail(sqrt(max(0.0, deviance)))


def judge(state: SilenceState, bucket: ChannelBucket) -> SilenceScore:
    """How unusual the silence is with ``bucket``, which comes after ``state``.

    An open bucket counts as if it were over: judge closed ones only.
    """
    lull = max(_lulls(state, bucket))
    apart = max(lull.expected / max(state.habit.level, 1e-4), 6.0)
    period = rarity(state.board, lull.surprise, state.heard, apart)
    return SilenceScore(
        bucket_ms=bucket.start_ms,
        posts=bucket.posts,
        usual=rounded(state.habit.at(bucket.start_ms)),
        seen=lull.seen,
        expected=rounded(lull.expected),
        since_ms=lull.since_ms,
        surprise=rounded(lull.surprise),
        period=rounded(period),
        envelope=rounded(state.envelope * _ENVELOPE_FADE ** _steps(state, bucket)),
        heard=state.heard,
        collected=bucket.collected,
    )


def learn(state: SilenceState, bucket: ChannelBucket, score: SilenceScore) -> SilenceState:
    """The state after ``bucket``, which :func:`judge` gave this ``score``; one learnt before changes nothing.

    A bucket that was not collected, or is left out, only ages what is known; posts that
    came all the same end a silence.
    """
    if bucket.start_ms <= state.bucket_ms:
        return state
    silent, sparse, since_ms, sparse_ms = _run(state, bucket)
    if not bucket.collected:
        run = state._replace(silent=silent, sparse=sparse, since_ms=since_ms, sparse_ms=sparse_ms)
        return run._replace(bucket_ms=bucket.start_ms, envelope=score.envelope)
    fade = _LASTING_FADE if state.suspect >= DAY else _RUN_FADE
    return SilenceState(
        bucket_ms=bucket.start_ms,
        heard=state.heard + 1,
        suspect=_suspect(state, score),
        silent=rounded(silent * fade),
        sparse=rounded(sparse * fade),
        since_ms=since_ms,
        sparse_ms=sparse_ms,
        envelope=max(score.envelope, score.period) if worth(score) else score.envelope,
        habit=state.habit.taught(bucket.posts, bucket.start_ms, state.heard, _trust(state, score)),
        board=entered(state.board, score.surprise, bucket.start_ms // BUCKET_MS),
    )


def worth(score: SilenceScore) -> bool:
    """Whether enough is missing, however improbable, and the channel's habit is known."""
    return (
        score.collected
        and score.heard >= LEARNING
        and score.expected >= LEAST
        and score.seen <= max(1.0, LEFT * score.expected)
    )


def rings(score: SilenceScore, threshold: float) -> bool:
    """Whether the silence is such as is expected once in 10**``threshold`` buckets, and is news."""
    news = score.envelope < threshold or score.period > NEWS * score.envelope
    return news and score.period >= threshold and worth(score)


def calm(score: SilenceScore) -> bool:
    """Whether the channel talks again, or nobody would expect it to."""
    return score.collected and score.surprise < CALM


def _trust(state: SilenceState, score: SilenceScore) -> float:
    """How much a bucket teaches."""
    if state.suspect >= DAY:
        return _HASTE
    return 1.0 if score.surprise <= _SUSPECT else max(_GENTLE, min(1.0, LEARNING / max(state.heard, 1)))


def _suspect(state: SilenceState, score: SilenceScore) -> int:
    """For how many buckets the silence was suspicious; only talk makes up for it, and quickly."""
    if score.surprise > _SUSPECT:
        return min(state.suspect + 1, DAY + DAY // 2)
    return max(state.suspect - 12, 0) if score.posts and score.surprise < CALM else state.suspect


def _steps(state: SilenceState, bucket: ChannelBucket) -> int:
    return max(1, (bucket.start_ms - state.bucket_ms) // BUCKET_MS)


def _run(state: SilenceState, bucket: ChannelBucket) -> tuple[float, float, int, int]:
    """Posts expected since the last post and since the last but one, and when those were, with this bucket."""
    if bucket.posts >= 2:  # noqa: PLR2004 - the last post and the one before it
        return 0.0, 0.0, bucket.start_ms, bucket.start_ms
    more = state.habit.at(bucket.start_ms) if bucket.collected else 0.0
    if bucket.posts == 1:
        return 0.0, state.silent + more, bucket.start_ms, state.since_ms
    return state.silent + more, state.sparse + more, state.since_ms, state.sparse_ms


def _long(since_ms: int, bucket: ChannelBucket) -> bool:
    return bucket.start_ms - since_ms >= SHORTEST * BUCKET_MS


def _lulls(state: SilenceState, bucket: ChannelBucket) -> list[Lull]:
    habit = state.habit
    silent, sparse, since_ms, sparse_ms = _run(state, bucket)
    found = [
        Lull(hush(seen, expected, habit.spread) if _long(began, bucket) else 0.0, seen, expected, began)
        for seen, expected, began in ((0, silent, since_ms), (1, sparse, sparse_ms))
    ]
    if habit.level >= BUSY and bucket.collected:
        seen, expected = (habit.width * part for part in habit.smoothed(bucket.posts, bucket.start_ms))
        since_ms = bucket.start_ms - (round(habit.width) - 1) * BUCKET_MS
        found.append(Lull(hush(seen, expected, habit.spread), round(seen), expected, since_ms))
    return found
