"""``foreshock calibrate``: whether a threshold keeps what it promises."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from functions.detect.detectors.signal import Signal
from infra.cli.backtest.source import from_counters, from_file, shown
from infra.cli.calibrate.report import as_json, text_lines
from infra.cli.calibrate.runs import simulate
from infra.cli.duration import duration_ms
from infra.cli.stack_tables import use_tables
from infra.simulation.calibration import GENERIC, SimulatedRate, Target, sensitivity_targets
from infra.simulation.surrogate import fitted_profile
from infra.simulation.traffic import TrafficProfile
from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS

FILES = "CSV of timestamp,value: talk is simulated as it is in them."
BRAND = "Simulate talk as the counters of this brand (its id) have it."
RATE = "Also try this many false alarms of one signal in a week."
WEEKS = "Weeks to simulate of each kind of talk."
SEED = "Another seed, other talk."


def calibrate(
    files: Annotated[list[Path] | None, typer.Argument(help=FILES, metavar="[FILE.csv ...]")] = None,
    *,
    brand: Annotated[str, typer.Option(help=BRAND)] = "",
    since: Annotated[str, typer.Option(help="With --brand: from how long ago on.")] = "60d",
    stack: Annotated[str, typer.Option(help="With --brand: name of the deployed stack.")] = "foreshock",
    false_alarms_per_week: Annotated[float, typer.Option(help=RATE)] = 1.0,
    weeks: Annotated[int, typer.Option(help=WEEKS, min=1, max=5_200)] = 52,
    seed: Annotated[int, typer.Option(help=SEED)] = 1,
    as_json_: Annotated[bool, typer.Option("--json", help="The same as JSON on standard output.")] = False,
) -> None:
    """Simulate talk in which nothing happens, and count the alarms: promised against simulated.

    Without a file or --brand, talk of every kind is simulated: quiet and busy, even and
    scattered, with days, weeks and restlessness. With one, talk as it is there, its bursts
    left out. Every alarm is false; those less than an hour apart count as one. The
    sensitivities are judged by the part of their promise that the volume of a brand has.

    Exit codes: 0 = kept; 1 = broken (surely more than twice the promise), or refused; 2 = wrong call.
    """
    if not 0 < false_alarms_per_week <= 100:  # noqa: PLR2004 - one in twenty buckets
        raise InvalidInput("--false-alarms-per-week must be above 0 and at most 100, such as 0.25, 1 or 4")
    promises = [*sensitivity_targets(), Target("given", false_alarms_per_week)]
    talk = _profiles(files or [], brand, since, stack) or GENERIC
    found = simulate(talk, promises, weeks, seed)
    typer.echo(as_json(found, talk) if as_json_ else "\n".join(text_lines(found)))
    raise typer.Exit(_code(found))


def _profiles(files: list[Path], brand: str, since: str, stack: str) -> dict[str, TrafficProfile]:
    found = {
        shown(file): _profile(shown(file), [(b.start_ms, b.value) for b in from_file(file, BUCKET_MS)])
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


def _code(found: list[SimulatedRate]) -> int:
    return int(any(kept.broken for kept in found))
