"""A backtest of many files: a table with a line for each, and their rows and charts beside one another."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from infra.cli.backtest.report import as_json
from infra.cli.backtest.run import Backtest, Settings, run_backtest
from infra.cli.backtest.source import files_of, from_file, printable
from shared.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its path below the folder, and its trial or why there is none."""

    path: Path
    trial: Backtest | None
    refused: str = ""


def backtest_folder(folder: Path, terms: Settings, keep: Callable[[Path, Backtest], None]) -> list[Entry]:
    """Judge every file of a folder; ``keep`` is given each as it is done. A broken file stops no other."""
    files = files_of(folder)
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        return [_entry(path, folder, terms, keep) for path in progress.track(files, description="Judging")]


def table(entries: Sequence[Entry]) -> Iterator[str]:
    """The lines of a table, and what they come to."""
    wide = max(len("file"), *(len(printable(entry.path)) for entry in entries))
    yield f"{'file':{wide}}  {'buckets':>8}  {'days':>6}  {'missing':>7}  {'alerts':>6}  {'told':>5}  {'a week':>6}"
    for entry in entries:
        yield f"{printable(entry.path):{wide}}  {_figures(entry.trial) if entry.trial else 'refused: ' + entry.refused}"
    trials = [entry.trial for entry in entries if entry.trial]
    if trials:
        yield f"{'all':{wide}}  {_total(trials)}"
        buckets, seconds = sum(len(trial.verdicts) for trial in trials), sum(trial.seconds for trial in trials)
        yield f"Detector: {seconds:.2f} s of CPU, {seconds / buckets * 1e6:.0f} microseconds a bucket."


def table_json(entries: Sequence[Entry], price_usd: float) -> str:
    """The same as JSON: an object for each file."""
    return json.dumps([_json(entry, price_usd) for entry in entries])


def _entry(path: Path, folder: Path, terms: Settings, keep: Callable[[Path, Backtest], None]) -> Entry:
    below = path.relative_to(folder)
    try:
        trial = run_backtest(printable(Path(path.stem)), from_file(path, terms.bucket_ms), terms)
    except InvalidInput as error:
        return Entry(below, None, error.message.removeprefix(f"{printable(path)}: "))
    keep(below, trial)
    return Entry(below, trial)


def _json(entry: Entry, price_usd: float) -> dict[str, object]:
    found = as_json(entry.trial, price_usd) if entry.trial else {"refused": entry.refused}
    return {"file": entry.path.as_posix(), **found}


def _figures(trial: Backtest) -> str:
    counts = f"{len(trial.verdicts):>8,}  {trial.days:>6.1f}  {trial.missing:>7,}  {len(trial.alerts):>6,}"
    return f"{counts}  {len(trial.told):>5,}  {trial.told_per_week:>6.2f}"


def _total(trials: Sequence[Backtest]) -> str:
    buckets, days = sum(len(trial.verdicts) for trial in trials), sum(trial.days for trial in trials)
    missing, alerts = sum(trial.missing for trial in trials), sum(len(trial.alerts) for trial in trials)
    told = sum(len(trial.told) for trial in trials)
    rate = told / sum(trial.weeks for trial in trials)
    return f"{buckets:>8,}  {days:>6.1f}  {missing:>7,}  {alerts:>6,}  {told:>5,}  {rate:>6.2f}"
