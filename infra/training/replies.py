"""Trains the classifier of answers on labelled drafts and on the templates: ``python -m infra.training.replies``.

For each rule: a draft that breaks it has a sentence that does. The one that looks worst so far is learnt as a breach;
of all other drafts every sentence as none. Like :mod:`infra.training.trainer`, the same bits on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import fsum, sqrt
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from infra.training.trainer import exp, shuffled
from shared.answers.breach import Rule
from shared.answers.lint import VERBATIM, checked
from shared.answers.templates import (
    ANY_CONCERN,
    NEXT_BY_MAIL,
    NEXT_ON_PAGE,
    NOT_KNOWN,
    OPENINGS,
    QUESTIONS,
    WITHOUT_WORDS,
)
from shared.answers.trained.classifier import BIAS, FOUND, JUDGED, SCALE, TABLE
from shared.answers.trained.features import features_of

LABELLED = Path(__file__).parents[2] / "tests" / "labelled"
NOT_LEARNT = ("set_aside_reply_drafts.jsonl", "second_set_aside_reply_drafts.jsonl", "unseen_reply_drafts.jsonl")
WORDS = Path(__file__).parents[2] / "shared" / "answers" / "words"
CONTACT = "help@acme.example"

EPOCHS, RATE, PENALTY = 16, 0.6, 0.0001
"""Tuned by leaving a third of the writers out."""

STEP, BIAS_STEP, FOUND_STEP = 12.0, 0.1, 0.5
"""How much faster weights and how much slower the bias moves: a sentence has a hundred features and one bias."""

SMALLEST = 64
"""Weights below this, in whole numbers of the table, are left out."""


class Features(NamedTuple):
    """A sentence: the features of its words, and what else is known of it."""

    words: tuple[str, ...]
    found: tuple[str, ...]


class Example(NamedTuple):
    """A draft: its sentences, whether it breaks a rule, and which; a bad one without a known rule teaches nothing."""

    sentences: tuple[Features, ...]
    bad: bool
    rule: str = ""


class _Indexed(NamedTuple):
    """A sentence by the places of its weights; ``share`` is the value of each feature of its words."""

    words: list[int]
    found: list[int]
    share: float


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


def fit(examples: Sequence[Example], rule: Rule) -> dict[str, float]:
    """The weights by feature for one rule: the mean of those after each epoch of the second half."""
    taught = [example for example in examples if example.rule or not example.bad]
    places = _places(taught)
    drafts = [[_indexed(sentence, places) for sentence in example.sentences] for example in taught]
    weights, total = [0.0] * len(places), [0.0] * len(places)
    weights[places[BIAS]] = -1.0
    for epoch in range(EPOCHS):
        rate = RATE / (1.0 + 0.3 * epoch)
        for position in shuffled(len(taught), epoch):
            is_breach = taught[position].rule == rule
            for sentence in _learnt(drafts[position], weights, is_breach=is_breach):
                _learn(sentence, weights, rate * (float(is_breach) - _probability(_score(sentence, weights))), rate)
        if 2 * epoch >= EPOCHS:
            total = [before + weight for before, weight in zip(total, weights, strict=True)]
    averaged = EPOCHS - (EPOCHS + 1) // 2
    return {name: total[place] / averaged for name, place in places.items()}


def score_of(sentence: Features, weights: Mapping[str, float]) -> float:
    """The log-odds that a sentence breaks the rule of these weights."""
    words = fsum([weights.get(name, 0.0) for name in sentence.words]) / sqrt(len(sentence.words) + 1)
    return weights[BIAS] + words + fsum([weights.get(name, 0.0) for name in sentence.found])


def table_of(columns: Mapping[Rule, Mapping[str, float]]) -> str:
    """The lines of the table: whole numbers, a column for each rule; features whose weights are small are left out."""
    names = sorted({name for weights in columns.values() for name in weights})
    rows = {name: [round(SCALE * columns[rule].get(name, 0.0)) for rule in JUDGED] for name in names}
    kept = [name for name in names if name == BIAS or max(map(abs, rows[name])) >= SMALLEST]
    return f"# {fingerprint()}\n" + "".join("\t".join([name, *map(str, rows[name])]) + "\n" for name in kept)


def training_files() -> list[Path]:
    """The labelled files that are learnt from."""
    return sorted(path for path in LABELLED.glob("*reply_drafts.jsonl") if path.name not in NOT_LEARNT)


def fingerprint() -> str:
    """Of the labelled drafts, the lists of words and the templates; with another one the table is to be made again."""
    value = 0
    for path in [*training_files(), *sorted(WORDS.glob("*.txt")), WORDS.with_name("templates.py")]:
        value = crc32(path.read_bytes(), value)
    return f"{value:08x}"


def _example(row: Mapping[str, object]) -> Example:
    facts = row.get("facts") or []
    sentences = checked(str(row["text"]), list(map(str, facts)) if isinstance(facts, list) else [], CONTACT)
    features = tuple(
        Features(tuple(features_of(each.sentence)), tuple(sorted(f"{FOUND}{kind}" for kind in each.evidence)))
        for each in sentences
        if VERBATIM not in each.evidence
    )
    return Example(features, bool(row.get("bad", row.get("breach"))), str(row.get("breach") or ""))


def _places(examples: Iterable[Example]) -> dict[str, int]:
    """A place for the bias, which is the first, and for each feature."""
    names = {BIAS: 0}
    for example in examples:
        for sentence in example.sentences:
            for name in (*sentence.words, *sentence.found):
                names.setdefault(name, len(names))
    return names


def _indexed(sentence: Features, places: Mapping[str, int]) -> _Indexed:
    share = 1.0 / sqrt(len(sentence.words) + 1)
    return _Indexed([places[name] for name in sentence.words], [places[name] for name in sentence.found], share)


def _score(sentence: _Indexed, weights: Sequence[float]) -> float:
    words = fsum([weights[place] for place in sentence.words]) * sentence.share
    return weights[0] + words + fsum([weights[place] for place in sentence.found])


def _learnt(sentences: Sequence[_Indexed], weights: Sequence[float], *, is_breach: bool) -> Sequence[_Indexed]:
    return [max(sentences, key=lambda each: _score(each, weights))] if is_breach and sentences else sentences


def _learn(sentence: _Indexed, weights: list[float], step: float, rate: float) -> None:
    weights[0] += BIAS_STEP * step
    shrunk, share = 1.0 - rate * PENALTY, STEP * step * sentence.share
    for place in sentence.words:
        weights[place] = weights[place] * shrunk + share
    for place in sentence.found:
        weights[place] = weights[place] * shrunk + FOUND_STEP * step


def _probability(log_odds: float) -> float:
    odds = exp(-abs(log_odds))
    return 1.0 / (1.0 + odds) if log_odds >= 0 else odds / (1.0 + odds)


def _all_examples() -> Iterator[Example]:
    for path in training_files():
        yield from examples_of(path)
    yield from templates()


if __name__ == "__main__":
    drafts = list(_all_examples())
    TABLE.write_text(table_of({rule: fit(drafts, rule) for rule in JUDGED}), "utf-8")
