"""``foreshock backtest``: what Foreshock would have told, and when, had it watched a recorded series."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from functions.detect.detectors.signal import COUNT_SIGNALS, Signal
from infra.cli.backtest.chart import draw
from infra.cli.backtest.folder import backtest_folder, table, table_json
from infra.cli.backtest.report import as_json, text_lines, write_rows
from infra.cli.backtest.run import Backtest, Settings, run_backtest
from infra.cli.backtest.sms_cost import PRICE_USD
from infra.cli.backtest.source import from_counters, from_file, printable
from infra.cli.duration import ago_ms, duration_ms
from infra.cli.spinner import spinner
from infra.cli.stack_tables import use_tables
from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS, DAY_MS, MINUTE_MS

PATH = "CSV of timestamp,value; or a folder, of which every CSV is judged."
BUCKET = "Width of a bucket: 5m, 1h, up to 1d. Rows closer together are added up."
ACCEPTED = "False alarms accepted in a week: the threshold."
OUT = "Write timestamp,value,expected,score,alert here; for a folder, a folder."
CHART = "Draw counts, what was normal, and the alerts as SVG here; for a folder, a folder."
BRAND = "Judge the counters of this brand (its id) instead of a file."
SINCE = "With --brand: from how long ago on, or from which date."
SIGNAL = "With --brand: what is counted."
PRICE = "USD for one segment of a text."


def backtest(
    path: Annotated[Path | None, typer.Argument(help=PATH, metavar="[FILE.csv|DIR]")] = None,
    *,
    bucket: Annotated[str, typer.Option(help=BUCKET)] = "5m",
    false_alarms_per_week: Annotated[float, typer.Option(help=ACCEPTED)] = 1.0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUT)] = None,
    chart: Annotated[Path | None, typer.Option(help=CHART)] = None,
    as_json_: Annotated[bool, typer.Option("--json", help="All that is told as JSON on standard output.")] = False,
    brand: Annotated[str, typer.Option(help=BRAND)] = "",
    since: Annotated[str, typer.Option(help=SINCE)] = "30d",
    signal: Annotated[Signal, typer.Option(help=SIGNAL)] = Signal.VOLUME,
    stack: Annotated[str, typer.Option(help="With --brand: name of the deployed stack.")] = "foreshock",
    sms_price: Annotated[float, typer.Option(help=PRICE, min=0)] = PRICE_USD,
) -> None:
    """Judge a recorded series as it would have been judged live, bucket by bucket, and say what would have been told.

    No bucket is judged by what came after it. Times are ISO 8601 (without an offset: UTC) or
    epoch seconds, in order; values are whole numbers. A time without a row was not collected:
    write 0 for silence. The score is the return period as a decimal logarithm of buckets, 0 where nothing is new.

    Exit codes: 0 = judged; 1 = refused (a line that cannot be taken is named); 2 = wrong call.
    """
    if (path is None) == (not brand):
        raise typer.BadParameter("give either a file or folder, or --brand", param_hint="FILE.csv")
    terms = _terms(bucket, false_alarms_per_week, signal, counters=bool(brand))
    if path is not None and path.is_dir():
        raise typer.Exit(_folder(path, terms, output, chart, sms_price, as_json=as_json_))
    with spinner("Judging"):
        trial = _from_path(path, terms) if path is not None else _from_brand(brand, terms, since, stack)
    _write(trial, output, chart, path)
    if as_json_:
        typer.echo(json.dumps(as_json(trial, sms_price)))
    else:
        typer.echo("\n".join(text_lines(trial, sms_price)))


def _terms(bucket: str, false_alarms: float, signal: Signal, *, counters: bool) -> Settings:
    bucket_ms = duration_ms(bucket, "--bucket")
    if not MINUTE_MS <= bucket_ms <= DAY_MS:
        raise InvalidInput("--bucket must be from 1m to 1d", field="bucket")
    if counters and bucket_ms != BUCKET_MS:
        raise InvalidInput("--brand is judged in buckets of 5m, as it is live", field="bucket")
    if not 0 < false_alarms < float("inf"):
        raise InvalidInput("--false-alarms-per-week must be more than 0, such as 0.25, 1 or 4", field="false-alarms")
    if not signal.counts:
        raise InvalidInput(f"--signal {signal.value} is no plain count: {', '.join(COUNT_SIGNALS)} are", field="signal")
    return Settings(bucket_ms, false_alarms, signal if counters else Signal.VOLUME)


def _from_path(path: Path, terms: Settings) -> Backtest:
    return run_backtest(printable(Path(path.stem)), from_file(path, terms.bucket_ms), terms)


def _from_brand(brand: str, terms: Settings, since: str, stack: str) -> Backtest:
    now_ms = clock_ms()
    since_ms = ago_ms(since, "--since", now_ms)
    use_tables(stack)
    return run_backtest(brand, from_counters(brand, terms.signal, since_ms, now_ms), terms)


def clock_ms() -> int:
    """The time now, epoch milliseconds."""
    return time.time_ns() // 1_000_000


def _folder(
    folder: Path, terms: Settings, output: Path | None, chart: Path | None, price: float, *, as_json: bool
) -> int:
    """Judge a folder; the exit code is 1 if a file of it was refused."""
    for given in (output, chart):
        if given is not None and given.resolve().is_relative_to(folder.resolve()):
            raise InvalidInput(f"{printable(given)} is in the input folder; write somewhere else", field="output")

    def keep(below: Path, trial: Backtest) -> None:
        _write(trial, output and output / below, chart and (chart / below).with_suffix(".svg"), folder / below)

    entries = backtest_folder(folder, terms, keep)
    typer.echo(table_json(entries, price) if as_json else "\n".join(table(entries)))
    return int(any(entry.refused for entry in entries))


def _write(trial: Backtest, output: Path | None, chart: Path | None, read: Path | None) -> None:
    """Write what was asked for, never over what was read."""
    for given in (output, chart):
        if given is not None and read is not None and given.resolve() == read.resolve():
            raise InvalidInput(f"{printable(given)} is the input file; write somewhere else", field="output")
    try:
        if output is not None:
            output.parent.mkdir(parents=True, exist_ok=True)
            with output.open("w", encoding="utf-8", newline="") as file:
                write_rows(trial, file)
        if chart is not None:
            chart.parent.mkdir(parents=True, exist_ok=True)
            chart.write_text(draw(trial), "utf-8")
    except OSError as error:
        raise InvalidInput(f"{error.filename} cannot be written: {error.strerror}") from error
