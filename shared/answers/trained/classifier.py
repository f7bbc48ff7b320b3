"""How much a sentence looks like a breach of a rule: three logistic regressions, trained on labelled answers.

A sentence has its words and lists (:mod:`shared.answers.trained.features`), and what the rules found in it.
``weights.tsv`` is made by ``python -m infra.training.replies``. It is read with the first draft that is checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from math import sqrt
from pathlib import Path
from types import MappingProxyType

from shared.answers.breach import Rule
from shared.answers.rules.sentences import Sentence
from shared.answers.trained.features import features_of

JUDGED = (Rule.TIME, Rule.BLAME, Rule.PERSONAL)
"""The rules that are learnt, in the order of the columns of the table."""

LEAST = -0.9
"""Log-odds from which on a sentence is a breach. By leaving a third of the writers out."""

SCALE = 64
"""The table has whole numbers: weights times this."""

LONGEST = 6
"""Words that are named as those that weigh most."""

BIAS, FOUND = "bias", "found:"
TABLE = Path(__file__).with_name("weights.tsv")

Weights = Mapping[str, tuple[int, ...]]
"""By feature, the weight for each rule."""


def score(sentence: Sentence, rule: Rule, kinds: Iterable[str] = ()) -> float:
    """The log-odds that the sentence breaks the rule; ``kinds`` are those of what rules found in it."""
    weights, column, nothing = weights_of_table(), JUDGED.index(rule), (0,) * len(JUDGED)
    names = features_of(sentence)
    words = sum([weights.get(name, nothing)[column] for name in names]) / sqrt(len(names) + 1)
    found = sum([weights.get(f"{FOUND}{kind}", nothing)[column] for kind in set(kinds)])
    return (weights[BIAS][column] + words + found) / SCALE


def heaviest_words(sentence: Sentence, rule: Rule) -> str:
    """The words of the sentence, as written, that weigh most: where a person looks first to reword it."""
    tokens, column = sentence.plain.split(), JUDGED.index(rule)
    if not tokens:
        return sentence.text.strip()
    weights, nothing = weights_of_table(), (0,) * len(JUDGED)
    begins = [0]
    for token in tokens:
        begins.append(begins[-1] + len(token) + 1)
    worth = [
        weights.get(f"w:{token}", nothing)[column] + weights.get(f"b:{token} {after}", nothing)[column]
        for token, after in zip(tokens, [*tokens[1:], "$"], strict=True)
    ]
    spans = [(sum(worth[start : start + LONGEST]), -start) for start in range(max(1, len(tokens) - LONGEST + 1))]
    start = -max(spans)[1]
    return sentence.words(begins[start], begins[min(len(tokens), start + LONGEST)] - 1)


@cache
def weights_of_table() -> Weights:
    """The weights by feature, a column for each rule."""
    rows = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("# "))
    return MappingProxyType({name: tuple(map(int, columns)) for name, *columns in rows})
