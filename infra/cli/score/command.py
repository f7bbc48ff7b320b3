"""``foreshock score``: the sentiment, intent and themes of posts, JSON lines in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from infra.cli.score.answers import answer_stdin
from shared.domain.errors import InvalidInput
from shared.sentiment.model import SentimentModel, deserialize

MODEL = "Use this sentiment model, which `foreshock train` wrote, instead of the default model."
EXPLAIN = "Add the key why: what cleaning changed, which words counted, and what weighed most."

MAX_MODEL_BYTES = 1_000_000
"""So much of a file is read; a model is smaller than a fifth of this."""


def score(
    *,
    model: Annotated[Path | None, typer.Option("--model", "--table", help=MODEL, metavar="FILE")] = None,
    explain: Annotated[bool, typer.Option("--explain", help=EXPLAIN)] = False,
) -> None:
    """Score posts: JSON lines {"id","text"[,"brand","lang"]} on standard input, one answer per line, in order.

    brand may be a word or a list of words that mean the brand; they are masked before
    scoring. A line that is not JSON is answered with an error and the next line is scored as
    usual; a blank line has no answer.

    Exit codes: 0 = every line was answered, or the reader stopped reading; 1 = error (the model cannot be read);
    2 = usage error.
    """
    answer_stdin(read_model(model) if model else None, explain=explain)


def read_model(path: Path) -> SentimentModel:
    """The sentiment model in a file.

    Raises:
        InvalidInput: the file cannot be read or is not a model; the message names it.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_MODEL_BYTES)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from error
    try:
        return deserialize(raw)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.message}") from error
