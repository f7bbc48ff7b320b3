"""Channel silence: a channel that always talks of a brand, and does so no longer.

What counts is how many posts the channel would have brought since its last one, at
these hours of these days. Only time in which it was collected counts: a channel that
could not be polled has not fallen silent. One or two single posts do not end a silence.
"""

from __future__ import annotations

from math import log10
from typing import Any, NamedTuple

from functions.detect.detectors.evaluation import NORMAL_SURPRISE, SUSPICIOUS_SURPRISE
from functions.detect.detectors.silence.silence_run import silence_runs, since_posts
from functions.detect.detectors.silence.state import ChannelBucket, SilenceState, begin
from functions.detect.stats.peaks import return_period, with_peak
from functions.detect.stats.rates import BUCKET_RATES, DAY, HALF_HOUR, HOUR, buckets_after, fading
from functions.detect.stats.renotify import is_new
from functions.detect.stats.rounding import rounded
from shared.domain.time import BUCKET_MS

__all__ = ["SilenceScore", "begin", "is_alarm", "is_normal", "judge", "learn"]

LEARNING = 3 * DAY
"""Collected buckets before a channel's silence means anything: its nights must be known."""

LEAST_EXPECTED, MOST_LEFT = 10.0, 0.1
"""A silence worth an alarm: so many posts were expected, and at most one, or this part of them, came."""

_GENTLE, _HASTE = 0.05, 12.0
"""A suspicious bucket teaches a twentieth, for a day, and more while the channel is new; a
silence that lasts teaches so much faster, and becomes normal."""

_RUN_FADE, _LASTING_FADE = fading(3 * DAY), fading(DAY / 2)
"""What was expected longer ago matters less; of a silence that lasts, half a day matters by half."""

_STORED = {"normal_posts": "usual", "buckets": "heard"}
"""The fields of a score that have another name in decision records."""


class SilenceScore(NamedTuple):
    """The score of a channel: ``seen`` posts since ``since_ms``, where so many were ``expected``.

    ``posts`` came in the bucket judged, where ``normal_posts`` are normal at this hour.
    ``surprise`` is a negative decimal logarithm of a probability; ``period`` says in how
    many buckets as much is expected once.
    """

    bucket_ms: int
    posts: int
    normal_posts: float
    seen: int
    expected: float
    since_ms: int
    surprise: float
    period: float
    envelope: float
    buckets: int
    collected: bool

    @property
    def silent_ms(self) -> int:
        """How long the channel has been silent, up to the end of the bucket judged."""
        return self.bucket_ms + BUCKET_MS - self.since_ms

    def stored(self) -> dict[str, Any]:
        """Its fields by their names in a decision record."""
        return {_STORED.get(name, name): value for name, value in self._asdict().items()}


def judge(state: SilenceState, bucket: ChannelBucket) -> SilenceScore:
    """How unusual the silence is with ``bucket``, which comes after ``state``.

    An open bucket counts as if it were over: judge closed ones only.
    """
    run = max(silence_runs(state, bucket))
    apart = max(run.expected / state.baseline.per_bucket, float(HALF_HOUR))
    period = return_period(state.peaks, run.surprise, state.buckets, apart=log10(apart))
    return SilenceScore(
        bucket_ms=bucket.start_ms,
        posts=bucket.posts,
        normal_posts=rounded(state.baseline.at(bucket.minute)),
        seen=run.seen,
        expected=rounded(run.expected),
        since_ms=run.since_ms,
        surprise=rounded(run.surprise),
        period=rounded(period),
        envelope=rounded(state.envelope * BUCKET_RATES.fade ** buckets_after(state.bucket_ms, bucket.start_ms)),
        buckets=state.buckets,
        collected=bucket.collected,
    )


def learn(state: SilenceState, bucket: ChannelBucket, score: SilenceScore) -> SilenceState:
    """The state after ``bucket``, which :func:`judge` gave this ``score``; one learnt before changes nothing.

    A bucket that was not collected, or is left out, only ages what is known; posts that
    came all the same end a silence.
    """
    if bucket.start_ms <= state.bucket_ms:
        return state
    silent, sparse, since_ms, sparse_ms = since_posts(state, bucket)
    if not bucket.collected:
        aged = state._replace(silent=silent, sparse=sparse, since_ms=since_ms, sparse_ms=sparse_ms)
        return aged._replace(bucket_ms=bucket.start_ms, envelope=score.envelope)
    fade = _LASTING_FADE if state.suspect >= DAY else _RUN_FADE
    return SilenceState(
        bucket_ms=bucket.start_ms,
        buckets=state.buckets + 1,
        suspect=_suspect(state, score),
        silent=rounded(silent * fade),
        sparse=rounded(sparse * fade),
        since_ms=since_ms,
        sparse_ms=sparse_ms,
        envelope=max(score.envelope, score.period) if is_significant(score) else score.envelope,
        baseline=state.baseline.updated(bucket.posts, bucket.minute, state.buckets, _trust(state, score)),
        peaks=with_peak(state.peaks, score.surprise, bucket.start_ms // BUCKET_MS),
        local=state.local,
    )


def is_significant(score: SilenceScore) -> bool:
    """Whether enough is missing, however improbable, and what is normal of the channel is known."""
    return (
        score.collected
        and score.buckets >= LEARNING
        and score.expected >= LEAST_EXPECTED
        and score.seen <= max(1.0, MOST_LEFT * score.expected)
    )


def is_alarm(score: SilenceScore, threshold: float) -> bool:
    """Whether the silence is such as is expected once in 10**``threshold`` buckets, and is new."""
    new = is_new(score.period, score.envelope, threshold)
    return new and score.period >= threshold and is_significant(score)


def is_normal(score: SilenceScore) -> bool:
    """Whether the channel talks again, or nobody would expect it to."""
    return score.collected and score.surprise < NORMAL_SURPRISE


def _trust(state: SilenceState, score: SilenceScore) -> float:
    """How much a bucket teaches."""
    if state.suspect >= DAY:
        return _HASTE
    return 1.0 if score.surprise <= SUSPICIOUS_SURPRISE else max(_GENTLE, min(1.0, LEARNING / max(state.buckets, 1)))


def _suspect(state: SilenceState, score: SilenceScore) -> int:
    """For how many buckets the silence was suspicious; only posts make up for it, an hour's worth each."""
    if score.surprise > SUSPICIOUS_SURPRISE:
        return min(state.suspect + 1, DAY + DAY // 2)
    return max(state.suspect - HOUR, 0) if score.posts and score.surprise < NORMAL_SURPRISE else state.suspect
