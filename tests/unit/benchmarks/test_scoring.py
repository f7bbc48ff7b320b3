"""An alarm counts only if it comes in time for a burst."""

from __future__ import annotations

import pytest

from functions.detect.detectors.count.backtest import backtest
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, BUCKETS_PER_WEEK
from tests.benchmarks.comparison.bursts import DAY, Burst, Shape
from tests.benchmarks.comparison.confirmed import caught_where_confirmed
from tests.benchmarks.comparison.detectors import CONTESTANTS, OURS, Contestant, Scores
from tests.benchmarks.comparison.runs import Plan, run
from tests.benchmarks.comparison.scoring import (
    SeriesResult,
    alarms,
    episodes,
    false_alarms,
    series_result,
    share_caught,
)
from tests.benchmarks.comparison.streams import STREAMS, Series, Stream, drawn
from tests.benchmarks.comparison.tables import catches, clean_rates
from tests.unit.names import named

pytestmark = pytest.mark.days


BURST = Burst(1_000, 3, 5, Shape.BOX)


def judged(scores: Scores, *, bursts: list[Burst], justified: list[range] | None = None) -> SeriesResult:
    series = Series(Stream("any", 1.0), 0, 2 * BUCKETS_PER_WEEK, [], bursts, justified or [])
    return series_result(series, scores, OURS, 3.0)


@pytest.mark.parametrize(("bucket", "delay"), [(999, None), (1_000, 0), (1_002, 2), (1_004, 4), (1_005, None)])
def test_a_burst_is_caught_from_its_start_until_ten_minutes_after_its_end(bucket: int, delay: int | None) -> None:
    (catch,) = judged([(bucket, 3.0)], bursts=[BURST]).catches
    assert catch.delay == delay


def test_a_score_below_the_threshold_catches_no_burst() -> None:
    assert judged([(1_000, 2.99)], bursts=[BURST]).catches[0].delay is None


def test_alarms_within_an_hour_of_each_other_count_as_one() -> None:
    assert episodes([5, 16, 28, 41, 54]) == [5, 41, 54]
    assert judged([(5, 4.0), (16, 4.0), (41, 4.0)], bursts=[]).false == 2


def test_a_rule_with_a_pause_raises_no_alarm_in_it() -> None:
    assert alarms([(0, 9.0), (1, 9.0), (600, 9.0)], 3.0, rest=2 * BUCKETS_PER_DAY) == [0, 600]


def test_an_alarm_at_a_level_shift_is_not_false() -> None:
    assert judged([(100, 4.0), (300, 4.0)], bursts=[], justified=[range(90, 110)]).false == 1


def test_rates_are_per_brand_and_week() -> None:
    of_a = [SeriesResult("a", 2.0, 3, ()), SeriesResult("a", 2.0, 1, ())]
    assert false_alarms([*of_a, SeriesResult("b", 1.0, 0, ())]) == {"a": 1.0, "b": 0.0}
    assert share_caught([]) == 0.0


@pytest.mark.parametrize("contestant", CONTESTANTS, ids=named)
def test_no_detector_depends_on_later_buckets(contestant: Contestant) -> None:
    series = drawn(STREAMS[5], 1, 3, bursts=True)
    cut = Series(series.stream, series.first_ms, 4_000, series.counted[:4_000], series.bursts, [])
    known = [scored for scored in contestant.scored(series) if scored[0] < 4_000]
    assert contestant.scored(cut) == known
    assert known


@pytest.mark.parametrize("contestant", CONTESTANTS, ids=named)
def test_every_detector_finds_an_enormous_burst(contestant: Contestant) -> None:
    series = drawn(Stream("even", 20.0), 1, 2, bursts=False)
    counted = [
        (at_ms, 900 if 3_000 <= number < 3_003 else count) for number, (at_ms, count) in enumerate(series.counted)
    ]
    loud = Series(series.stream, series.first_ms, series.buckets, counted, [Burst(3_000, 3, 45, Shape.BOX)], [])
    rung = alarms(contestant.scored(loud), contestant.threshold)
    assert any(3_000 <= number < 3_005 for number in rung)


def test_all_detectors_are_compared_at_the_same_rate_and_repeatably() -> None:
    plan = Plan(tuning=2, clean=1, ours_clean=1, bursts=1, ours_bursts=1, clean_weeks=2, burst_weeks=2)
    streams = [Stream("scattered 20", 20.0, dispersion=0.3)]
    results = run(plan, streams, rate=3.0)
    for contestant in CONTESTANTS:
        for mode in ("default", "tuned"):
            assert len(results.clean[contestant.name, mode]) == len(streams)
            assert len(catches(results.bursts[contestant.name, mode])) > 0
        assert sum(clean_rates(results.clean[contestant.name, "tuned"])) / len(streams) < 9.0
    again = run(plan, streams, rate=3.0)
    assert again.thresholds == results.thresholds
    assert again.bursts == results.bursts


def test_a_confirmed_burst_does_not_hide_the_smaller_one_after_it() -> None:
    counts = [3 + number % 3 for number in range(9 * DAY)]
    bursts = [Burst(day * DAY, 6, size, Shape.BOX) for day, size in ((5, 20), (8, 5))]
    for burst in bursts:
        counts[burst.start : burst.end] = [4 * burst.size] * burst.buckets
    counted = [(number * BUCKET_MS, count) for number, count in enumerate(counts)]
    found = caught_where_confirmed(Series(STREAMS[1], 0, len(counts), counted, bursts, []))
    second_ms = bursts[1].start * BUCKET_MS
    late_ms = next(one.start_ms for one in backtest(counted) if one.alert and one.start_ms >= second_ms)
    assert found[0].delay == 0
    assert found[1].delay is not None
    assert found[1].delay * BUCKET_MS < late_ms - second_ms
