"""Backtests every CSV file of a folder and reports them in a table or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from infra.cli.backtest.json_report import as_json
from infra.cli.backtest.run import Backtest, Settings, run_backtest
from infra.cli.backtest.source import files_of, from_file, printable
from infra.cli.windows_file import WindowFiles
from shared.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: its path below the folder, and its backtest or the error."""

    path: Path
    backtest: Backtest | None
    error: str = ""


def backtest_folder(
    folder: Path, settings: Settings, windows: WindowFiles, write: Callable[[Path, Backtest], None]
) -> list[Entry]:
    """Backtest every file of a folder and pass each to ``write``; an invalid file does not stop the others."""
    files = files_of(folder)
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        return [
            _entry(path, folder, settings, windows, write) for path in progress.track(files, description="Backtesting")
        ]


def table(entries: Sequence[Entry]) -> Iterator[str]:
    """The lines of the table, and their totals."""
    wide = max(len("file"), *(len(printable(entry.path)) for entry in entries))
    yield (
        f"{'file':{wide}}  {'buckets':>8}  {'days':>6}  {'missing':>7}  {'alerts':>6}  {'escalations':>11}"
        f"  {'per week':>8}"
    )
    for entry in entries:
        figures = _figures(entry.backtest) if entry.backtest else f"error: {entry.error}"
        yield f"{printable(entry.path):{wide}}  {figures}"
    backtests = [entry.backtest for entry in entries if entry.backtest]
    if backtests:
        yield f"{'all':{wide}}  {_total(backtests)}"
        buckets, seconds = (
            sum(len(backtest.buckets) for backtest in backtests),
            sum(backtest.seconds for backtest in backtests),
        )
        yield f"Detector: {seconds:.2f} s of CPU, {seconds / buckets * 1e6:.0f} microseconds per bucket."


def table_json(entries: Sequence[Entry], price_usd: float) -> str:
    """The table as JSON, with an object for each file."""
    return json.dumps([_json(entry, price_usd) for entry in entries])


def _entry(
    path: Path, folder: Path, settings: Settings, windows: WindowFiles, write: Callable[[Path, Backtest], None]
) -> Entry:
    below = path.relative_to(folder)
    try:
        series = from_file(path, settings.bucket_ms)
        backtest = run_backtest(printable(Path(path.stem)), series, settings, *windows.of(path.stem))
    except InvalidInput as error:
        return Entry(below, None, error.message.removeprefix(f"{printable(path)}: "))
    write(below, backtest)
    return Entry(below, backtest)


def _json(entry: Entry, price_usd: float) -> dict[str, object]:
    found = as_json(entry.backtest, price_usd) if entry.backtest else {"refused": entry.error}
    return {"file": entry.path.as_posix(), **found}


def _figures(backtest: Backtest) -> str:
    counts = f"{len(backtest.buckets):>8,}  {backtest.days:>6.1f}  {backtest.missing:>7,}  {len(backtest.alerts):>6,}"
    return f"{counts}  {backtest.escalations:>11,}  {backtest.alerts_per_week:>8.2f}"


def _total(backtests: Sequence[Backtest]) -> str:
    buckets, days = sum(len(one.buckets) for one in backtests), sum(one.days for one in backtests)
    missing, alerts = sum(one.missing for one in backtests), sum(len(one.alerts) for one in backtests)
    escalations = sum(one.escalations for one in backtests)
    rate = alerts / sum(one.weeks for one in backtests)
    return f"{buckets:>8,}  {days:>6.1f}  {missing:>7,}  {alerts:>6,}  {escalations:>11,}  {rate:>8.2f}"
