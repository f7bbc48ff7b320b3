"""Streams that stand for brands: clean ones, in which every alarm is false, and the same with bursts.

Most brands are like one of these or between them: quiet or busy, even or scattered,
with the day, the week or chance behind it, and with what troubles a detector: chatter
of a few minutes, levels that shift, drift, hours that were not collected, a start from
nothing. A stream's name and a seed name a series.
"""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from infra.simulation.traffic import MONDAY_MS, TrafficProfile, counts, intensities, wave
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, HOUR_MS, WEEK_MS
from tests.benchmarks.comparison.bursts import DAY, WEEK, Burst, deck_of, placed

START_MS = MONDAY_MS + 2_922 * WEEK_MS
"""A Monday of 2026; a series starts at a random hour of the week after it."""

JUSTIFIED = DAY // 4
"""Buckets after a level has shifted upwards in which an alarm is right."""


@dataclass
class Draft:
    """A series before it is drawn: what is expected of every bucket, what is not collected, when an alarm is right."""

    expected: list[float]
    missing: set[int]
    justified: list[range]
    first_ms: int = 0


Disturbance = Callable[[random.Random, Draft], None]


@dataclass(frozen=True, slots=True)
class Stream:
    """A kind of brand. ``strong`` says that the day's cycle is the main thing about it.

    A stream that is not ``clean`` changes so that an alarm may be right; it is shown and
    left out of what is promised.
    """

    name: str
    mean: float
    dispersion: float = 0.0
    amplitude: float = 0.0
    sharpness: float = 1.0
    weekend: float = 0.0
    wander: float = 0.0
    memory: float = 1.0
    disturbance: Disturbance | None = None
    clean: bool = True

    @property
    def strong(self) -> bool:
        """Whether the busiest hour has five times the quietest, or more."""
        return self.amplitude >= math.log(5.0) / 2.0


@dataclass(frozen=True, slots=True)
class Series:
    """One drawn series: (start of the bucket, count) of those collected, the bursts in it, times of right alarms."""

    stream: Stream
    first_ms: int
    buckets: int
    counted: list[tuple[int, int]]
    bursts: list[Burst]
    justified: list[range]

    @property
    def weeks(self) -> float:
        """How long it is."""
        return self.buckets / WEEK

    def number(self, start_ms: int) -> int:
        """The number of the bucket that starts then."""
        return (start_ms - self.first_ms) // BUCKET_MS


def drawn(stream: Stream, seed: int, weeks: int, *, bursts: bool) -> Series:
    """The series of this stream that ``seed`` names, without or with bursts."""
    chance = random.Random(f"{stream.name}, {seed}, {'bursts' if bursts else 'clean'}")
    first_ms, buckets = START_MS + chance.randrange(7 * 24) * HOUR_MS, weeks * WEEK
    draft = Draft(intensities(_profile(stream, chance), chance, buckets, first_ms), set(), [], first_ms)
    if stream.disturbance:
        stream.disturbance(chance, draft)
    injected = placed(chance, deck_of(stream.name, seed), buckets) if bursts else []
    for burst in injected:
        _inject(draft, burst)
    seen = counts(chance, draft.expected, stream.dispersion)
    counted = [(first_ms + i * BUCKET_MS, count) for i, count in enumerate(seen) if i not in draft.missing]
    return Series(stream, first_ms, buckets, counted, injected, draft.justified)


def _profile(stream: Stream, chance: random.Random) -> TrafficProfile:
    daily = wave(stream.amplitude, chance.uniform(0, 24), stream.sharpness) if stream.amplitude else ()
    weekly = (0.0,) * 5 + (stream.weekend,) * 2 if stream.weekend else ()
    return TrafficProfile(stream.mean, stream.dispersion, daily, weekly, stream.wander, stream.memory)


