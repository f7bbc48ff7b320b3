"""Runs a calibration: series in; their alarms, those in simulation, and what would keep a broken promise out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from infra.cli.calibrate.series import RecordedSeries
from infra.simulation.advice import Advice, advise
from infra.simulation.alarms import SeriesRate, Target, rate_on
from infra.simulation.calibration import GENERIC, SimulatedRate, Traffic, false_alarms, series_lengths

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Calibration:
    """The results: for each series and target the alarms on the series, and the same in simulation."""

    on_series: Sequence[SeriesRate]
    simulated: Sequence[SimulatedRate]
    advice: Sequence[Advice]

    @property
    def kept(self) -> bool:
        """Whether every promise is kept, on the series and in simulation."""
        return not any(rate.broken for rate in self.on_series) and not any(rate.exceeded for rate in self.simulated)


@dataclass(frozen=True, slots=True)
class Simulation:
    """How much is simulated, with which seed, on which processes."""

    pool: Executor
    weeks: int
    seed: int

    def rates(self, traffic: Mapping[str, Traffic], targets: Sequence[Target]) -> list[SimulatedRate]:
        """The rate for each target in each kind of traffic, with a progress bar."""
        parts = [(name, part, length) for name in traffic for part, length in enumerate(series_lengths(self.weeks))]
        results = self.pool.map(
            false_alarms,
            [traffic[name] for name, _, _ in parts],
            [f"{Path(name).name}, {self.seed}, {part}" for name, part, _ in parts],
            [length for _, _, length in parts],
            [targets] * len(parts),
        )
        sums = {name: [0] * len(targets) for name in traffic}
        weeks = dict.fromkeys(traffic, 0.0)
        for (name, _, _), (counts, collected) in zip(parts, _tracked(results, len(parts)), strict=True):
            sums[name] = [before + count for before, count in zip(sums[name], counts, strict=True)]
            weeks[name] += collected
        return [
            SimulatedRate(name, target, count, weeks[name])
            for name in traffic
            for target, count in zip(targets, sums[name], strict=True)
        ]


def run(series: Sequence[RecordedSeries], targets: Sequence[Target], weeks: int, seed: int) -> Calibration:
    """Calibrate the targets on these series; on generic talk if there is none."""
    traffic: Mapping[str, Traffic] = {one.name: one.traffic for one in series} or GENERIC
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        simulation = Simulation(pool, weeks, seed)
        simulated = simulation.rates(traffic, targets)
        on_series = [_rate(one, target) for one in series for target in targets]
        advice = [found for one in series for found in _advice(one, on_series, simulated, simulation)]
    return Calibration(on_series, simulated, advice)


def _rate(series: RecordedSeries, target: Target) -> SeriesRate:
    return rate_on(series.name, series.buckets, series.windows, target, series.time_zone or "UTC")


def _advice(
    series: RecordedSeries, on_series: Sequence[SeriesRate], simulated: Sequence[SimulatedRate], simulation: Simulation
) -> Iterator[Advice]:
    """What would keep each promise that is broken for this series; what is known is not computed again."""
    rates = {rate.target: rate for rate in on_series if rate.series == series.name}
    drawn = {rate.target: rate for rate in simulated if rate.traffic == series.name}

    def rate_of(setting: Target) -> SeriesRate:
        if setting not in rates:
            rates[setting] = _rate(series, setting)
        return rates[setting]

    def drawn_of(setting: Target) -> SimulatedRate:
        if setting not in drawn:
            (drawn[setting],) = simulation.rates({series.name: series.traffic}, [setting])
        return drawn[setting]

    for target in [target for target, rate in rates.items() if rate.broken or drawn[target].exceeded]:
        yield advise(series.name, target, rate_of, drawn_of)


def _tracked(results: Iterable[T], number: int) -> Iterable[T]:
    """The results, with a progress bar in a terminal."""
    console, hidden = Console(stderr=True), not sys.stderr.isatty()
    return track(results, "Simulating", number, console=console, transient=True, disable=hidden)
