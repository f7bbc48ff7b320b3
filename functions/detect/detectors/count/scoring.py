"""How a count of posts is judged, and what it teaches: one signal's state and a bucket in, score and next state out.

``settle`` learns a closed bucket and ``judge`` scores a count without learning it.
Both are pure and see nothing later than their bucket, so a replay is exact.

A rise is judged in one window of half an hour or more, a fall in a quarter of an hour.
"""

from __future__ import annotations

from functions.detect.detectors.confirmed import Part
from functions.detect.detectors.count.newness import Newness, newness_of
from functions.detect.detectors.count.score import CountScore, scored
from functions.detect.detectors.count.state import CountBucket, CountState, begin, unknown
from functions.detect.detectors.series import Buckets
from functions.detect.detectors.signal import Signal
from functions.detect.stats import baseline as normal
from functions.detect.stats import renotify
from functions.detect.stats.baseline import Comparison
from functions.detect.stats.peaks import with_peak, without_latest
from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from shared.domain.time import BUCKET_MS, minute_of_week

__all__ = ["at_level", "begin", "bucket_at", "judge", "missed", "settle", "step", "unknown"]

GAP_DAYS = 14
"""Empty days that are learnt as zeros; a longer gap only ages what is known."""


def bucket_at(signal: Signal, buckets: Buckets, start_ms: int, time_zone: str) -> CountBucket:
    """The signal's count in a bucket of a brand in this time zone."""
    sums = buckets.at(start_ms)
    history = not sums.in_time and sums.number(Signal.VOLUME.counts) > 0
    return CountBucket(
        start_ms,
        sums.number(signal.counts),
        minute_of_week(start_ms, time_zone),
        sums.in_time,
        sums.number(Signal.NEGATIVE.counts),
        sums.number("scored"),
        history,
    )


def empty_bucket(start_ms: int, time_zone: str) -> CountBucket:
    """A bucket in which nobody posted."""
    return CountBucket(start_ms, 0, minute_of_week(start_ms, time_zone), in_time=False)


def settle(state: CountState | None, bucket: CountBucket, time_zone: str = "UTC") -> CountState:
    """The state once ``bucket`` is closed and learnt; one that is learnt already changes nothing.

    Buckets between the last one and this are empty: mentions there would have come first.
    """
    if state is None:
        return step(unknown(bucket), bucket)[1]
    if bucket.start_ms <= state.bucket_ms:
        return state
    return step(_through_gap(state, bucket.start_ms, time_zone), bucket)[1]


def judge(state: CountState, bucket: CountBucket, rates: LearningRates = BUCKET_RATES) -> CountScore:
    """How unusual ``bucket.mentions`` is so far, for the bucket that comes after ``state``."""
    new = newness_of(state, bucket, rates)
    return scored(state, bucket, _compared(state, bucket, new, rates), new, rates)


def step(state: CountState, bucket: CountBucket, rates: LearningRates = BUCKET_RATES) -> tuple[CountScore, CountState]:
    """The score of a closed bucket and the state after it, in one go."""
    new = newness_of(state, bucket, rates)
    seen = _compared(state, bucket, new, rates)
    score = scored(state, bucket, seen, new, rates)
    if new.flood:
        return score, _flooded(state, bucket, rates)
    if new.first:
        return score, _begun(state, bucket, new, rates)
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
        buckets=state.buckets + (buckets if state.buckets or state.flooded else 0),
        baseline=normal.aged(state.baseline, buckets),
        rise_envelope=renotify.aged(state.rise_envelope, buckets, rates),
        fall_envelope=renotify.aged(state.fall_envelope, buckets, rates),
    )


def at_level(state: CountState, time_zone: str, mentions: float) -> CountState:
    """The state for which so many mentions a bucket are normal from now on.

    >>> state = at_level(begin(CountBucket(0, 1, 0)), "UTC", 10.0)
    >>> round(judge(state, CountBucket(300_000, 10, 5)).expected, 3)
    10.0
    """
    minute = minute_of_week(state.bucket_ms, time_zone)
    return state._replace(baseline=normal.at_level(state.baseline, mentions, minute))


def _compared(state: CountState, bucket: CountBucket, new: Newness, rates: LearningRates) -> Comparison:
    """The bucket beside what was expected; the very first one, unless it is a flood, is itself what is normal."""
    base = state.baseline
    if new.first and not new.flood:
        base = normal.initial(float(bucket.mentions))
    return normal.compared(base, bucket.mentions, bucket.minute, rates)


def _flooded(state: CountState, bucket: CountBucket, rates: LearningRates) -> CountState:
    """The state after a flood, which teaches nothing, as if nothing had been collected, and counts as seen."""
    after = missed(state, bucket.start_ms + rates.bucket_ms, rates)
    return after._replace(buckets=state.buckets, seen=state.seen + bucket.mentions, flooded=state.flooded + 1)


def _begun(state: CountState, bucket: CountBucket, new: Newness, rates: LearningRates) -> CountState:
    """The state after the first bucket that teaches, or the first live one after a history too sparse to teach."""
    return begin(bucket, rates)._replace(
        seen=state.seen + bucket.mentions,
        buckets=new.live,
        history=0 if state.baseline.buckets else new.history,
        flooded=state.flooded,
        forgotten=state.baseline.buckets,
        confirmed=state.confirmed,
    )


def _next_state(
    state: CountState,
    bucket: CountBucket,
    score: CountScore,
    seen: Comparison,
    rates: LearningRates,
) -> CountState:
    place = bucket.start_ms // rates.bucket_ms
    live = state.buckets + 1 if state.buckets or bucket.in_time or state.flooded else 0
    if bucket.confirmed:
        baseline = normal.untaught(state.baseline, seen, anew=bucket.confirmed is Part.AFTERMATH)
        rises = without_latest(state.rises, place, rates)
    else:
        baseline = normal.updated(state.baseline, seen, bucket.minute, rates)
        rises = with_peak(state.rises, score.surprise, place, rates)
    return CountState(
        bucket.start_ms,
        state.seen + bucket.mentions,
        live,
        baseline,
        rises,
        with_peak(state.falls, score.fall_surprise, place, rates),
        renotify.updated(state.rise_envelope, score.period, score.surprise, rates),
        renotify.updated(state.fall_envelope, score.fall_period, 0.0, rates),
        score.buckets - live,
        state.flooded,
        state.forgotten,
        state.confirmed,
    )


def _through_gap(state: CountState, until_ms: int, time_zone: str) -> CountState:
    """The state just before the bucket at ``until_ms``, everything since being empty."""
    missing = (until_ms - state.bucket_ms) // BUCKET_MS - 1
    for _ in range(min(missing, round(GAP_DAYS * BUCKET_RATES.day))):
        state = step(state, empty_bucket(state.bucket_ms + BUCKET_MS, time_zone))[1]
    return missed(state, until_ms)
