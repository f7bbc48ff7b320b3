"""The labelled posts of ``tests/labelled``, what the rules say of them, and how well that agrees.

``dev.jsonl`` and ``drafts.jsonl`` are what the rules were made on; ``test.jsonl`` was
written by another hand that had not seen them, and is only ever counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shared.enrichment import Enrichment, enrich

FOLDER = Path(__file__).with_name("labelled")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A post, what a person says of it, and what the rules say."""

    id: str
    text: str
    themes: frozenset[str]
    intent: str
    question: bool
    sentiment: str
    enrichment: Enrichment


@cache
def posts(name: str) -> tuple[Labelled, ...]:
    """The posts of one file, ``dev`` or ``test``."""
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return tuple(_labelled(json.loads(line)) for line in lines)


def f1(pairs: Iterable[tuple[bool, bool]]) -> float:
    """The F1 of (true, told) pairs: of what is so and what is said to be so, how much is both.

    >>> f1([(True, True), (True, False), (False, True), (False, False)])
    0.5
    """
    found = list(pairs)
    both = sum(true and told for true, told in found)
    either = sum(true + told for true, told in found)
    return 2 * both / either if either else 0.0


def auc(pairs: Sequence[tuple[bool, float]]) -> float:
    """How often a true one scores above another, ties half (Mann and Whitney).

    >>> auc([(True, 0.9), (False, 0.1), (True, 0.1), (False, 0.0)])
    0.875
    """
    true, other = ([score for label, score in pairs if label is wanted] for wanted in (True, False))
    above = sum((a > b) + (a == b) / 2 for a in true for b in other)
    return above / (len(true) * len(other))


def theme_pairs(found: Iterable[Labelled], theme: str) -> list[tuple[bool, bool]]:
    """Whether each post has the theme, and whether the rules say so."""
    return [(theme in post.themes, theme in {t.theme.value for t in post.enrichment.themes}) for post in found]


def intent_pairs(found: Iterable[Labelled], intent: str) -> list[tuple[bool, bool]]:
    """The same for an intent."""
    return [(post.intent == intent, post.enrichment.intent.kind.value == intent) for post in found]


def question_pairs(found: Iterable[Labelled]) -> list[tuple[bool, bool]]:
    """Whether each post asks something, and whether the rules say so."""
    return [(post.question, post.enrichment.intent.question) for post in found]


def macro(pairs: Sequence[tuple[bool, bool]]) -> float:
    """The mean F1 of a label and of its absence."""
    return (f1(pairs) + f1([(not true, not told) for true, told in pairs])) / 2


def _labelled(line: dict[str, object]) -> Labelled:
    text, themes = str(line["text"]), line["themes"]
    assert isinstance(themes, list)
    return Labelled(
        id=str(line["id"]),
        text=text,
        themes=frozenset(map(str, themes)),
        intent=str(line["intent"]),
        question=bool(line["question"]),
        sentiment=str(line["sentiment"]),
        enrichment=enrich(text, language="en"),
    )
