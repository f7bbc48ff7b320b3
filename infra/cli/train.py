"""``foreshock train``: a table of moods from a team's own labelled posts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.training.examples import (
    TENTH,
    Labelled,
    added,
    balanced,
    calibrated,
    checked,
    example,
    kept_out,
    labelled,
    plan_for,
)
from infra.training.report import report
from infra.training.trainer import Example, quantised, trained
from shared.errors import InvalidInput
from shared.mood.table import Table, packed, shipped

FILE = 'JSON lines {"text","label"[,"brand"]}; label is neg, neu or pos, or negative, neutral or positive.'
OUT = "Where the table is written."
SHOWN = TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()


def train(
    file: Annotated[Path, typer.Argument(help=FILE, metavar="LABELLED.jsonl")],
    *,
    out: Annotated[Path, typer.Option(help=OUT, metavar="TABLE")] = Path("mood.table"),
) -> None:
    """Train a table on your own labelled posts, for `foreshock score --table` and a brand's settings.

    It starts from the table that ships and learns what is different here: some sixty posts help already.
    A tenth of the posts is kept out; accuracy, macro-F1 and AUC on it are printed, and p_negative
    is fitted to it. The same posts give the same bytes on every machine. Needs no library beside Foreshock.

    Exit codes: 0 = written; 1 = refused (a line that cannot be taken is named); 2 = wrong call.
    """
    posts = checked(_read(file))
    with Progress(*SHOWN, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bars:
        table, unseen = _trained(posts, bars)
    try:
        out.write_bytes(packed(replace(table, name=f"{len(posts)} posts of {file.name}"[:200])))
    except OSError as error:
        raise InvalidInput(f"{out} cannot be written: {error.strerror}") from error
    told = report(table, unseen)
    sys.stdout.write(
        f"{out}: trained on {len(posts) - len(unseen):,} posts; on {told.posts:,} others accuracy {told.accuracy:.3f}, "
        f"macro-F1 {told.macro_f1:.3f}, AUC for negative {told.auc:.3f}\n"
    )


def _read(file: Path) -> list[Labelled]:
    try:
        with file.open("rb") as lines:
            return list(labelled(lines))
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}") from error


def _trained(posts: Sequence[Labelled], bars: Progress) -> tuple[Table, list[Example]]:
    """The table, and the examples that it has not seen (every tenth post where texts decide for none)."""
    reading = bars.track(posts, description="reading")
    examples = [(kept_out(post), example(post)) for post in reading]
    unseen = [one for out, one in examples if out] or [one for _, one in examples[::TENTH]]
    seen = balanced([one for out, one in examples if not out], shipped())
    plan = plan_for(len(seen))
    task = bars.add_task("training", total=plan.passes)
    learned = trained(seen, plan, lambda: bars.advance(task))
    return calibrated(quantised(added(learned, shipped())), unseen), unseen
