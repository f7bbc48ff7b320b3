"""The simulations of a calibration, on every core, with a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from rich.console import Console
from rich.progress import track

from infra.simulation.calibration import SimulatedRate, Target, false_alarms, series_lengths
from infra.simulation.traffic import TrafficProfile


def simulate(
    talk: Mapping[str, TrafficProfile], promises: Sequence[Target], weeks: int, seed: int
) -> list[SimulatedRate]:
    """What becomes of every promise in every kind of talk, in the order given."""
    jobs = [
        (name, f"{name}, {seed}, {part}", length) for name in talk for part, length in enumerate(series_lengths(weeks))
    ]
    sums = {name: [0] * len(promises) for name in talk}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        done = pool.map(
            false_alarms,
            [talk[name] for name, _, _ in jobs],
            [seeded for _, seeded, _ in jobs],
            [length for _, _, length in jobs],
            [promises] * len(jobs),
        )
        shown = track(
            done,
            "Simulating",
            len(jobs),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        for (name, _, _), told in zip(jobs, shown, strict=True):
            sums[name] = [before + now for before, now in zip(sums[name], told, strict=True)]
    return [
        SimulatedRate(name, promise, told, float(weeks))
        for name in talk
        for promise, told in zip(promises, sums[name], strict=True)
    ]
