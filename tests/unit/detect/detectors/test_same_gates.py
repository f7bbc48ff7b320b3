"""Live and in a backtest, a count passes the same gates: every bucket has the same result in both."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache

import pytest

from functions.detect.detectors.all_signals import evaluate_signals
from functions.detect.detectors.count.backtest import backtest
from functions.detect.detectors.series import closed
from functions.detect.detectors.signal import WEEKS_BETWEEN_FALSE_ALARMS, Signal
from shared.domain.brand import Brand, Sensitivity
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, MINUTE_MS, bucket_of
from tests.unit.detect.simulated_brand import START, MinuteCount, SimulatedBrand, minute, poisson

pytestmark = pytest.mark.days


SIGNALS = (Signal.VOLUME, Signal.NEGATIVE)

Posts = list[tuple[int, int]]
"""Posts of each bucket, and how many of them are negative."""


def drawn(seed: int, level: float, buckets: int) -> Posts:
    rng = random.Random(seed)
    posts = [poisson(rng, level) for _ in range(buckets)]
    return [(posted, sum(rng.random() < 0.15 for _ in range(posted))) for posted in [max(posts[0], 1), *posts[1:]]]


def first_hour(seed: int) -> Posts:
    return [*drawn(seed, 1.5, 2), *[(68, 50)] * 4, *drawn(seed + 1, 1.5, 30)]


def while_learning(seed: int) -> Posts:
    return [*drawn(seed, 3.0, 40), (16, 2), (30, 6), (25, 4), *drawn(seed + 1, 3.0, 30)]


def known(seed: int) -> Posts:
    return [*drawn(seed, 2.0, BUCKETS_PER_DAY + 40), (14, 2), (22, 8), (5, 1), *drawn(seed + 1, 2.0, 30)]


def quiet(seed: int) -> Posts:
    return [*drawn(seed, 0.02, BUCKETS_PER_DAY + 40), (4, 4), *drawn(seed, 0.02, 30)]


def crowd(seed: int) -> Posts:
    return [*drawn(seed, 1.0, 4), (150, 10), (160, 12), *drawn(seed + 1, 1.0, 30)]


SERIES = {"first hour": first_hour, "learning": while_learning, "known": known, "quiet": quiet, "crowd": crowd}


def minutes(posts: Posts) -> list[MinuteCount]:
    return [minute(START + place * BUCKET_MS, *found) for place, found in enumerate(posts) if found[0]]


def live(posts: Posts, signal: Signal, sensitivity: Sensitivity) -> tuple[set[int], set[int]]:
    """The buckets in which the signal alarmed once they were over, and those in which moments of its kind opened."""
    alarms, simulated = _played(tuple(posts), sensitivity)
    return set(alarms[signal]), {
        moment.opened_ms for moment in simulated.moments.values() if moment.kind is signal.kind
    }


@cache
def _played(
    posts: tuple[tuple[int, int], ...], sensitivity: Sensitivity
) -> tuple[Mapping[Signal, set[int]], SimulatedBrand]:
    """What every signal alarmed on; both signals are asked for the same play."""
    alarms: dict[Signal, set[int]] = {signal: set() for signal in SIGNALS}
    simulated = SimulatedBrand(Brand("acme", "Acme", sensitivity=sensitivity), minutes(list(posts)))
    for number in _ticks(len(posts)):
        now_ms = START + number * MINUTE_MS
        given = simulated.decision_input(now_ms)
        states = {name: stored.state for name, stored in given.stored.items()}
        found = evaluate_signals(given.brand, states, given.counts, now_ms)
        for signal in SIGNALS:
            alarmed = (bucket.start_ms for bucket in found[signal].recent if bucket.alarm)
            alarms[signal] |= {start_ms for start_ms in alarmed if closed(start_ms, now_ms)}
        simulated.evaluate(now_ms)
    return alarms, simulated


def _ticks(buckets: int) -> list[int]:
    """The minutes of the ticks: each of the last hundred buckets, and one a bucket before, where a brand is learnt."""
    every_minute = 5 * max(0, buckets - 100)
    return [*range(5, every_minute, 5), *range(every_minute + 1, 5 * buckets + 1)]


def recorded(posts: Posts, signal: Signal, sensitivity: Sensitivity) -> set[int]:
    weekly = signal.definition.false_alarm_share / WEEKS_BETWEEN_FALSE_ALARMS[sensitivity]
    series = [
        (START + place * BUCKET_MS, posted if signal is Signal.VOLUME else negative, negative, posted)
        for place, (posted, negative) in enumerate(posts)
    ]
    found = backtest(series, false_alarms_per_week=weekly, signal=signal, sensitivity=sensitivity)
    return {bucket.start_ms for bucket in found if bucket.alert and not bucket.fall}


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("name", list(SERIES))
def test_every_alarm_of_a_backtest_is_one_live(name: str, signal: Signal) -> None:
    posts = SERIES[name](3)
    alarms, opened = live(posts, signal, Sensitivity.STANDARD)
    assert alarms == recorded(posts, signal, Sensitivity.STANDARD)
    assert opened <= alarms
    assert bool(alarms) is (name != "quiet") or (name, signal) in {
        ("crowd", Signal.NEGATIVE),
        ("learning", Signal.NEGATIVE),
    }


@pytest.mark.parametrize("sensitivity", [Sensitivity.LOW, Sensitivity.HIGH])
def test_they_are_the_same_at_any_sensitivity(sensitivity: Sensitivity) -> None:
    posts = while_learning(5)
    assert live(posts, Signal.VOLUME, sensitivity)[0] == recorded(posts, Signal.VOLUME, sensitivity)


def test_four_mentions_after_5000_empty_buckets_are_told_to_nobody() -> None:
    posts: Posts = [*[(0, 0)] * 5000, (4, 4)]
    assert not recorded(posts, Signal.VOLUME, Sensitivity.STANDARD)
    simulated = SimulatedBrand(counts=minutes(posts))
    for number in range(5):
        simulated.evaluate(START + 5000 * BUCKET_MS + (number + 1) * MINUTE_MS)
    assert not simulated.moments
    assert bucket_of(START) == START
