"""How much a sentence looks like a breach to a logistic regression that was trained on labelled answers.

``weights.tsv`` is made by ``python -m infra.training.replies``. It is read with the first draft that is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import sqrt
from pathlib import Path
from types import MappingProxyType

from shared.answers.rules.sentences import Sentence
from shared.answers.trained.features import features_of

SCALE = 64
"""The table has whole numbers: weights times this."""

LONGEST = 6
"""Words that are named as those that weigh most."""

BIAS = "bias"
TABLE = Path(__file__).with_name("weights.tsv")


def score(sentence: Sentence) -> float:
    """The log-odds of a breach."""
    weights, names = weights_of_table(), features_of(sentence)
    return (weights[BIAS] + sum(weights.get(name, 0) for name in names) / sqrt(len(names) + 1)) / SCALE


def heaviest_words(sentence: Sentence) -> str:
    """The words of the sentence, as written, that weigh most: where a person looks first to reword it."""
    tokens, weights = sentence.plain.split(), weights_of_table()
    if not tokens:
        return sentence.text.strip()
    begins = [0]
    for token in tokens:
        begins.append(begins[-1] + len(token) + 1)
    worth = [weights.get(f"w:{token}", 0) for token in tokens]
    worth = [own + weights.get(f"b:{one} {two}", 0) for own, one, two in zip(worth, tokens, [*tokens[1:], "$"])]  # noqa: B905 - equal lengths
    spans = [(sum(worth[start : start + LONGEST]), -start) for start in range(max(1, len(tokens) - LONGEST + 1))]
    start = -max(spans)[1]
    return sentence.words(begins[start], begins[min(len(tokens), start + LONGEST)] - 1)


@cache
def weights_of_table() -> Mapping[str, int]:
    """The weights by feature."""
    rows = (line.rsplit("\t", 1) for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("# "))
    return MappingProxyType({name: int(weight) for name, weight in rows})
