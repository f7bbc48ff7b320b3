"""Quality and speed of intents and themes: ``python -m tests.benchmarks intent``.

On the labelled posts of ``tests/labelled``. ``python -m tests.benchmarks.intent
docs/intents-and-themes.md`` (``make intents``) writes the confusion tables.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from infra.training.report import auc
from shared.domain.mentions.theme import Theme
from shared.enrichment import enrich
from shared.intents.intent import IntentKind, intent_of
from shared.intents.lexicon import FILES, FOLDER, parse_lexicon, phrase_lexicon
from shared.intents.themes import theme_matches
from tests.benchmarks.__main__ import Figure
from tests.benchmarks.cpu_time import total_seconds
from tests.labelled_posts import (
    LabelledPost,
    complaint_scores,
    f1,
    intent_pairs,
    macro_f1,
    posts,
    question_pairs,
    theme_pairs,
)

TRIES = 15
SLOW_TEXTS = ("a " * 500_000, "fire " * 200_000, "not " * 250_000, "is it down? " * 85_000, "'" * 1_000_000)
"""Texts of one megabyte."""

NO_THEME = "none"


def figures() -> list[Figure]:
    """Agreement with people on the test posts, and the CPU time for a post of a hundred characters."""
    found = posts("test")
    right = sum(post.intent == post.enrichment.intent.kind for post in found) / len(found)
    return [
        ("questions, F1 (at least 0.74)", f1(question_pairs(found)), "", None),
        ("purchase intent, macro-F1 (at least 0.70)", macro_f1(intent_pairs(found, IntentKind.PURCHASE)), "", None),
        ("complaints, F1 (at least 0.72)", f1(intent_pairs(found, IntentKind.COMPLAINT)), "", None),
        ("complaint or not, AUC (at least 0.79)", auc(*complaint_scores(found)), "", None),
        ("intents, accuracy", right, "", None),
        ("themes, mean F1", sum(f1(theme_pairs(found, theme)) for theme in Theme) / len(Theme), "", None),
        *_speed([post.text for post in found]),
    ]


def _speed(texts: Sequence[str]) -> Iterator[Figure]:
    hundreds = sum(map(len, texts)) / 100.0
    match = phrase_lexicon().match
    found = [match(text) for text in texts]
    seconds = total_seconds(match, texts, TRIES)
    seconds += total_seconds(lambda one: intent_of(one, 0.5), found, TRIES)
    seconds += total_seconds(theme_matches, found, TRIES)
    lines = [line for name in FILES for line in (FOLDER / name).read_text("utf-8").splitlines()]
    yield "intent and themes, per 100 characters", seconds * 1e6 / hundreds, "us CPU", 25.0
    yield "reading the lexicons once", total_seconds(parse_lexicon, [lines], TRIES) * 1e3, "ms CPU", 40.0
    slowest = max(total_seconds(enrich, [text], tries=1) for text in SLOW_TEXTS)
    yield "the slowest megabyte, sentiment included", slowest, "s CPU", 1.0


def document() -> str:
    """The confusion tables of the test posts, as Markdown."""
    found = posts("test")
    return "\n".join([*_heading(found), *_intents(found), "", *_themes(found), ""])


def _heading(found: Sequence[LabelledPost]) -> list[str]:
    return [
        "# Intents and themes: agreement with people",
        "",
        f"`tests/labelled/test.jsonl` holds {len(found)} posts of all intents and themes, written and labelled",
        "by somebody who had not seen the rules. The rules were made with the posts of `dev.jsonl`.",
        "`make intents` writes this page.",
        "",
        f"Questions, whatever the intent: F1 {f1(question_pairs(found)):.2f}.",
        "",
    ]


def _intents(found: Sequence[LabelledPost]) -> list[str]:
    rows = []
    for kind in IntentKind:
        predicted = [post.enrichment.intent.kind for post in found if post.intent == kind]
        rows.append([kind, *(predicted.count(other) for other in IntentKind), f"{f1(intent_pairs(found, kind)):.2f}"])
    table = _table(["", *IntentKind, "F1"], rows)
    return ["## Intents", "", "Rows: what people say. Columns: what the rules say.", "", *table]


def _themes(found: Sequence[LabelledPost]) -> list[str]:
    rows = []
    for theme in Theme:
        pairs = theme_pairs(found, theme)
        both, predicted, actual = (sum(x) for x in zip(*((a and b, b, a) for a, b in pairs), strict=True))
        precision, recall = both / max(predicted, 1), both / max(actual, 1)
        row = [theme.label, actual, predicted, f"{precision:.2f}", f"{recall:.2f}", f"{f1(pairs):.2f}"]
        rows.append([*row, _instead(found, theme)])
    head = ["theme", "posts", "predicted", "precision", "recall", "F1", "predicted instead, where missed"]
    return ["## Themes", "", "A post may have several themes, or none.", "", *_table(head, rows)]


def _instead(found: Sequence[LabelledPost], theme: Theme) -> str:
    """What the rules say of the posts whose theme they miss."""
    times: dict[str, int] = {}
    for post in found:
        predicted = [match.theme.value for match in post.enrichment.themes]
        if theme in post.themes and theme not in predicted:
            for name in [name for name in predicted if name not in post.themes] or [NO_THEME]:
                times[name] = times.get(name, 0) + 1
    ranked = sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in ranked)


def _table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> list[str]:
    lines = [list(map(str, row)) for row in [head, ["-"] * len(head), *rows]]
    return [f"| {' | '.join(line)} |" for line in lines]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), "utf-8")
