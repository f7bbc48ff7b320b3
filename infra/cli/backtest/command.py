"""``foreshock backtest``: runs the detector on a recorded series and reports the alerts it would have sent."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from functions.detect.detectors.signal import COUNT_SIGNALS, Signal
from infra.cli.backtest.chart import draw
from infra.cli.backtest.folder import backtest_folder, table, table_json
from infra.cli.backtest.json_report import as_json
from infra.cli.backtest.report import text_lines, write_rows
from infra.cli.backtest.run import Backtest, Settings, run_backtest
from infra.cli.backtest.sms_cost import PRICE_USD
from infra.cli.backtest.source import from_counters, from_file, known_time_zone, printable, time_zone_of
from infra.cli.deployed.stack_tables import use_tables
from infra.cli.duration import ago_ms, duration_ms
from infra.cli.spinner import spinner
from infra.cli.windows_file import WindowFiles
from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS, DAY_MS, MINUTE_MS

PATH = "CSV of timestamp,value; or a folder with such files."
BUCKET = "Width of a bucket: 5m, 1h, up to 1d. Rows of the same bucket are added up."
ACCEPTED = "Accepted false alarms per week: sets the threshold."
OUT = "Write timestamp,value,expected,score,alert to this file; for a folder, to this folder."
CHART = "Draw counts, expected counts and alerts to this SVG file; for a folder, to this folder."
BRAND = "Use the counters of this brand (its id) instead of a file."
SINCE = "With --brand: use counters since so long ago, or since a date."
SIGNAL = "With --brand: the signal."
TIME_ZONE = "Time zone of those who post, such as America/New_York. Default: UTC; with --brand, the brand's."
LABELS = "JSON of the windows [[start, end], ...] in which something happened, or of those of each series by its name."
CONFIRMED = "The same, of windows that people confirmed: what is reported there leaves the record. The rest counts."
PRICE = "Price of an SMS segment in USD."


def backtest(
    path: Annotated[Path | None, typer.Argument(help=PATH, metavar="[FILE.csv|DIR]")] = None,
    *,
    bucket: Annotated[str, typer.Option(help=BUCKET)] = "5m",
    false_alarms_per_week: Annotated[float, typer.Option(help=ACCEPTED)] = 1.0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUT)] = None,
    chart: Annotated[Path | None, typer.Option(help=CHART)] = None,
    as_json_: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    brand: Annotated[str, typer.Option(help=BRAND)] = "",
    since: Annotated[str, typer.Option(help=SINCE)] = "30d",
    signal: Annotated[Signal, typer.Option(help=SIGNAL)] = Signal.VOLUME,
    time_zone: Annotated[str, typer.Option(help=TIME_ZONE)] = "",
    labels: Annotated[Path | None, typer.Option(help=LABELS)] = None,
    confirmed: Annotated[Path | None, typer.Option(help=CONFIRMED)] = None,
    stack: Annotated[str, typer.Option(help="With --brand: name of the deployed stack.")] = "foreshock",
    sms_price: Annotated[float, typer.Option(help=PRICE, min=0)] = PRICE_USD,
) -> None:
    """Run the detector on a recorded series, bucket by bucket as if live, and report the alerts it would have sent.

    No result depends on later buckets. Times are ISO 8601 (without an offset: UTC) or epoch
    seconds, in order; values are whole numbers. A bucket without a row counts as not collected:
    write 0 if there were no posts. The score is the return period as a decimal logarithm of
    buckets, and 0 if nothing is new.

    Without --confirmed nobody says a word, and every episode counts in full. With it the report has
    both; alerts outside the windows count as if they had been dismissed.

    Exit codes: 0 = done; 1 = error (the message names an invalid line); 2 = usage error.
    """
    if (path is None) == (not brand):
        raise typer.BadParameter("give either a file or folder, or --brand", param_hint="FILE.csv")
    settings = _settings(bucket, false_alarms_per_week, signal, time_zone, counters=bool(brand))
    files = WindowFiles(labels, confirmed)
    if path is not None and path.is_dir():
        raise typer.Exit(_folder(path, settings, (output, chart), sms_price, files, as_json=as_json_))
    with spinner("Backtesting"):
        if path is not None:
            result = _from_path(path, settings, files)
        else:
            result = _from_brand(brand, settings, since, stack, files)
    _write(result, output, chart, path)
    if as_json_:
        typer.echo(json.dumps(as_json(result, sms_price)))
    else:
        typer.echo("\n".join(text_lines(result, sms_price)))


def _settings(bucket: str, false_alarms: float, signal: Signal, time_zone: str, *, counters: bool) -> Settings:
    bucket_ms = duration_ms(bucket, "--bucket")
    if not MINUTE_MS <= bucket_ms <= DAY_MS:
        raise InvalidInput("--bucket must be from 1m to 1d", field="bucket")
    if counters and bucket_ms != BUCKET_MS:
        raise InvalidInput("--brand has buckets of 5m, as live", field="bucket")
    if not 0 < false_alarms < float("inf"):
        raise InvalidInput(
            "--false-alarms-per-week must be more than 0, for example 0.25, 1 or 4", field="false-alarms"
        )
    if not signal.counts:
        raise InvalidInput(
            f"--signal {signal.value} is not a count; use one of {', '.join(COUNT_SIGNALS)}", field="signal"
        )
    return Settings(bucket_ms, false_alarms, signal if counters else Signal.VOLUME, known_time_zone(time_zone))


def _from_path(path: Path, settings: Settings, files: WindowFiles) -> Backtest:
    series = from_file(path, settings.bucket_ms)
    return run_backtest(printable(Path(path.stem)), series, settings, *files.of(path.stem))


def _from_brand(brand: str, settings: Settings, since: str, stack: str, files: WindowFiles) -> Backtest:
    now_ms = clock_ms()
    since_ms = ago_ms(since, "--since", now_ms)
    use_tables(stack)
    if not settings.time_zone:
        settings = replace(settings, time_zone=time_zone_of(brand))
    series = from_counters(brand, settings.signal, since_ms, now_ms)
    return run_backtest(brand, series, settings, *files.of(brand))


def clock_ms() -> int:
    """The time now, epoch milliseconds."""
    return time.time_ns() // 1_000_000


def _folder(
    folder: Path,
    settings: Settings,
    written: tuple[Path | None, Path | None],
    price: float,
    files: WindowFiles,
    *,
    as_json: bool,
) -> int:
    """Backtest a folder; the exit code is 1 if a file has an error."""
    output, chart = written
    for given in written:
        if given is not None and given.resolve().is_relative_to(folder.resolve()):
            raise InvalidInput(f"{printable(given)} is in the input folder; write somewhere else", field="output")

    def write(below: Path, result: Backtest) -> None:
        _write(result, output and output / below, chart and (chart / below).with_suffix(".svg"), folder / below)

    entries = backtest_folder(folder, settings, files, write)
    typer.echo(table_json(entries, price) if as_json else "\n".join(table(entries)))
    return int(any(entry.error for entry in entries))


def _write(result: Backtest, output: Path | None, chart: Path | None, read: Path | None) -> None:
    """Write the CSV and the chart if asked for, but never over the input."""
    for given in (output, chart):
        if given is not None and read is not None and given.resolve() == read.resolve():
            raise InvalidInput(f"{printable(given)} is the input file; write somewhere else", field="output")
    try:
        if output is not None:
            output.parent.mkdir(parents=True, exist_ok=True)
            with output.open("w", encoding="utf-8", newline="") as file:
                write_rows(result, file)
        if chart is not None:
            chart.parent.mkdir(parents=True, exist_ok=True)
            chart.write_text(draw(result), "utf-8")
    except OSError as error:
        raise InvalidInput(f"{error.filename} cannot be written: {error.strerror}") from error
