"""Scores and a threshold in, what the alarms were worth out: false, or in time for a burst."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.domain.time import BUCKET_MINUTES
from tests.benchmarks.comparison.bursts import DAY, Burst
from tests.benchmarks.comparison.detectors import Contestant, Scores
from tests.benchmarks.comparison.streams import Series

EPISODE = DAY // 24
"""Alarms less than an hour apart count as one."""

GRACE = 2
"""Buckets after the end of a burst in which an alarm still counts as caught: ten minutes."""

LARGE, LONG = 5, 15
"""Bursts of this size and this many minutes, or more, must not be missed."""


SIX_HOURS = 360
"""Minutes of a slow burn."""


@dataclass(frozen=True, slots=True)
class Catch:
    """A burst, and in which bucket after its start the alarm came (``None``: missed)."""

    burst: Burst
    delay: int | None

    @property
    def matters(self) -> bool:
        """Whether it is large and long."""
        return self.burst.size >= LARGE and self.burst.minutes >= LONG


@dataclass(frozen=True, slots=True)
class SeriesResult:
    """One series at one threshold: its false alarms, in how many weeks, and which bursts were caught."""

    stream: str
    weeks: float
    false: int
    catches: tuple[Catch, ...]


def alarms(scores: Scores, threshold: float, rest: int = 0) -> list[int]:
    """The buckets with an alarm.

    >>> alarms([(1, 5.0), (2, 5.0), (9, 2.0), (10, 6.0)], 4.0), alarms([(1, 5.0), (2, 5.0), (10, 6.0)], 4.0, rest=5)
    ([1, 2, 10], [1, 10])
    """
    found: list[int] = []
    for number, score in scores:
        if score >= threshold and not (rest and found and number - found[-1] <= rest):
            found.append(number)
    return found


def episodes(raised: Sequence[int]) -> list[int]:
    """The first alarm of each episode.

    >>> episodes([1, 2, 10, 40])
    [1, 40]
    """
    return [number for last, number in zip([-EPISODE - 1, *raised], raised, strict=False) if number - last > EPISODE]


def series_result(series: Series, scores: Scores, contestant: Contestant, threshold: float) -> SeriesResult:
    """A contestant's result on a series."""
    raised = alarms(scores, threshold, contestant.rest)
    false = [number for number in episodes(raised) if not any(number in span for span in series.justified)]
    caught = tuple(catch_of(burst, raised) for burst in series.bursts)
    return SeriesResult(series.stream.name, series.weeks, len(false), caught)


def catch_of(burst: Burst, raised: Sequence[int]) -> Catch:
    """A burst, and its first alarm among the buckets with one."""
    return Catch(
        burst, next((number - burst.start for number in raised if burst.start <= number < burst.end + GRACE), None)
    )


def false_alarms(results: Iterable[SeriesResult]) -> dict[str, float]:
    """False alarms a brand-week, by stream, of series without bursts."""
    false, weeks = Counter[str](), Counter[str]()
    for one in results:
        false[one.stream] += one.false
        weeks[one.stream] += one.weeks  # type: ignore[assignment] # a counter of fractions
    return {name: false[name] / weeks[name] for name in weeks}


def share_caught(catches: Sequence[Catch]) -> float:
    """The share that was caught in time; 0 of nothing."""
    return sum(catch.delay is not None for catch in catches) / max(len(catches), 1)


def slow_burns(catches: Iterable[Catch], size: int) -> list[Catch]:
    """The bursts of six hours and this size."""
    return [catch for catch in catches if (catch.burst.size, catch.burst.minutes) == (size, SIX_HOURS)]


def mean_delay(catches: Iterable[Catch]) -> float:
    """Buckets from the start to the first alarm, of those that were caught."""
    delays = [catch.delay for catch in catches if catch.delay is not None]
    return sum(delays) / max(len(delays), 1)


def delay_minutes(catches: Iterable[Catch], share: float) -> float:
    """Minutes from a burst's first bucket until the bucket that alarms is over, of this share of those caught at most.

    >>> from tests.benchmarks.comparison.bursts import Shape
    >>> delay_minutes([Catch(Burst(0, 3, 5, Shape.BOX), delay) for delay in (None, 0, 2, 1)], 0.5)
    10.0
    """
    delays = sorted(catch.delay for catch in catches if catch.delay is not None)
    return (delays[math.ceil(share * len(delays)) - 1] + 1.0) * BUCKET_MINUTES if delays else 0.0
