"""How a count of posts is judged, and what it teaches: one signal's state and a bucket in, score and next state out.

``settle`` learns a closed bucket and ``judge`` scores a count without learning it.
Both are pure and see nothing later than their bucket, so a replay is exact.

A rise is judged in three windows: the bucket alone, some minutes, some hours. The largest
surprise counts, the narrowest window's after a deduction, because it has many more chances
to be high. A fall is judged over a quarter of an hour.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from functions.detect.detectors.count.state import CountBucket, CountState, begin
from functions.detect.detectors.series import Buckets
from functions.detect.detectors.signal import Signal
from functions.detect.stats import baseline as normal
from functions.detect.stats import renotify
from functions.detect.stats.baseline import Baseline, Comparison
from functions.detect.stats.negative_binomial import smoothed_lower_tail_surprise
from functions.detect.stats.peaks import return_period, with_peak
from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from functions.detect.stats.rounding import coarse
from functions.detect.stats.smoothing import window_surprise
from shared.domain.time import BUCKET_MS

__all__ = ["CountScore", "at_level", "begin", "bucket_at", "judge", "missed", "settle", "step"]

ABRUPT_HANDICAP = 1.0
"""What a single bucket's surprise is reduced by before it counts."""

RISE_HANDICAP, FALL_HANDICAP = 0.15, 1.0
"""What a return period is reduced by, because there are several windows and a fall besides a rise: so
nearly all the false alarms that are promised are spent on rises."""

NOISE = 2.5
"""Scales beyond its record from which an episode is none of a brand's noise. It does not teach how wild that is:
else a brand that went through some crises would not notice the next."""

GAP_DAYS = 14
"""Empty days that are learnt as zeros; a longer gap only ages what is known."""

_STORED = {
    "seasonal_weight": "belief",
    "renotify_above": "bar",
    "renotified": "news",
    "fall_surprise": "hush",
    "fall_period": "fall",
    "fall_renotify_above": "fall_bar",
    "fall_renotified": "fall_news",
    "buckets": "heard",
}
"""The fields of a score that have another name in decision records."""


class CountScore(NamedTuple):
    """The score of one count.

    ``surprise`` (of the most surprising window), ``abrupt`` (of this bucket alone) and
    ``fall_surprise`` are negative decimal logarithms of a probability; ``period`` and
    ``fall_period`` say in how many buckets such a rise or fall is expected once, as decimal
    logarithms, and must clearly exceed ``renotify_above`` and ``fall_renotify_above`` to be
    ``renotified`` and ``fall_renotified``; ``highest`` is the largest period of a rise of late,
    also where that was too small to be notified. ``seasonal_weight`` (0 to 1) is that of the
    week's seasonality in ``expected``; ``excess`` is the number of mentions above the
    expectation within the smoothing window.
    """

    bucket_ms: int
    observed: int
    expected: float
    seasonal_weight: float
    dispersion: float
    surprise: float
    abrupt: float
    excess: float
    period: float
    highest: float
    renotify_above: float
    renotified: bool
    fall_surprise: float
    fall_period: float
    fall_renotify_above: float
    fall_renotified: bool
    buckets: int

    def rises_beyond(self, limit: float) -> bool:
        """Whether it is a rise rarer than ``limit`` (a return period) that was not yet notified at that limit."""
        return self.period >= limit and self.observed > self.expected and (self.renotified or self.highest < limit)

    def stored(self) -> dict[str, Any]:
        """Its fields by their names in a decision record."""
        return {_STORED.get(name, name): value for name, value in self._asdict().items()}


def bucket_at(signal: Signal, buckets: Buckets, start_ms: int) -> CountBucket:
    """The signal's count in a bucket."""
    sums = buckets.at(start_ms)
    return CountBucket(start_ms, sums.number(signal.counts), sums.in_time)


def settle(state: CountState | None, bucket: CountBucket) -> CountState:
    """The state once ``bucket`` is closed and learnt; one that is learnt already changes nothing.

    Buckets between the last one and this are empty: mentions there would have come first.
    """
    if state is None:
        return begin(bucket)
    if bucket.start_ms <= state.bucket_ms:
        return state
    return step(_through_gap(state, bucket.start_ms), bucket)[1]


def judge(state: CountState, bucket: CountBucket, rates: LearningRates = BUCKET_RATES) -> CountScore:
    """How unusual ``bucket.mentions`` is so far, for the bucket that comes after ``state``."""
    return _score(state, bucket, normal.compared(state.baseline, bucket.mentions, bucket.start_ms), rates)


def step(state: CountState, bucket: CountBucket, rates: LearningRates = BUCKET_RATES) -> tuple[CountScore, CountState]:
    """The score of a closed bucket and the state after it, in one go."""
    seen = normal.compared(state.baseline, bucket.mentions, bucket.start_ms)
    score = _score(state, bucket, seen, rates)
    return score, _next_state(state, bucket, score, seen, rates)


