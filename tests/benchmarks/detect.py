"""What detection costs and catches, beside its budgets: ``python -m tests.benchmarks.detect``.

Seeded streams stand for brands: Poisson and over-dispersed ones, and one with a strong
daily cycle. Costs are CPU time of this process.
"""

# ruff: noqa: S311, T201 - seeded chance, and figures to read

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable

from functions.detect.detectors.count.alarm import is_alarm, is_normal
from functions.detect.detectors.count.backtest import backtest
from functions.detect.detectors.count.score import CountScore
from functions.detect.detectors.count.scoring import begin, judge, settle
from functions.detect.detectors.count.state import CountBucket, CountState
from functions.detect.detectors.count.state_document import CODEC
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision import decide
from functions.detect.moments.decision_types import Trigger
from infra.simulation.traffic import TrafficProfile, counts, intensities, wave
from shared.domain.brand import Sensitivity
from shared.domain.time import BUCKET_MS, DAY_MS, MINUTE_MS, minute_of_week
from tests.benchmarks.comparison.bursts import DAY, WEEK
from tests.benchmarks.shifts import episodes
from tests.unit.detect.simulated_brand import START, SimulatedBrand, normal_posts

Figure = tuple[str, float, str, float | None]
"""A name, its value and unit, and the budget it must not exceed (``None``: to be read, not kept)."""

STREAMS: dict[str, tuple[float, float, float]] = {
    "0.2 a bucket": (0.2, 0.0, 0.0),
    "2 a bucket": (2.0, 0.0, 0.0),
    "2 a bucket, bursty": (2.0, 0.5, 0.0),
    "20 a bucket, bursty": (20.0, 0.3, 0.0),
    "20 a bucket, daily cycle": (20.0, 0.05, 0.8),
}
"""Mean, dispersion, and the amplitude of the day's (logarithmic) cycle."""


_QUIET = {"0.2 a bucket"}
"""Where five times the normal is three mentions: nothing to wake anybody for."""


def figures(weeks: int = 4, seeds: int = 3) -> list[Figure]:
    """Every figure of detection."""
    return [*_costs(), *_quality(weeks, seeds)]


def _costs() -> list[Figure]:
    state, bucket = _learnt(), _bucket(3 * DAY, 3)
    simulated = SimulatedBrand(counts=normal_posts(random.Random(1), range(3 * DAY_MS // MINUTE_MS)))
    simulated.evaluate(START + 3 * DAY_MS)
    given = simulated.decision_input(START + 3 * DAY_MS)
    text = _written(state)
    return [
        ("a backtest of 20,000 buckets, the detector in it", _backtest_seconds(), "s", 1.0),
        ("settle a bucket", _microseconds(lambda: settle(state, bucket)), "us", None),
        ("judge a count", _microseconds(lambda: judge(state, bucket)), "us", None),
        ("read a state", _microseconds(lambda: CODEC.load(json.loads(text))), "us", None),
        ("write a state", _microseconds(lambda: _written(state)), "us", None),
        ("a brand, signal and minute", _microseconds(lambda: decide(given, Trigger.TICK)) / len(Signal), "us", 100.0),
        ("a state", float(len(text.encode())), "bytes", 1024.0),
    ]


def _bucket(number: int, count: int) -> CountBucket:
    return CountBucket(number * BUCKET_MS, count, minute_of_week(number * BUCKET_MS))


def _written(state: CountState) -> str:
    return json.dumps(CODEC.dump(state), separators=(",", ":"))


def _backtest_seconds() -> float:
    chance = random.Random(1)
    series = [(number * BUCKET_MS, chance.randrange(5)) for number in range(20_000)]
    started = time.process_time()
    for _ in backtest(series):
        pass
    return time.process_time() - started


def _quality(weeks: int, seeds: int) -> list[Figure]:
    found: list[Figure] = []
    for name, stream in STREAMS.items():
        false = sum(len(_alarms(_series(stream, weeks, seed))) for seed in range(seeds)) / (weeks * seeds)
        found.append((f"false alarms, {name}", false, "a brand-week", 1.3))
    for group, streams in (("quiet brand", _QUIET), ("others", STREAMS.keys() - _QUIET)):
        for times, buckets in ((5, 3), (8, 4), (20, 2)):
            missed = [_missed(STREAMS[name], times, buckets, seed) for name in streams for seed in range(4 * seeds)]
            name = f"missed bursts x{times} of {5 * buckets} min, {group}"
            found.append((name, sum(missed) / len(missed), "share", None))
    return found


def _missed(stream: tuple[float, float, float], times: int, buckets: int, seed: int) -> bool:
    start = WEEK + 97 * seed
    series = _series(stream, 2, 1_000 + seed, dict.fromkeys(range(start, start + buckets), times))
    return not any(start <= alarm < start + buckets + 2 for alarm in _alarms(series))


def _series(
    stream: tuple[float, float, float], weeks: int, seed: int, burst: dict[int, int] | None = None
) -> list[int]:
    mean, dispersion, cycle = stream
    chance, times = random.Random(seed), burst or {}
    expected = intensities(TrafficProfile(mean, daily=wave(cycle, 6.0)), chance, weeks * WEEK, 0)
    return counts(chance, (rate * times.get(number, 1) for number, rate in enumerate(expected)), dispersion)


class _Rules:
    """The rules of a count, for the volume at the standard sensitivity."""

    begin = staticmethod(begin)
    judge = staticmethod(judge)
    is_normal = staticmethod(is_normal)

    @staticmethod
    def learn(state: CountState, bucket: CountBucket, _: CountScore) -> CountState:
        """The state after a bucket."""
        return settle(state, bucket)

    @staticmethod
    def is_alarm(score: CountScore, _: float) -> bool:
        """Whether the score is an alarm."""
        return is_alarm(score, Signal.VOLUME, Sensitivity.STANDARD)


def _alarms(series: list[int]) -> list[int]:
    """The buckets in which a moment would open, each followed to its quiet end."""
    stream = (_bucket(number, count) for number, count in enumerate(series))
    return [number for number, _ in episodes.alarms(_Rules(), stream)]


def _learnt() -> CountState:
    series = _series((2.0, 0.3, 0.5), 1, 7)[: 3 * DAY]
    state = begin(_bucket(0, series[0]))
    for number, count in enumerate(series[1:], 1):
        state = settle(state, _bucket(number, count))
    return state


def _microseconds(work: Callable[[], object], rounds: int = 4_000) -> float:
    """The CPU time of one call; the least of twenty tries, because others use this machine too."""
    tries = []
    for _ in range(20):
        begun = time.process_time()
        for _ in range(rounds // 20):
            work()
        tries.append((time.process_time() - begun) / (rounds // 20) * 1e6)
    return min(tries)


if __name__ == "__main__":
    for name, value, unit, budget in figures():
        print(f"{name:44} {value:10.2f} {unit:14} {'' if budget is None else f'budget {budget:g}'}")
