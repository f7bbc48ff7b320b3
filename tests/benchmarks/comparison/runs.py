"""A plan in, all results out: thresholds found on some seeds, alarms judged on others, on every core."""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from tests.benchmarks.comparison.detectors import CONTESTANTS, OURS, Contestant, Scores
from tests.benchmarks.comparison.realistic_streams import ALL_STREAMS
from tests.benchmarks.comparison.scoring import SeriesResult, alarms, episodes, series_result
from tests.benchmarks.comparison.streams import Stream, drawn

MOST = 60
"""Scores a week that are kept to find a threshold: an alarm a week is far above them."""

TUNING = 1_000
"""What is added to the seeds on which thresholds are found."""

T = TypeVar("T")
R = TypeVar("R")
Key = tuple[str, str]
"""A contestant and how it is set: ``default`` or ``tuned``."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many seeds each part takes, from ``first`` on, and how many weeks a series has.

    Ours is judged on more of them than its peers, because what they show is promised:
    ``ours_clean`` clean series, ``ours_bursts`` with bursts. Clean series take a quarter of a year,
    in which a memory of some weeks is filled and forgotten.
    """

    first: int = 1
    tuning: int = 1
    clean: int = 1
    ours_clean: int = 3
    bursts: int = 2
    ours_bursts: int = 4
    clean_weeks: int = 13
    burst_weeks: int = 8


@dataclass(frozen=True, slots=True)
class Run:
    """One series to be judged, and with which thresholds."""

    stream: Stream
    seed: int
    plan: Plan
    bursts: bool
    thresholds: dict[Key, float]

    @property
    def weeks(self) -> int:
        """How long the series is."""
        return self.plan.burst_weeks if self.bursts else self.plan.clean_weeks

    def takes(self, contestant: Contestant) -> bool:
        """Whether a contestant is judged on this series."""
        place = self.seed - self.plan.first
        peers = self.plan.bursts if self.bursts else self.plan.clean
        return contestant is OURS or place < (1 if contestant.slow else peers)


@dataclass
class Results:
    """The results of clean series and of those with bursts, and the thresholds used."""

    thresholds: dict[Key, float]
    clean: dict[Key, list[SeriesResult]] = field(default_factory=lambda: defaultdict(list))
    bursts: dict[Key, list[SeriesResult]] = field(default_factory=lambda: defaultdict(list))


def run(plan: Plan, streams: Sequence[Stream] = ALL_STREAMS, rate: float = 1.0) -> Results:
    """Run all series; ``rate`` is the false alarms a brand-week that every detector is tuned to, in the mean."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:

        def in_parallel(job: Callable[[T], R], what: str, runs: list[T]) -> Iterator[R]:
            console = Console(stderr=True)
            done = pool.map(job, runs)
            return iter(track(done, what, len(runs), console=console, disable=not sys.stderr.isatty(), transient=True))

        highest = list(in_parallel(_highest, "finding thresholds", _runs(streams, plan)))
        results = Results(_thresholds(highest, rate * plan.clean_weeks))
        for has_bursts, outcomes in in_parallel(_judged, "judging", _runs(streams, plan, results.thresholds)):
            for key, one in outcomes.items():
                (results.bursts if has_bursts else results.clean)[key].append(one)
    return results


def _runs(streams: Iterable[Stream], plan: Plan, thresholds: dict[Key, float] | None = None) -> list[Run]:
    """Clean series to find thresholds on, or those to judge with them."""
    if thresholds is None:
        finding = Plan(plan.first + TUNING, clean=plan.tuning, clean_weeks=plan.clean_weeks)
        clean = [stream for stream in streams if stream.clean]
        return [Run(one, finding.first + n, finding, False, {}) for one in clean for n in range(plan.tuning)]
    return [
        Run(stream, plan.first + number, plan, bursts, thresholds)
        for stream in streams
        for bursts in (False, True)
        for number in range(plan.ours_bursts if bursts else plan.ours_clean)
    ]


def _highest(one_run: Run) -> dict[str, Scores]:
    """Every contestant's highest scores of a clean series, in order of time."""
    series, found = drawn(one_run.stream, one_run.seed, one_run.weeks, bursts=False), dict[str, Scores]()
    for contestant in filter(one_run.takes, CONTESTANTS):
        scores = sorted(contestant.scored(series), key=lambda scored: -scored[1])
        found[contestant.name] = sorted(scores[: MOST * one_run.weeks])
    return found


def _thresholds(highest: list[dict[str, Scores]], accepted: float) -> dict[Key, float]:
    """Each contestant's default threshold, and the one that raises ``accepted`` episodes a series in the mean."""
    found: dict[Key, float] = {}
    for contestant in CONTESTANTS:
        series = [scores[contestant.name] for scores in highest if contestant.name in scores]
        found[contestant.name, "default"] = contestant.threshold
        found[contestant.name, "tuned"] = _threshold(contestant, series, accepted * len(series))
    return found


def _threshold(contestant: Contestant, series: list[Scores], accepted: float) -> float:
    """The lowest of the scores seen that raises no more than ``accepted`` episodes."""
    candidates = sorted({score for scores in series for _, score in scores}) or [math.inf]
    low, high = 0, len(candidates) - 1
    while low < high:
        middle = (low + high) // 2
        raised = sum(len(episodes(alarms(scores, candidates[middle], contestant.rest))) for scores in series)
        low, high = (low, middle) if raised <= accepted else (middle + 1, high)
    return candidates[low]


def _judged(one_run: Run) -> tuple[bool, dict[Key, SeriesResult]]:
    """Whether the series has bursts, and every contestant's result."""
    series = drawn(one_run.stream, one_run.seed, one_run.weeks, bursts=one_run.bursts)
    found: dict[Key, SeriesResult] = {}
    for contestant in filter(one_run.takes, CONTESTANTS):
        scores = contestant.scored(series)
        for mode in ("default", "tuned"):
            key = (contestant.name, mode)
            found[key] = series_result(series, scores, contestant, one_run.thresholds[key])
    return one_run.bursts, found
