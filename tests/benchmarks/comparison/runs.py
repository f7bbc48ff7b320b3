"""The rounds of the contest: thresholds found on some seeds, everything judged on others, on every core."""

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
from tests.benchmarks.comparison.scoring import Verdict, alarms, episodes, verdict
from tests.benchmarks.comparison.streams import STREAMS, Stream, drawn

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

    We are judged on more of them than our peers, because what they show is promised:
    ``kept`` clean series, ``met`` with bursts. Clean series take a quarter of a year,
    in which a memory of some weeks is filled and forgotten.
    """

    first: int = 1
    tuning: int = 1
    clean: int = 2
    kept: int = 4
    bursts: int = 4
    met: int = 5
    clean_weeks: int = 13
    burst_weeks: int = 8


@dataclass(frozen=True, slots=True)
class Heat:
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
    """Verdicts on clean series and on those with bursts, and the thresholds they came by."""

    thresholds: dict[Key, float]
    clean: dict[Key, list[Verdict]] = field(default_factory=lambda: defaultdict(list))
    bursts: dict[Key, list[Verdict]] = field(default_factory=lambda: defaultdict(list))


def run(plan: Plan, streams: Sequence[Stream] = STREAMS, rate: float = 1.0) -> Results:
    """Play all rounds; ``rate`` is the false alarms a brand-week that everyone is tuned to, in the mean."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:

        def played(job: Callable[[T], R], what: str, heats: list[T]) -> Iterator[R]:
            console = Console(stderr=True)
            done = pool.map(job, heats)
            return iter(track(done, what, len(heats), console=console, disable=not sys.stderr.isatty(), transient=True))

        heights = list(played(_highest, "finding thresholds", _heats(streams, plan)))
        results = Results(_thresholds(heights, rate * plan.clean_weeks))
        for heat, verdicts in played(_judged, "judging", _heats(streams, plan, results.thresholds)):
            for key, one in verdicts.items():
                (results.bursts if heat else results.clean)[key].append(one)
    return results


def _heats(streams: Iterable[Stream], plan: Plan, thresholds: dict[Key, float] | None = None) -> list[Heat]:
    """Clean series to find thresholds on, or those to judge with them."""
    if thresholds is None:
        finding = Plan(plan.first + TUNING, clean=plan.tuning, clean_weeks=plan.clean_weeks)
        clean = [stream for stream in streams if stream.clean]
        return [Heat(one, finding.first + n, finding, False, {}) for one in clean for n in range(plan.tuning)]
    return [
        Heat(stream, plan.first + number, plan, bursts, thresholds)
        for stream in streams
        for bursts in (False, True)
        for number in range(plan.met if bursts else plan.kept)
    ]


def _highest(heat: Heat) -> dict[str, Scores]:
    """Every contestant's highest scores of a clean series, in order of time."""
    series, found = drawn(heat.stream, heat.seed, heat.weeks, bursts=False), dict[str, Scores]()
    for contestant in filter(heat.takes, CONTESTANTS):
        scores = sorted(contestant.scored(series), key=lambda scored: -scored[1])
        found[contestant.name] = sorted(scores[: MOST * heat.weeks])
    return found


def _thresholds(heights: list[dict[str, Scores]], told: float) -> dict[Key, float]:
    """Each contestant's default threshold, and the one with which ``told`` episodes a series are told in the mean."""
    found: dict[Key, float] = {}
    for contestant in CONTESTANTS:
        series = [height[contestant.name] for height in heights if contestant.name in height]
        found[contestant.name, "default"] = contestant.threshold
        found[contestant.name, "tuned"] = _threshold(contestant, series, told * len(series))
    return found


def _threshold(contestant: Contestant, series: list[Scores], told: float) -> float:
    """The lowest of the scores seen with which no more than ``told`` episodes are told."""
    candidates = sorted({score for scores in series for _, score in scores}) or [math.inf]
    low, high = 0, len(candidates) - 1
    while low < high:
        middle = (low + high) // 2
        rung = sum(len(episodes(alarms(scores, candidates[middle], contestant.rest))) for scores in series)
        low, high = (low, middle) if rung <= told else (middle + 1, high)
    return candidates[low]


def _judged(heat: Heat) -> tuple[bool, dict[Key, Verdict]]:
    """Whether the series has bursts, and what every contestant's alarms in it were worth."""
    series = drawn(heat.stream, heat.seed, heat.weeks, bursts=heat.bursts)
    found: dict[Key, Verdict] = {}
    for contestant in filter(heat.takes, CONTESTANTS):
        scores = contestant.scored(series)
        for mode in ("default", "tuned"):
            key = (contestant.name, mode)
            found[key] = verdict(series, scores, contestant, heat.thresholds[key])
    return heat.bursts, found
