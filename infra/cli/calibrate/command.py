"""``foreshock calibrate``: says whether the promised rates of false alarms are kept, on a series and in simulation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from infra.cli.calibrate.report import as_json, text_lines
from infra.cli.calibrate.run import run
from infra.cli.calibrate.series import Source, recorded
from infra.simulation.alarms import Target, sensitivity_targets
from shared.domain.errors import InvalidInput

FILES = "CSV of timestamp,value: a series to count the alarms on, and to simulate talk like it."
BRAND = "Use the counters of this brand (its id)."
SINCE = "With --brand: use counters since so long ago, or since a date."
LABELS = "JSON of the windows [[start, end], ...] in which something happened: alarms there are not false."
TIME_ZONE = "Time zone of those who post, such as America/New_York. Default: UTC; with --brand, the brand's."
RATE = "Also test this target: false alarms of one signal per week."
WEEKS = "Weeks to simulate for each kind of talk."
SEED = "Seed of the simulation."


def calibrate(
    files: Annotated[list[Path] | None, typer.Argument(help=FILES, metavar="[FILE.csv ...]")] = None,
    *,
    brand: Annotated[str, typer.Option(help=BRAND)] = "",
    since: Annotated[str, typer.Option(help=SINCE)] = "60d",
    stack: Annotated[str, typer.Option(help="With --brand: name of the deployed stack.")] = "foreshock",
    labels: Annotated[Path | None, typer.Option(help=LABELS)] = None,
    time_zone: Annotated[str, typer.Option(help=TIME_ZONE)] = "",
    false_alarms_per_week: Annotated[float, typer.Option(help=RATE)] = 1.0,
    weeks: Annotated[int, typer.Option(help=WEEKS, min=1, max=5_200)] = 52,
    seed: Annotated[int, typer.Option(help=SEED)] = 1,
    as_json_: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Compare the alarms on a series, and on simulated talk like it, with the promised rates.

    With a file or --brand, it counts the alarms on the series itself: those outside the windows
    of --labels if they are given, else all. Then it simulates talk like it, bursts included, from
    parts of the series in random order. Without a series, it simulates talk of every kind: low and
    high, even and scattered, with daily and weekly patterns and with drift, but without bursts.
    Alarms less than an hour apart count as one. The target of a sensitivity is the share of its
    false alarms that the signal volume may raise.

    Exit codes: 0 = kept; 1 = broken (more than twice a target on the series, or with confidence in
    simulation), or error; 2 = usage error.
    """
    source = Source(files or [], brand, since, stack, time_zone)
    if labels is not None and len(source) != 1:
        raise typer.BadParameter(
            "windows are those of one series: give one file, or --brand, with --labels", param_hint="--labels"
        )
    if not 0 < false_alarms_per_week <= 100:  # noqa: PLR2004 - one in twenty buckets
        raise InvalidInput("--false-alarms-per-week must be above 0 and at most 100, for example 0.25, 1 or 4")
    series = recorded(source, labels)
    found = run(series, [*sensitivity_targets(), Target("given", false_alarms_per_week)], weeks, seed)
    typer.echo(as_json(found, series) if as_json_ else "\n".join(text_lines(found, series)))
    raise typer.Exit(int(not found.kept))
