"""``foreshock train``: a table of moods from a team's own labelled posts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.cli.train.brand import Taught, taught
from infra.cli.train.brand import install as put_into_place
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
from shared.domain.errors import InvalidInput
from shared.sentiment.crisis_lexicon import CrisisLexicon, lexicon_with
from shared.sentiment.model import SentimentModel, default_model, serialize

FILE = 'JSON lines {"text","label"[,"brand"]}; label is neg, neu or pos, or negative, neutral or positive.'
BRAND = "Learn from what people said of this brand's mentions, with its own lexicon, beside the file or without one."
INSTALL = "Put the table into the stack and choose it in the brand's settings."
STACK = "Name of the deployed stack, where the brand is looked up."
OUT = "Where the table is written."
SHOWN = TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()


def train(
    file: Annotated[Path | None, typer.Argument(help=FILE, metavar="LABELLED.jsonl", show_default=False)] = None,
    *,
    brand: Annotated[str, typer.Option(help=BRAND)] = "",
    install: Annotated[bool, typer.Option("--install", help=INSTALL)] = False,
    stack: Annotated[str, typer.Option(help=STACK)] = "foreshock",
    out: Annotated[Path, typer.Option(help=OUT, metavar="TABLE")] = Path("mood.table"),
) -> None:
    """Train a table on your own labelled posts, for `foreshock score --table` and a brand's settings.

    It starts from the table that ships and learns what is different here: some sixty posts help already.
    A tenth of the posts is kept out; accuracy, macro-F1 and AUC on it are printed, and p_negative
    is fitted to it. The same posts give the same bytes on every machine. Needs no library beside Foreshock.
    A table that learns from mistakes alone forgets what it knew: correct mentions that were heard right as well.
    --brand uses the AWS credentials and region of the environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = written; 1 = refused (a line that cannot be taken is named); 2 = wrong call.
    """
    _check(file, brand, install=install)
    known = taught(brand, stack) if brand else None
    posts = checked([*(_read(file) if file else ()), *(known.posts if known else ())])
    with Progress(*SHOWN, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bars:
        table, unseen = _trained(posts, bars, lexicon_with(known.brand.lexicon) if known else None)
    raw = serialize(table._replace(name=_named(len(posts), file, brand)))
    _write(out, raw)
    told = report(table, unseen)
    sys.stdout.write(
        f"{out}: trained on {len(posts) - len(unseen):,} posts; on {told.posts:,} others accuracy {told.accuracy:.3f}, "
        f"macro-F1 {told.macro_f1:.3f}, AUC for negative {told.auc:.3f}\n"
    )
    if known:
        sys.stdout.write(_corrections(known))
    if install:
        name = put_into_place(brand, raw)
        sys.stdout.write(f"installed as {name}, and {brand} is heard with it within a minute\n")


def _check(file: Path | None, brand: str, *, install: bool) -> None:
    if file is None and not brand:
        raise typer.BadParameter("name a file, a brand, or both", param_hint="LABELLED.jsonl or --brand")
    if install and not brand:
        raise typer.BadParameter("needs --brand, to know whose table it is", param_hint="--install")


def _write(out: Path, raw: bytes) -> None:
    try:
        out.write_bytes(raw)
    except OSError as error:
        raise InvalidInput(f"{out} cannot be written: {error.strerror}") from error


def _named(count: int, file: Path | None, brand: str) -> str:
    sources = [*([file.name] if file else ()), *([f"{brand}'s corrections"] if brand else ())]
    return f"{count} posts of {' and '.join(sources)}"[:200]


def _corrections(known: Taught) -> str:
    foreign = f"; {known.foreign:,} more are not in English and teach nothing" if known.foreign else ""
    return f"{len(known.posts):,} of the posts are corrections of {known.brand.id}{foreign}\n"


def _read(file: Path) -> list[Labelled]:
    try:
        with file.open("rb") as lines:
            return list(labelled(lines))
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}") from error


def _trained(
    posts: Sequence[Labelled], bars: Progress, lexicon: CrisisLexicon | None
) -> tuple[SentimentModel, list[Example]]:
    """The table, and the examples that it has not seen (every tenth post where texts decide for none)."""
    reading = bars.track(posts, description="reading")
    examples = [(kept_out(post), example(post, lexicon)) for post in reading]
    unseen = [one for out, one in examples if out] or [one for _, one in examples[::TENTH]]
    seen = balanced([one for out, one in examples if not out], default_model())
    plan = plan_for(len(seen))
    task = bars.add_task("training", total=plan.passes)
    learned = trained(seen, plan, lambda: bars.advance(task))
    return calibrated(quantised(added(learned, default_model())), unseen), unseen
