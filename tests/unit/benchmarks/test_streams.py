"""Streams have the properties in their names, and bursts are where the series says."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import replace

import pytest

from shared.domain.time import HOUR_MS, minute_of_week
from tests.benchmarks.comparison.bursts import APART, MINUTES, SIZES, Burst, Shape, deck_of
from tests.benchmarks.comparison.realistic_streams import ALL_STREAMS, REALISTIC
from tests.benchmarks.comparison.streams import STREAMS, Stream, drawn
from tests.unit.names import named


@pytest.mark.parametrize("stream", ALL_STREAMS, ids=named)
def test_the_same_seed_gives_the_same_series_and_every_count_has_its_time(stream: Stream) -> None:
    series = drawn(stream, 3, 1, bursts=False)
    assert series.counted == drawn(stream, 3, 1, bursts=False).counted
    assert series.counted != drawn(stream, 4, 1, bursts=False).counted
    numbers = [series.number(start_ms) for start_ms, _ in series.counted]
    assert numbers == sorted(set(numbers))
    assert set(numbers) <= set(range(series.buckets))
    assert min(count for _, count in series.counted) >= 0


@pytest.mark.parametrize("stream", [one for one in ALL_STREAMS if one.clean and not one.disturbance], ids=named)
def test_a_clean_stream_has_the_mean_in_its_name(stream: Stream) -> None:
    counts = [count for seed in range(3) for _, count in drawn(stream, seed, 4, bursts=False).counted]
    slack = 0.05 + 0.5 * stream.wander
    assert statistics.fmean(counts) == pytest.approx(stream.mean, rel=slack)


@pytest.mark.parametrize("stream", STREAMS, ids=named)
def test_bursts_start_after_a_day_and_are_a_day_apart(stream: Stream) -> None:
    series = drawn(stream, 1, 8, bursts=True)
    assert series.bursts
    assert series.bursts[0].start >= APART
    for before, after in zip(series.bursts, series.bursts[1:], strict=False):
        assert after.start - before.end >= APART
    seen = {series.number(start_ms) for start_ms, _ in series.counted}
    assert all(number in seen for burst in series.bursts for number in range(burst.start, burst.end))


def test_a_burst_has_its_size() -> None:
    found: dict[int, list[float]] = {}
    for seed in range(12):
        series = drawn(Stream("Poisson 200", 200.0), seed, 8, bursts=True)
        counts = {series.number(start_ms): count for start_ms, count in series.counted}
        for burst in series.bursts:
            mean = statistics.fmean(counts[number] for number in range(burst.start, burst.end))
            found.setdefault(burst.size, []).append(mean / 200.0)
    assert set(found) == set(SIZES)
    for size, means in found.items():
        assert statistics.fmean(means) == pytest.approx(size, rel=0.03)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("minutes", MINUTES)
def test_every_shape_adds_up_to_the_same(size: int, minutes: int) -> None:
    for shape in Shape:
        assert sum(Burst(0, minutes // 5, size, shape).factors()) == pytest.approx(size * minutes // 5)


def test_a_ramp_rises_and_a_decay_falls() -> None:
    rising = Burst(0, 6, 5, Shape.RAMP).factors()
    assert rising == sorted(rising)
    assert Burst(0, 6, 5, Shape.DECAY).factors() == rising[::-1]
    assert min(rising) > 1.0


def test_every_combination_comes_equally_often() -> None:
    deck = deck_of("any", 3)
    dealt = Counter(next(deck) for _ in range(2 * len(SIZES) * len(MINUTES) * len(Shape)))
    assert set(dealt.values()) == {2}


def test_outages_have_missing_buckets_and_level_shifts_have_times_of_justified_alarms() -> None:
    by_name = {stream.name: stream for stream in STREAMS}
    gappy = drawn(by_name["outages 10"], 1, 8, bursts=False)
    assert 0.005 < 1 - len(gappy.counted) / gappy.buckets < 0.2
    assert drawn(by_name["shifts 5"], 1, 8, bursts=False).justified
    assert not gappy.justified


def test_a_launch_starts_near_zero() -> None:
    series = drawn(next(stream for stream in STREAMS if stream.name == "launch 5"), 2, 2, bursts=False)
    counts = [count for _, count in series.counted]
    assert sum(counts[:30]) < sum(counts[-30:]) / 5


def test_realistic_streams_burst_several_times_a_day() -> None:
    """As recorded brands do: a few bursts a day of three local levels or more, twice as many as without them."""
    stream = next(one for one in REALISTIC if one.name == "real 100")
    with_events, without = (_high(one) for one in (stream, replace(stream, disturbance=None)))
    assert 1.0 < with_events < 8.0
    assert without < 0.6 * with_events


def _high(stream: Stream) -> float:
    """Times a day that counts begin to exceed three times the median of the day around them."""
    counts = [count for _, count in drawn(stream, 1, 4, bursts=False).counted]
    high = [count > 3 * statistics.median(counts[max(0, at - 144) : at + 144]) for at, count in enumerate(counts)]
    return sum(now and not before for before, now in zip([False, *high], high, strict=False)) / 28


def test_a_bot_posts_on_the_hour_and_trading_hours_begin_at_once() -> None:
    by_name = {stream.name: drawn(stream, 1, 4, bursts=False).counted for stream in REALISTIC}
    bot: dict[bool, list[int]] = {True: [], False: []}
    for at_ms, count in by_name["bot hourly 20"]:
        bot[at_ms % HOUR_MS == 0].append(count)
    assert statistics.fmean(bot[True]) > 2.5 * statistics.fmean(bot[False])
    open_hours = [count for at_ms, count in by_name["trading 20"] if minute_of_week(at_ms) in range(870, 1260)]
    before = [count for at_ms, count in by_name["trading 20"] if minute_of_week(at_ms) in range(600, 870)]
    assert statistics.fmean(open_hours) > 2.0 * statistics.fmean(before)
