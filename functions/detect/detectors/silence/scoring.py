"""Channel silence: a channel that always talks of a brand, and does so no longer.

What counts is how many posts the channel would have brought since its last one, at
these hours of these days. Only time in which it was collected counts: a channel that
could not be asked has not fallen silent. A stray post or two does not end a silence.
"""

from __future__ import annotations

from typing import NamedTuple

from functions.detect.detectors.silence.silence_run import run, silence_runs
from functions.detect.detectors.silence.state import ChannelBucket, SilenceState, begin, document, restored
from functions.detect.stats.peaks import with_peak
from functions.detect.stats.return_period import capped_return_period
from functions.detect.stats.rounding import rounded
from shared.domain.time import BUCKET_MS

__all__ = [
    "ChannelBucket",
    "SilenceScore",
    "SilenceState",
    "begin",
    "document",
    "is_alarm",
    "is_normal",
    "judge",
    "learn",
    "restored",
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

_SUSPECT, _GENTLE, _HASTE = 2.0, 0.05, 12.0
"""From this surprise on a bucket teaches a twentieth, for a day, and more while the channel is
new; a silence that lasts teaches so much faster, and becomes the habit."""

_ENVELOPE_FADE = 2.0 ** (-1.0 / DAY)
_RUN_FADE, _LASTING_FADE = 2.0 ** (-1.0 / (3 * DAY)), 2.0 ** (-2.0 / DAY)
"""What was expected longer ago matters less; of a silence that lasts, half a day matters by half."""


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


def judge(state: SilenceState, bucket: ChannelBucket) -> SilenceScore:
    """How unusual the silence is with ``bucket``, which comes after ``state``.

    An open bucket counts as if it were over: judge closed ones only.
    """
    lull = max(silence_runs(state, bucket))
    apart = max(lull.expected / max(state.habit.level, 1e-4), 6.0)
    period = capped_return_period(state.board, lull.surprise, state.heard, apart)
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
    silent, sparse, since_ms, sparse_ms = run(state, bucket)
    if not bucket.collected:
        aged = state._replace(silent=silent, sparse=sparse, since_ms=since_ms, sparse_ms=sparse_ms)
        return aged._replace(bucket_ms=bucket.start_ms, envelope=score.envelope)
    fade = _LASTING_FADE if state.suspect >= DAY else _RUN_FADE
    return SilenceState(
        bucket_ms=bucket.start_ms,
        heard=state.heard + 1,
        suspect=_suspect(state, score),
        silent=rounded(silent * fade),
        sparse=rounded(sparse * fade),
        since_ms=since_ms,
        sparse_ms=sparse_ms,
        envelope=max(score.envelope, score.period) if is_significant(score) else score.envelope,
        habit=state.habit.taught(bucket.posts, bucket.start_ms, state.heard, _trust(state, score)),
        board=with_peak(state.board, score.surprise, bucket.start_ms // BUCKET_MS),
    )


def is_significant(score: SilenceScore) -> bool:
    """Whether enough is missing, however improbable, and the channel's habit is known."""
    return (
        score.collected
        and score.heard >= LEARNING
        and score.expected >= LEAST
        and score.seen <= max(1.0, LEFT * score.expected)
    )


def is_alarm(score: SilenceScore, threshold: float) -> bool:
    """Whether the silence is such as is expected once in 10**``threshold`` buckets, and is news."""
    news = score.envelope < threshold or score.period > NEWS * score.envelope
    return news and score.period >= threshold and is_significant(score)


def is_normal(score: SilenceScore) -> bool:
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
