"""Trains the classifier of answers on labelled drafts and on the templates: ``python -m infra.training.replies``.

A draft is bad if one of its sentences is: of a bad draft the sentence that looks worst so far is learnt as a breach,
of a good one every sentence as none. Like :mod:`infra.training.trainer`, the same bits on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from math import fsum, sqrt
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from infra.training.trainer import exp, shuffled
from shared.answers.lint import sentences_to_learn
from shared.answers.templates import (
    ANY_CONCERN,
    NEXT_BY_MAIL,
    NEXT_ON_PAGE,
    NOT_KNOWN,
    OPENINGS,
    QUESTIONS,
    WITHOUT_WORDS,
)
from shared.answers.trained.classifier import BIAS, SCALE, TABLE
from shared.answers.trained.features import features_of

LABELLED = Path(__file__).parents[2] / "tests" / "labelled"
UNSEEN = "unseen_reply_drafts.jsonl"
WORDS = Path(__file__).parents[2] / "shared" / "answers" / "words"

EPOCHS, RATE, PENALTY = 12, 0.6, 0.03
"""Tuned by leaving one file out."""

STEP, BIAS_STEP = 4.0, 0.1
"""How much faster weights and how much slower the bias moves: a sentence has a hundred features and one bias."""

SMALLEST = 16
"""Weights below this, in whole numbers of the table, are left out."""


class Example(NamedTuple):
    """A draft: the features of each of its sentences, and whether it breaks a rule."""

    sentences: tuple[tuple[str, ...], ...]
    bad: bool


def examples_of(path: Path) -> list[Example]:
    """The drafts of a labelled file; one that only copies another answer teaches nothing."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [_example(row) for row in rows if row.get("breach") != "copy"]


def templates() -> list[Example]:
    """The sentences of the templates, which are good whatever fills them."""
    openings = [*ANY_CONCERN, *QUESTIONS, *WITHOUT_WORDS, *(text for texts in OPENINGS.values() for text in texts)]
    filled = [text.replace("{words}", "it").replace("{about}", "it") for text in openings]
    steps = [text.replace("{place}", "https://acme.example") for text in (*NEXT_BY_MAIL, *NEXT_ON_PAGE)]
    return [_example({"text": text}) for text in (*filled, *steps, *NOT_KNOWN)]


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """The weights by feature: the mean of those after each epoch of the second half."""
    weights, bias, mean, averaged = dict[str, float](), -1.0, dict[str, float](), 0
    for epoch in range(EPOCHS):
        rate = RATE / (1.0 + 0.3 * epoch)
        for position in shuffled(len(examples), epoch):
            example = examples[position]
            for names in _learnt(example, weights, bias):
                step = rate * (float(example.bad) - _probability(_score(names, weights, bias)))
                bias += BIAS_STEP * step
                for name in names:
                    old = weights.get(name, 0.0) * (1.0 - rate * PENALTY)
                    weights[name] = old + STEP * step / sqrt(len(names) + 1)
        if 2 * epoch >= EPOCHS:
            averaged += 1
            for name, weight in weights.items():
                mean[name] = mean.get(name, 0.0) + weight
    return {BIAS: bias} | {name: weight / averaged for name, weight in mean.items()}


def table_of(weights: dict[str, float]) -> str:
    """The lines of the table: whole numbers, the small ones left out."""
    whole = {name: round(SCALE * weight) for name, weight in weights.items()}
    kept = sorted(name for name, weight in whole.items() if name == BIAS or abs(weight) >= SMALLEST)
    return f"# {fingerprint()}\n" + "".join(f"{name}\t{whole[name]}\n" for name in kept)


def training_files() -> list[Path]:
    """The labelled files that are learnt from."""
    return sorted(path for path in LABELLED.glob("*reply_drafts.jsonl") if path.name != UNSEEN)


def fingerprint() -> str:
    """Of the labelled drafts, the lists of words and the templates; with another one the table is to be made again."""
    value = 0
    for path in [*training_files(), *sorted(WORDS.glob("*.txt")), WORDS.with_name("templates.py")]:
        value = crc32(path.read_bytes(), value)
    return f"{value:08x}"


def _example(row: dict[str, object]) -> Example:
    facts = row.get("facts") or []
    sentences = sentences_to_learn(str(row["text"]), list(map(str, facts)) if isinstance(facts, list) else [])
    features = tuple(tuple(features_of(sentence)) for sentence in sentences)
    return Example(features, bool(row.get("bad", row.get("breach"))))


def _learnt(example: Example, weights: dict[str, float], bias: float) -> Iterable[tuple[str, ...]]:
    if example.bad and example.sentences:
        return [max(example.sentences, key=lambda names: _score(names, weights, bias))]
    return example.sentences


def _score(names: Sequence[str], weights: dict[str, float], bias: float) -> float:
    return bias + fsum(weights.get(name, 0.0) for name in names) / sqrt(len(names) + 1)


def _probability(score: float) -> float:
    odds = exp(-abs(score))
    return 1.0 / (1.0 + odds) if score >= 0 else odds / (1.0 + odds)


if __name__ == "__main__":
    drafts = [example for path in training_files() for example in examples_of(path)]
    TABLE.write_text(table_of(fit([*drafts, *templates()])), "utf-8")