def missed(state: CountState, until_ms: int, rates: LearningRates = BUCKET_RATES) -> CountState:
    """The state just before the bucket at ``until_ms``, nothing having been collected since: it only ages.

    What was not collected teaches nothing, above all not that nobody posted.
    """
    buckets = (until_ms - state.bucket_ms) // rates.bucket_ms - 1
    if buckets <= 0:
        return state
    return state._replace(
        bucket_ms=state.bucket_ms + buckets * rates.bucket_ms,
        buckets=state.buckets + (buckets if state.buckets else 0),
        baseline=normal.aged(state.baseline, buckets),
        rise_envelope=renotify.aged(state.rise_envelope, buckets, rates),
        fall_envelope=renotify.aged(state.fall_envelope, buckets, rates),
    )


def at_level(state: CountState, mentions: float) -> CountState:
    """The state for which so many mentions a bucket are normal from now on.

    >>> round(judge(at_level(begin(CountBucket(0, 1)), 10.0), CountBucket(300_000, 10)).expected, 3)
    10.0
    """
    return state._replace(baseline=normal.at_level(state.baseline, mentions, state.bucket_ms))


def _next_state(
    state: CountState, bucket: CountBucket, score: CountScore, seen: Comparison, rates: LearningRates
) -> CountState:
    base, place = state.baseline, bucket.start_ms // rates.bucket_ms
    rise_envelope = renotify.updated(state.rise_envelope, score.period, score.abrupt, rates)
    baseline = normal.updated(base, seen, bucket.start_ms, rates)
    ended = renotify.has_ended(state.rise_envelope, rise_envelope)
    return CountState(
        bucket_ms=bucket.start_ms,
        seen=state.seen + bucket.mentions,
        buckets=score.buckets,
        baseline=normal.without_episode(baseline) if ended else baseline,
        rises=with_peak(state.rises, score.surprise, place, rates, noise=NOISE),
        falls=with_peak(state.falls, score.fall_surprise, place, rates),
        rise_envelope=rise_envelope,
        fall_envelope=renotify.updated(state.fall_envelope, score.fall_period, score.fall_surprise, rates),
    )


def _score(state: CountState, bucket: CountBucket, seen: Comparison, rates: LearningRates) -> CountScore:
    base, weight = state.baseline, normal.seasonal_weight(state.baseline, rates)
    expected = (1.0 - weight) * seen.flat + weight * seen.seasonal
    abrupt, surprise = _surprises(base, seen, weight, above=bucket.mentions > expected)
    fall_surprise = _fall_surprise(base, seen)
    period = coarse(max(return_period(state.rises, surprise, base.buckets, rates) - RISE_HANDICAP, 0.0))
    fall = coarse(max(return_period(state.falls, fall_surprise, base.buckets, rates) - FALL_HANDICAP, 0.0))
    return CountScore(
        bucket_ms=bucket.start_ms,
        observed=bucket.mentions,
        expected=coarse(expected),
        seasonal_weight=coarse(weight),
        dispersion=base.dispersions.smooth.flat,
        surprise=coarse(surprise),
        abrupt=coarse(abrupt),
        excess=coarse((seen.smooth.mentions - seen.smooth.flat) * (seen.width + 1.0) / 2.0),
        period=period,
        highest=renotify.highest(state.rise_envelope),
        renotify_above=renotify.renotify_above(state.rise_envelope),
        renotified=bucket.mentions > expected and renotify.renotifies(state.rise_envelope, period),
        fall_surprise=coarse(fall_surprise),
        fall_period=fall,
        fall_renotify_above=renotify.renotify_above(state.fall_envelope),
        fall_renotified=bucket.mentions < expected and renotify.renotifies(state.fall_envelope, fall),
        buckets=state.buckets + int(bucket.in_time or state.buckets > 0),
    )


def _fall_surprise(base: Baseline, seen: Comparison) -> float:
    width, window = normal.FALL_WIDTH, seen.falling
    mentions, expected = width * window.mentions, width * window.seasonal
    return smoothed_lower_tail_surprise(mentions, expected, base.dispersions.smooth.seasonal)


def _surprises(base: Baseline, seen: Comparison, weight: float, *, above: bool) -> tuple[float, float]:
    """The bucket's own surprise, and the largest of all windows; a bucket that is not high is no slow rise either."""
    known = base.dispersions
    abrupt = window_surprise(seen.abrupt, 1.0, known.abrupt, weight)
    smooth = window_surprise(seen.smooth, seen.width, known.smooth, weight)
    slow = window_surprise(seen.slow, normal.SLOW_WIDTH, known.slow, weight) if above else 0.0
    return abrupt, max(smooth, slow, abrupt - ABRUPT_HANDICAP)


def _through_gap(state: CountState, until_ms: int) -> CountState:
    """The state just before the bucket at ``until_ms``, everything since being empty."""
    missing = (until_ms - state.bucket_ms) // BUCKET_MS - 1
    for _ in range(min(missing, round(GAP_DAYS * BUCKET_RATES.day))):
        state = step(state, CountBucket(state.bucket_ms + BUCKET_MS, 0, in_time=False))[1]
    return missed(state, until_ms)
