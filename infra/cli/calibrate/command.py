"""``foreshock calibrate``: measures by simulation how many false alarms the thresholds raise."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from functions.detect.detectors.signal import Signal
from infra.cli.backtest.source import from_counters, from_file, printable
from infra.cli.calibrate.report import as_json, text_lines
from infra.cli.duration import duration_ms
from infra.cli.stack_tables import use_tables
from infra.simulation.calibration import (
    GENERIC,
    SimulatedRate,
    Target,
    false_alarms,
    sensitivity_targets,
    series_lengths,
)
from infra.simulation.surrogate import fitted_profile
from infra.simulation.traffic import TrafficProfile
from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS

FILES = "CSV of timestamp,value: simulate traffic like theirs."
BRAND = "Simulate traffic like that of this brand's counters (its id)."
RATE = "Also test this target: false alarms of one signal per week."
WEEKS = "Weeks to simulate for each kind of traffic."
SEED = "Seed of the simulation."


def calibrate(
    files: Annotated[list[Path] | None, typer.Argument(help=FILES, metavar="[FILE.csv ...]")] = None,
    *,
    brand: Annotated[str, typer.Option(help=BRAND)] = "",
    since: Annotated[str, typer.Option(help="With --brand: use counters since so long ago.")] = "60d",
    stack: Annotated[str, typer.Option(help="With --brand: name of the deployed stack.")] = "foreshock",
    false_alarms_per_week: Annotated[float, typer.Option(help=RATE)] = 1.0,
    weeks: Annotated[int, typer.Option(help=WEEKS, min=1, max=5_200)] = 52,
    seed: Annotated[int, typer.Option(help=SEED)] = 1,
    as_json_: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Simulate traffic without incidents, and compare the false alarms with their targets.

    Without a file or --brand, it simulates traffic of every kind: low and high, even and
    scattered, with daily and weekly patterns and with drift. With one, it simulates traffic
    like that, without the bursts. Every alarm is false; those less than an hour apart count
    as one. The target of a sensitivity is the share of its false alarms that the signal
    volume may raise.

    Exit codes: 0 = OK; 1 = exceeded (more than twice a target, with confidence), or error; 2 = usage error.
    """
    if not 0 < false_alarms_per_week <= 100:  # noqa: PLR2004 - one in twenty buckets
        raise InvalidInput("--false-alarms-per-week must be above 0 and at most 100, for example 0.25, 1 or 4")
    targets = [*sensitivity_targets(), Target("given", false_alarms_per_week)]
    profiles = _profiles(files or [], brand, since, stack) or GENERIC
    rates = simulate(profiles, targets, weeks, seed)
    typer.echo(as_json(rates, profiles) if as_json_ else "\n".join(text_lines(rates)))
    raise typer.Exit(int(any(rate.exceeded for rate in rates)))


def simulate(
    profiles: Mapping[str, TrafficProfile], targets: Sequence[Target], weeks: int, seed: int
) -> list[SimulatedRate]:
    """The rate for each target in each kind of traffic, simulated on every core with a progress bar."""
    parts = [(name, part, length) for name in profiles for part, length in enumerate(series_lengths(weeks))]
    sums = {name: [0] * len(targets) for name in profiles}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        results = pool.map(
            false_alarms,
            [profiles[name] for name, _, _ in parts],
            [f"{name}, {seed}, {part}" for name, part, _ in parts],
            [length for _, _, length in parts],
            [targets] * len(parts),
        )
        console, hidden = Console(stderr=True), not sys.stderr.isatty()
        tracked = track(results, "Simulating", len(parts), console=console, transient=True, disable=hidden)
        for (name, _, _), counts in zip(parts, tracked, strict=True):
            sums[name] = [before + count for before, count in zip(sums[name], counts, strict=True)]
    return [
        SimulatedRate(name, target, count, float(weeks))
        for name in profiles
        for target, count in zip(targets, sums[name], strict=True)
    ]


def _profiles(files: list[Path], brand: str, since: str, stack: str) -> dict[str, TrafficProfile]:
    found = {
        printable(file): _profile(printable(file), [(b.start_ms, b.value) for b in from_file(file, BUCKET_MS)])
        for file in files
    }
    if brand:
        now_ms = time.time_ns() // 1_000_000
        since_ms = max(0, now_ms - duration_ms(since, "--since"))
        use_tables(stack)
        buckets = from_counters(brand, Signal.VOLUME, since_ms, now_ms)
        found[brand] = _profile(brand, [(bucket.start_ms, bucket.value) for bucket in buckets])
    return found


def _profile(name: str, series: list[tuple[int, int]]) -> TrafficProfile:
    try:
        return fitted_profile(series, BUCKET_MS)
    except InvalidInput as error:
        raise InvalidInput(f"{name}: {error.message}", field=error.field) from error
