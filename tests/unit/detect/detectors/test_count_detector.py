"""Laws of the detector: what it may know, keep and say."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import json
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.detect.detectors.all_signals import unpacked_text
from functions.detect.detectors.count.alarm import is_alarm, is_critical, is_normal
from functions.detect.detectors.count.score import CountScore
from functions.detect.detectors.count.scoring import GAP_DAYS, begin, judge, missed, settle, step
from functions.detect.detectors.count.state import CountBucket, CountState
from functions.detect.detectors.count.state_document import CODEC
from functions.detect.detectors.signal import Signal, threshold
from functions.detect.stats.negative_binomial import surprise, tail
from functions.detect.stats.peaks import PLACES, initial_peaks, return_period, with_peak
from functions.detect.stats.rates import DAY
from shared.domain.brand import Sensitivity
from shared.domain.errors import Poison
from shared.domain.time import BUCKET_MS, minute_of_week
from tests.unit.detect.simulated_brand import poisson

COUNTS = st.lists(st.integers(0, 1_000_000_000), min_size=2, max_size=60)
SMALL = st.lists(st.integers(0, 12), min_size=2, max_size=60)


def bucket(number: int, count: int, *, in_time: bool = True) -> CountBucket:
    return CountBucket(number * BUCKET_MS, count, minute_of_week(number * BUCKET_MS), in_time)


def settled(counts: list[int]) -> CountState:
    state = begin(bucket(0, counts[0]))
    for number, count in enumerate(counts[1:], 1):
        state = settle(state, bucket(number, count))
    return state


def normal(mean: float, days: int = 3, seed: int = 1) -> CountState:
    rng = random.Random(seed)
    return settled([poisson(rng, mean) for _ in range(days * DAY)])


def numbers(score: CountScore) -> list[float]:
    return [float(value) for value in score]


def written(state: CountState) -> str:
    return json.dumps(CODEC.dump(state), separators=(",", ":"))


@given(COUNTS)
def test_any_counts_give_finite_scores(counts: list[int]) -> None:
    score = judge(settled(counts), bucket(len(counts), counts[0]))
    assert all(math.isfinite(number) for number in numbers(score))


@given(COUNTS)
def test_a_stored_state_is_exact(counts: list[int]) -> None:
    state = settled(counts)
    assert CODEC.load(json.loads(written(state))) == state


@given(COUNTS)
def test_a_state_takes_at_most_700_bytes(counts: list[int]) -> None:
    assert len(written(settled(counts)).encode()) <= 700


@given(COUNTS, st.integers(0, 59), st.integers(0, 1_000_000))
def test_a_bucket_that_is_learnt_already_changes_nothing(counts: list[int], back: int, count: int) -> None:
    state = settled(counts)
    assert settle(state, bucket(max(0, len(counts) - 1 - back), count)) is state


@given(SMALL, SMALL)
def test_a_score_does_not_depend_on_what_comes_later(counts: list[int], later: list[int]) -> None:
    """The score of a bucket is the same whether or not anything follows, and judging learns nothing."""
    state, found = begin(bucket(0, counts[0])), []
    for number, count in enumerate([*counts[1:], *later], 1):
        found.append(judge(state, bucket(number, count)))
        assert judge(state, bucket(number, count)) == found[-1]
        state = settle(state, bucket(number, count))
    assert judge(settled(counts[:-1]), bucket(len(counts) - 1, counts[-1])) == found[len(counts) - 2]


@given(SMALL, st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_mentions_are_never_less_surprising(counts: list[int], one: int, other: int) -> None:
    state, number = settled(counts), len(counts)
    less, more = (judge(state, bucket(number, count)) for count in sorted((one, other)))
    assert less.surprise <= more.surprise
    assert less.abrupt <= more.abrupt
    assert less.period <= more.period
    assert less.excess <= more.excess


@given(st.floats(0.25, 1e6), st.floats(0.001, 20.0), st.floats(0, 1e9))
def test_surprise_is_never_negative_and_falls_with_the_mean(mean: float, dispersion: float, count: float) -> None:
    assert 0.0 <= surprise(count, 1.1 * mean, dispersion) <= surprise(count, mean, dispersion) + 1e-9


@given(st.lists(st.floats(0, 500), max_size=40))
def test_the_record_keeps_eight_peaks_that_only_rise_within_its_memory(surprises: list[float]) -> None:
    peaks = initial_peaks(0)
    for number, found in enumerate(surprises):
        after = with_peak(peaks, found, number * 100)
        assert len(after.surprises) == PLACES
        assert min(after.surprises) >= min(peaks.surprises)
        peaks = after
    assert return_period(peaks, 1e4, 0) > return_period(peaks, max(peaks.surprises), 0)


def test_old_records_are_forgotten_after_eight_weeks() -> None:
    peaks = with_peak(initial_peaks(0), 300.0, 10)
    assert max(peaks.surprises) == 300.0
    assert max(with_peak(peaks, 0.0, 56 * DAY + 24).surprises) < 4.0


def test_the_tail_has_no_step_where_its_asymptote_begins() -> None:
    assert tail(25.0) - tail(24.999_999) == pytest.approx(0.0, abs=1e-3)


@given(st.integers(1, 400))
@settings(max_examples=20)
def test_empty_buckets_between_are_zeros(missing: int) -> None:
    state = settled([2, 1, 0, 3])
    explicit = state
    for number in range(4, 4 + missing):
        explicit = settle(explicit, bucket(number, 0, in_time=False))
    last = bucket(4 + missing, 1)
    assert settle(state, last) == settle(explicit, last)


def test_a_gap_of_years_is_bounded_work_and_leaves_a_usable_state() -> None:
    state = settle(normal(2.0, days=1), bucket(10 * 365 * DAY, 3))
    assert state.bucket_ms == 10 * 365 * DAY * BUCKET_MS
    assert state.baseline.buckets <= DAY + GAP_DAYS * DAY + 1
    assert not is_alarm(judge(state, bucket(10 * 365 * DAY + 1, 2)), Signal.VOLUME, Sensitivity.HIGH)


def test_a_burst_hardly_teaches_what_is_normal() -> None:
    state = normal(2.0, days=7)
    burst = state
    for number in range(8):
        burst = settle(burst, bucket(7 * DAY + number, 200))
    assert burst.baseline.flat < 1.1 * state.baseline.flat


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
@pytest.mark.parametrize("mean", [0.0, 0.05, 2.0, 20.0])
def test_a_normal_count_is_no_alarm(mean: float, sensitivity: Sensitivity) -> None:
    state = normal(mean)
    score = judge(state, bucket(3 * DAY, round(mean)))
    assert not is_alarm(score, Signal.VOLUME, sensitivity)
    assert is_normal(score)


@pytest.mark.parametrize("mean", [0.05, 0.5, 2.0, 20.0, 200.0])
def test_normal_and_critical_lie_apart_at_every_scale(mean: float) -> None:
    """No count is both, and between them lie counts that are neither."""
    state = normal(mean) if mean < 50 else settled([200 + (7 * n) % 31 for n in range(3 * DAY)])
    scores = [judge(state, bucket(3 * DAY, count)) for count in range(int(4 * mean) + 12)]
    kinds = [(is_normal(score), is_critical(score, Signal.VOLUME, Sensitivity.STANDARD)) for score in scores]
    assert (True, True) not in kinds
    assert (False, False) in kinds
    assert kinds[-1] == (False, True)


def test_the_first_half_hour_raises_no_alarm_by_comparison() -> None:
    state = settled([1, 0, 2, 1, 0])
    assert not is_alarm(judge(state, bucket(5, 99)), Signal.VOLUME, Sensitivity.HIGH)
    assert is_alarm(judge(settle(state, bucket(5, 1)), bucket(6, 99)), Signal.VOLUME, Sensitivity.LOW)


def test_while_learning_a_burst_must_be_clear() -> None:
    state = settled([1, 2, 1] * 12)
    assert not is_alarm(judge(state, bucket(36, 9)), Signal.VOLUME, Sensitivity.HIGH)
    assert is_alarm(judge(state, bucket(36, 28)), Signal.VOLUME, Sensitivity.LOW)


def test_a_lower_sensitivity_asks_for_more() -> None:
    assert threshold(Sensitivity.LOW) > threshold(Sensitivity.STANDARD) > threshold(Sensitivity.HIGH)


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"v": 2}', '{"v": 1}', '{"v": []}', "not json"])
def test_a_document_that_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(Poison):
        unpacked_text(Signal.VOLUME, text)


@given(COUNTS, st.integers(0, 1_000_000))
def test_one_step_is_a_score_and_what_it_teaches(counts: list[int], count: int) -> None:
    state, then = settled(counts), bucket(len(counts), count)
    assert step(state, then) == (judge(state, then), settle(state, then))


@given(SMALL, st.integers(1, 100_000))
def test_what_was_not_collected_is_no_silence(counts: list[int], gap: int) -> None:
    """However long nothing was collected, what is normal stays what it was, and nothing is news afterwards."""
    state = settled(counts)
    after = missed(state, (len(counts) + gap) * BUCKET_MS)
    assert after.bucket_ms == (len(counts) + gap - 1) * BUCKET_MS
    assert after.baseline.flat == state.baseline.flat
    assert after.baseline.dispersions == state.baseline.dispersions
    assert (after.rises, after.falls) == (state.rises, state.falls)
    assert after.rise_envelope <= state.rise_envelope


def test_a_burst_cut_off_by_an_outage_is_forgotten_by_its_end() -> None:
    state = settle(normal(5.0), bucket(3 * DAY, 60))
    later = missed(state, 4 * DAY * BUCKET_MS)
    assert judge(later, bucket(4 * DAY, 5)).surprise < 1.0


def test_a_busy_brand_that_falls_silent_is_notified_once() -> None:
    state, alarms = normal(20.0, days=7), []
    for number in range(7 * DAY, 7 * DAY + 72):
        score, state = step(state, bucket(number, 0))
        alarms.append(score.fall_renotified and score.fall_period >= threshold(Sensitivity.STANDARD))
    assert any(alarms[:4])
    assert not any(alarms[12:])


@given(st.integers(1, 30), st.integers(2, 50))
@settings(max_examples=30)
def test_a_constant_series_scores_the_same_at_any_hour(days: int, mean: int) -> None:
    """Shifting a series by whole weeks, over a change of daylight saving time or not, changes nothing."""
    counts = [mean + (7 * number) % 5 for number in range(200)]
    here, there = begin(bucket(0, counts[0])), begin(bucket(7 * days * DAY, counts[0]))
    for number, count in enumerate(counts[1:], 1):
        one, here = step(here, bucket(number, count))
        other, there = step(there, bucket(7 * days * DAY + number, count))
        assert one._replace(bucket_ms=0) == other._replace(bucket_ms=0)