def _inject(draft: Draft, burst: Burst) -> None:
    for number, factor in enumerate(burst.factors(), burst.start):
        draft.expected[number] *= factor
    draft.missing -= set(range(burst.start - DAY // 24, burst.end + DAY // 24))


def _chatter(chance: random.Random, draft: Draft) -> None:
    """Three to six times as much for five or ten minutes, three times in two days."""
    for number in range(len(draft.expected)):
        if chance.random() < 1.5 / DAY:
            factor = chance.uniform(3.0, 6.0)
            for near in range(number, min(number + chance.choice((1, 2)), len(draft.expected))):
                draft.expected[near] *= factor


def _outages(chance: random.Random, draft: Draft) -> None:
    """About twice a week nothing is collected for ten minutes to twelve hours."""
    for number in range(len(draft.expected)):
        if chance.random() < 2.0 / WEEK:
            draft.missing |= set(range(number, number + round(math.exp(chance.uniform(math.log(2), math.log(144))))))


def _drift(chance: random.Random, draft: Draft) -> None:
    """Twice or half as much after four weeks, little by little."""
    direction = chance.choice((-1.0, 1.0))
    draft.expected = [rate * 2.0 ** (direction * i / (4 * WEEK)) for i, rate in enumerate(draft.expected)]


def _shifts(chance: random.Random, draft: Draft) -> None:
    """About every ten days twice to three times as much, or back, from one bucket to the next."""
    high, factor = False, 1.0
    for number in range(len(draft.expected)):
        if number > DAY and chance.random() < 0.1 / DAY:
            high = not high
            factor = chance.uniform(2.0, 3.0) if high else 1.0
            if high:
                draft.justified.append(range(number, number + JUSTIFIED))
        draft.expected[number] *= factor


def _launch(chance: random.Random, draft: Draft) -> None:
    """Nothing for up to two days, then more and more within three."""
    opening = chance.randrange(2 * DAY)
    for number in range(len(draft.expected)):
        draft.expected[number] *= min(max((number - opening) / (3 * DAY), 0.0), 1.0)


STREAMS = (
    Stream("Poisson 0.2", 0.2),
    Stream("Poisson 2", 2.0),
    Stream("Poisson 20", 20.0),
    Stream("Poisson 200", 200.0),
    Stream("scattered 0.2", 0.2, dispersion=1.5),
    Stream("scattered 2", 2.0, dispersion=0.5),
    Stream("scattered 20", 20.0, dispersion=0.3),
    Stream("scattered 200", 200.0, dispersion=0.05),
    Stream("mild day 2", 2.0, dispersion=0.1, amplitude=0.4),
    Stream("mild day 20", 20.0, dispersion=0.05, amplitude=0.4),
    Stream("strong day 2", 2.0, amplitude=1.2),
    Stream("strong day 20", 20.0, dispersion=0.05, amplitude=1.0),
    Stream("strong day 200", 200.0, dispersion=0.02, amplitude=1.2),
    Stream("office hours 10", 10.0, dispersion=0.05, amplitude=1.4, sharpness=3.0),
    Stream("week 10", 10.0, dispersion=0.05, amplitude=0.5, weekend=-0.9),
    Stream("Cox 30 min, 2", 2.0, wander=0.5, memory=6.0),
    Stream("Cox 3 h, 5", 5.0, wander=0.5, memory=36.0),
    Stream("Cox 12 h, 20", 20.0, dispersion=0.02, wander=0.5, memory=144.0),
    Stream("Cox 2 days, 20", 20.0, dispersion=0.02, wander=0.6, memory=2.0 * BUCKETS_PER_DAY),
    Stream("chatter 5", 5.0, dispersion=0.1, disturbance=_chatter),
    Stream("drift 5", 5.0, dispersion=0.1, disturbance=_drift),
    Stream("outages 10", 10.0, dispersion=0.05, amplitude=0.4, disturbance=_outages),
    Stream("shifts 5", 5.0, dispersion=0.1, disturbance=_shifts, clean=False),
    Stream("launch 5", 5.0, dispersion=0.1, disturbance=_launch, clean=False),
)
"""The streams of the benchmark; a number in the name is the mean of a bucket."""
