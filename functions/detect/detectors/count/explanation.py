"""A decision about a count in, its explanation out: more posts of some kind than normal."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from functions.detect.detectors.count import detector
from functions.detect.detectors.count.alarm import (
    LEARNING_LEAST,
    LEARNING_RATIO,
    is_alarm,
    is_alarm_again,
    is_improbable,
    is_only_flood,
    is_warm_up,
)
from functions.detect.detectors.count.detector import VERSION
from functions.detect.detectors.count.flood import CROWD, CROWD_RATIO, HALF, NEGATIVES, SUSPECT
from functions.detect.detectors.count.score import CountScore
from functions.detect.detectors.count.scoring import judge
from functions.detect.detectors.count.state import CountBucket, CountState
from functions.detect.detectors.count.state_document import CODEC
from functions.detect.detectors.explanation import (
    Explanation,
    Record,
    accepted_rate,
    differences,
    explained_from_record,
    observed_for,
    once_in,
    why_now,
)
from functions.detect.detectors.signal import Signal
from shared.domain.brand import Sensitivity
from shared.domain.moments.moment import Evidence
from shared.domain.time import BUCKET_MS, MINUTE_MS, MINUTES_PER_WEEK
from shared.messages.figures import count_noun
from shared.messages.phrases import date_and_time, duration, normal_count, percent, times_normal


def explain(decision: Record) -> Explanation:
    """The explanation of a decision about a count."""
    if int(decision["detector"]) < VERSION:
        return _from_record(decision)
    signal, sensitivity = Signal(decision["signal"]), Sensitivity(decision["sensitivity"])
    state = CODEC.load(decision["state"])
    start_ms = state.bucket_ms + BUCKET_MS
    mood = decision.get("flood", {"negative": 0, "scored": 0})
    bucket = CountBucket(
        start_ms,
        int(decision["observed"]),
        int(decision["minute"]),
        bool(decision["in_time"]),
        int(mood["negative"]),
        int(mood["scored"]),
    )
    score = judge(state, bucket)
    recomputed = detector.decision(signal, sensitivity, detector.ScoredCount(bucket, score, state))
    return Explanation(
        bucket_ms=bucket.start_ms,
        observed=bucket.mentions,
        counts=count_noun(signal.kind),
        count_in=attrgetter(signal.counts),
        sentences=tuple(
            _flood_sentences(signal, bucket, score)
            if is_only_flood(score, signal, sensitivity)
            else _sentences(signal, sensitivity, state, score, recomputed)
        ),
        recomputed=recomputed,
        differs=differences(
            decision,
            recomputed,
            alarm=is_alarm(score, signal, sensitivity)
            or is_alarm_again(score, state, signal, sensitivity)
            or is_improbable(score, signal, sensitivity),
        ),
        normal=lambda at_ms: judge(state, _empty_bucket(bucket, at_ms)).expected,
    )


def _from_record(decision: Record) -> Explanation:
    """The explanation of a decision by an earlier version of the rules."""
    signal, bucket_ms, observed = Signal(decision["signal"]), int(decision["bucket_ms"]), int(decision["observed"])
    expected, counts = float(decision["expected"]), count_noun(signal.kind)
    return explained_from_record(
        decision,
        VERSION,
        observed=observed,
        counts=counts,
        count_in=attrgetter(signal.counts),
        normal=expected,
        sentences=(
            _observed(signal, bucket_ms, observed, expected),
            f"Normal: {normal_count(expected)} at this hour ({expected:,.2f}).",
            f"Minimum: {int(decision['least'])} {counts} above normal.",
            _learning(learning=bool(decision["learning"])),
        ),
    )


def _empty_bucket(bucket: CountBucket, at_ms: int) -> CountBucket:
    """A bucket without posts at another time, by the same clock."""
    minute = (bucket.minute + (at_ms - bucket.start_ms) // MINUTE_MS) % MINUTES_PER_WEEK
    return CountBucket(at_ms, 0, minute)


def _sentences(
    signal: Signal, sensitivity: Sensitivity, state: CountState, score: CountScore, recomputed: Record
) -> Iterator[str]:
    counts = count_noun(signal.kind)
    yield _observed(signal, score.bucket_ms, score.observed, score.expected)
    yield (
        f"Normal: {normal_count(score.expected)} at this hour ({score.expected:,.2f}), learned from"
        f" {observed_for(state.baseline.buckets)} of this brand and signal; its daily pattern has a weight of"
        f" {percent(score.seasonal_weight)}, its overall level has the rest."
    )
    yield f"Rarity: compared with the largest surprises of this brand, {once_in(score.period)}."
    if state.confirmed:
        episodes = f"{len(state.confirmed)} episode{'' if len(state.confirmed) == 1 else 's'}"
        yield f"Confirmed: {episodes} of the last days, confirmed as real by people, left out of what is normal."
    yield f"Threshold: {accepted_rate(sensitivity, signal, recomputed['threshold'])}."
    if recomputed.get("severe"):
        yield (
            f"Severity: the brand had as much of late. It is reported because it is that severe, and because so many"
            f" {counts} by chance are expected {once_in(score.surprise)}."
        )
    else:
        yield f"Why now: {why_now(score.renotify_above)}."
    above = max(score.observed - score.expected, score.excess)
    yield (
        f"Minimum: {recomputed['least']} {counts} above normal, however rare it is;"
        f" there were {above:,.1f} in this bucket or in the window around it."
    )
    yield _learning(learning=recomputed["learning"])


def _flood_sentences(signal: Signal, bucket: CountBucket, score: CountScore) -> Iterator[str]:
    counts = count_noun(signal.kind)
    yield f"Observed: {score.observed:,} {counts} in the {duration(BUCKET_MS)} from {date_and_time(score.bucket_ms)}."
    known = observed_for(score.buckets)
    if is_warm_up(score):
        yield f"Warm-up: little is known yet; the brand has been observed for {known}, so there is no normal count."
    else:
        yield f"Learning: little is known yet; the brand has been observed for {known}, so its normal is a guess."
    if bucket.negative >= SUSPECT:
        yield (
            f"Flood: {bucket.negative:,} of {bucket.scored:,} scored posts were negative. Whatever is normal, a brand"
            f" has {NEGATIVES} negative posts in a bucket, or {SUSPECT} in several, and {percent(HALF)} of its posts"
            " negative only when something has happened."
        )
    else:
        yield (
            f"Flood: {CROWD} posts or more, {CROWD_RATIO:g} times what the buckets before held, in which hardly"
            " anybody posted."
        )
    yield "Learning: such buckets do not become what is normal."


def _observed(signal: Signal, bucket_ms: int, observed: int, expected: float) -> str:
    when = f"in the {duration(BUCKET_MS)} from {date_and_time(bucket_ms)}"
    times = times_normal(Evidence(observed=observed, expected=expected))
    return f"Observed: {observed:,} {count_noun(signal.kind)} {when}, {times} normal."


def _learning(*, learning: bool) -> str:
    if not learning:
        return "Learning: no; the brand has been observed for more than a day."
    return (
        "Learning: yes; the brand has been observed for less than a day and its normal count is a guess, so an alarm"
        f" needs {LEARNING_LEAST} posts and {LEARNING_RATIO:g} times the normal count."
    )
