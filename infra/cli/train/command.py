"""``foreshock train``: a team's own labelled posts in, a sentiment model out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.cli.train.brand import CorrectedPosts, corrected_posts, install_model
from infra.training.examples import add_to_base, balance_classes, calibrate, example_of, hyperparameters_for
from infra.training.labelled_posts import HOLD_OUT_EVERY, LabelledPost, check_trainable, is_held_out, read_posts
from infra.training.report import report
from infra.training.trainer import Example, fit, quantise
from shared.domain.errors import InvalidInput
from shared.sentiment.crisis_lexicon import CrisisLexicon, lexicon_with
from shared.sentiment.model import SentimentModel, default_model, serialize

FILE = 'JSON lines {"text","label"[,"brand"]}; label is neg, neu or pos, or negative, neutral or positive.'
BRAND = "Learn from the corrections of this brand's mentions, with its own lexicon; with a file or without one."
INSTALL = "Install the model in the stack and select it in the brand's settings."
STACK = "Name of the deployed stack that watches the brand."
OUT = "Where to write the model."
PROGRESS = TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()


def train(
    file: Annotated[Path | None, typer.Argument(help=FILE, metavar="LABELLED.jsonl", show_default=False)] = None,
    *,
    brand: Annotated[str, typer.Option(help=BRAND)] = "",
    install: Annotated[bool, typer.Option("--install", help=INSTALL)] = False,
    stack: Annotated[str, typer.Option(help=STACK)] = "foreshock",
    out: Annotated[Path, typer.Option(help=OUT, metavar="FILE")] = Path("mood.table"),
) -> None:
    """Train a sentiment model on your own labelled posts, for `foreshock score --model` and a brand's settings.

    It starts from the default model and learns what is different in your posts; about sixty posts
    already help. A tenth of the posts is held out of training: the command prints accuracy, macro-F1
    and AUC on them, and calibrates p_negative with them. The same posts give the same bytes on every
    machine. A model that learns only from mistakes forgets what it knew, so also label posts that
    were right. --brand uses the AWS credentials and region of the environment (AWS_ENDPOINT_URL for
    the local stack).

    Exit codes: 0 = the model was written; 1 = error (the message names a line that is not valid); 2 = usage error.
    """
    _check_options(file, brand, install=install)
    corrected = corrected_posts(brand, stack) if brand else None
    posts = check_trainable([*(_read(file) if file else ()), *(corrected.posts if corrected else ())])
    with Progress(*PROGRESS, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        lexicon = lexicon_with(corrected.brand.lexicon) if corrected else None
        model, held_out = _train(posts, progress, lexicon)
    raw = serialize(model._replace(name=_model_name(len(posts), file, brand)))
    _write(out, raw)
    typer.echo(_result(out, len(posts), model, held_out))
    if corrected:
        typer.echo(_corrections(corrected))
    if install:
        name = install_model(brand, raw)
        typer.echo(f"installed as {name}; within a minute it scores the posts about {brand}")


def _check_options(file: Path | None, brand: str, *, install: bool) -> None:
    if file is None and not brand:
        raise typer.BadParameter("give a file, a brand, or both", param_hint="LABELLED.jsonl or --brand")
    if install and not brand:
        raise typer.BadParameter("needs --brand: the brand that the model is for", param_hint="--install")


def _read(file: Path) -> list[LabelledPost]:
    try:
        with file.open("rb") as lines:
            return list(read_posts(lines))
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}") from error


def _train(
    posts: Sequence[LabelledPost], progress: Progress, lexicon: CrisisLexicon | None
) -> tuple[SentimentModel, list[Example]]:
    """The model, and the examples held out of its training (every tenth, if the texts select none)."""
    reading = progress.track(posts, description="reading")
    examples = [(is_held_out(post), example_of(post, lexicon)) for post in reading]
    held_out = [one for out, one in examples if out] or [one for _, one in examples[::HOLD_OUT_EVERY]]
    seen = balance_classes([one for out, one in examples if not out], default_model())
    parameters = hyperparameters_for(len(seen))
    task = progress.add_task("training", total=parameters.epochs)
    learned = fit(seen, parameters, lambda: progress.advance(task))
    return calibrate(quantise(add_to_base(learned, default_model())), held_out), held_out


def _model_name(count: int, file: Path | None, brand: str) -> str:
    sources = [*([file.name] if file else ()), *([f"{brand}'s corrections"] if brand else ())]
    return f"{count} posts of {' and '.join(sources)}"[:200]


def _write(out: Path, raw: bytes) -> None:
    try:
        out.write_bytes(raw)
    except OSError as error:
        raise InvalidInput(f"{out} cannot be written: {error.strerror}") from error


def _result(out: Path, count: int, model: SentimentModel, held_out: Sequence[Example]) -> str:
    quality = report(model, held_out)
    return (
        f"{out}: trained on {count - len(held_out):,} posts; on {quality.posts:,} others accuracy "
        f"{quality.accuracy:.3f}, macro-F1 {quality.macro_f1:.3f}, AUC for negative {quality.auc:.3f}"
    )


def _corrections(corrected: CorrectedPosts) -> str:
    foreign = f"; {corrected.foreign:,} more are not in English and cannot be used" if corrected.foreign else ""
    return f"{len(corrected.posts):,} of the posts are corrections of {corrected.brand.id}{foreign}"
