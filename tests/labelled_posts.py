"""The labelled posts of ``tests/labelled``, what the rules say of them, and measures of agreement.

The rules were made with ``dev.jsonl`` and ``drafts.jsonl``. ``test.jsonl`` was written
by somebody who had not seen them; it is only used for measuring.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shared.enrichment import Enrichment, enrich
from shared.intents.intent import IntentKind

FOLDER = Path(__file__).with_name("labelled")

Pairs = Sequence[tuple[bool, bool]]
"""For each post whether it has a label in truth, and whether the rules give it the label."""


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """A post, the labels a person gave it, and what the rules say."""

    id: str
    text: str
    themes: frozenset[str]
    intent: str
    question: bool
    sentiment: str
    enrichment: Enrichment


@cache
def posts(name: str) -> tuple[LabelledPost, ...]:
    """The posts of one file, ``dev`` or ``test``."""
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return tuple(_post(json.loads(line)) for line in lines)


def theme_pairs(found: Iterable[LabelledPost], theme: str) -> Pairs:
    """Whether each post has the theme, in truth and by the rules."""
    return [(theme in post.themes, theme in {t.theme.value for t in post.enrichment.themes}) for post in found]


def intent_pairs(found: Iterable[LabelledPost], intent: str) -> Pairs:
    """Whether each post has the intent, in truth and by the rules."""
    return [(post.intent == intent, post.enrichment.intent.kind.value == intent) for post in found]


def question_pairs(found: Iterable[LabelledPost]) -> Pairs:
    """Whether each post asks a question, in truth and by the rules."""
    return [(post.question, post.enrichment.intent.question) for post in found]


def complaint_scores(found: Sequence[LabelledPost]) -> tuple[list[bool], list[float]]:
    """Whether each post is a complaint, and the probability that the rules give it."""
    return [post.intent == IntentKind.COMPLAINT for post in found], [post.enrichment.intent.complaint for post in found]


def f1(pairs: Pairs) -> float:
    """The F1 score: the harmonic mean of precision and recall.

    >>> f1([(True, True), (True, False), (False, True), (False, False)])
    0.5
    """
    both = sum(actual and predicted for actual, predicted in pairs)
    either = sum(actual + predicted for actual, predicted in pairs)
    return 2 * both / either if either else 0.0


def macro_f1(pairs: Pairs) -> float:
    """The mean F1 of a label and of its absence."""
    return (f1(pairs) + f1([(not actual, not predicted) for actual, predicted in pairs])) / 2


def _post(line: dict[str, object]) -> LabelledPost:
    text, themes = str(line["text"]), line["themes"]
    assert isinstance(themes, list)
    return LabelledPost(
        id=str(line["id"]),
        text=text,
        themes=frozenset(map(str, themes)),
        intent=str(line["intent"]),
        question=bool(line["question"]),
        sentiment=str(line["sentiment"]),
        enrichment=enrich(text, language="en"),
    )
