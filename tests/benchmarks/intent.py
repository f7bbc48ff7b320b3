"""How well intents and themes are told, and what it costs: ``python -m tests.benchmarks intent``.

On the posts of ``tests/labelled``. ``python -m tests.benchmarks.intent docs/intents-and-themes.md``
(``make intents``) writes the tables of confusion.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from shared.domain.theme import Theme
from shared.enrichment import enrich
from shared.intents.intent import IntentKind, intent_of
from shared.intents.lexicon import FILES, FOLDER, parse_lexicon, phrase_lexicon
from shared.intents.themes import theme_matches
from tests.benchmarks.__main__ import Figure
from tests.labelled_posts import Labelled, auc, f1, intent_pairs, macro, posts, question_pairs, theme_pairs

T = TypeVar("T")
TRIES = 15
HOSTILE = ("a " * 500_000, "fire " * 200_000, "not " * 250_000, "is it down? " * 85_000, "'" * 1_000_000)
NONE = "none"


def figures() -> list[Figure]:
    """Agreement with people on the test posts, and microseconds for a post of a hundred characters."""
    found = posts("test")
    complaints = [(post.intent == IntentKind.COMPLAINT, post.enrichment.intent.complaint) for post in found]
    return [
        ("questions, F1 (at least 0.74)", f1(question_pairs(found)), "", None),
        ("purchase intent, macro-F1 (at least 0.70)", macro(intent_pairs(found, IntentKind.PURCHASE)), "", None),
        ("complaints, F1 (at least 0.72)", f1(intent_pairs(found, IntentKind.COMPLAINT)), "", None),
        ("complaint or not, AUC (at least 0.79)", auc(complaints), "", None),
        (
            "intents, share right",
            sum(post.intent == post.enrichment.intent.kind for post in found) / len(found),
            "",
            None,
        ),
        ("themes, mean F1", sum(f1(theme_pairs(found, theme)) for theme in Theme) / len(Theme), "", None),
        *_costs([post.text for post in found]),
    ]


def _costs(texts: Sequence[str]) -> Iterator[Figure]:
    hundreds = sum(map(len, texts)) / 100.0
    read = phrase_lexicon().match
    readings = [read(text) for text in texts]
    told = _least(texts, read) + _least(readings, lambda one: intent_of(one, 0.5)) + _least(readings, theme_matches)
    lines = [line for name in FILES for line in (FOLDER / name).read_text("utf-8").splitlines()]
    yield "intent and themes, per 100 characters", told * 1e6 / hundreds, "us CPU", 25.0
    yield "reading the lexicons once", _least([lines], parse_lexicon) * 1e3, "ms CPU", 40.0
    worst = max(_least([text], enrich, tries=1) for text in HOSTILE)
    yield "1 MB of the worst, mood and all", worst, "s CPU", 1.0


def _least(things: Sequence[T], work: Callable[[T], object], tries: int = TRIES) -> float:
    """CPU seconds for all of the things, the least of some tries, because others use the machine too."""
    spent = []
    for _ in range(tries):
        begun = time.process_time()
        for thing in things:
            work(thing)
        spent.append(time.process_time() - begun)
    return min(spent)


def document() -> str:
    """The tables of confusion of the test posts, as Markdown."""
    found = posts("test")
    return "\n".join([*_heading(found), *_intents(found), "", *_themes(found), ""])


def _heading(found: Sequence[Labelled]) -> list[str]:
    return [
        "# How intents and themes agree with people",
        "",
        f"`tests/labelled/test.jsonl` holds {len(found)} posts over all intents and themes, written and labelled by",
        "a hand that had not seen the rules; the rules were made on `dev.jsonl`. Made by `make intents`.",
        "",
        f"Asking something, whatever the intent: F1 {f1(question_pairs(found)):.2f}.",
        "",
    ]


def _intents(found: Sequence[Labelled]) -> list[str]:
    rows = []
    for intent in IntentKind:
        told = [post.enrichment.intent.kind for post in found if post.intent == intent]
        rows.append([intent, *(told.count(aim) for aim in IntentKind), f"{f1(intent_pairs(found, intent)):.2f}"])
    table = _table(["", *IntentKind, "F1"], rows)
    return ["## Intents", "", "Rows: what people say; columns: what the rules say.", "", *table]


def _themes(found: Sequence[Labelled]) -> list[str]:
    rows = []
    for theme in Theme:
        pairs = theme_pairs(found, theme)
        both, told, true = (sum(x) for x in zip(*((a and b, b, a) for a, b in pairs), strict=True))
        instead = _instead(found, theme)
        rows.append([theme.said, true, told, f"{both / max(told, 1):.2f}", f"{both / max(true, 1):.2f}"])
        rows[-1] += [f"{f1(pairs):.2f}", instead]
    head = ["theme", "posts", "told", "precision", "recall", "F1", "told instead where missed"]
    return ["## Themes", "", "A post may have several themes, or none.", "", *_table(head, rows)]


def _instead(found: Sequence[Labelled], theme: Theme) -> str:
    """What the rules say of the posts whose theme they miss."""
    times: dict[str, int] = {}
    for post in found:
        told = [match.theme.value for match in post.enrichment.themes]
        if theme in post.themes and theme not in told:
            for name in [name for name in told if name not in post.themes] or [NONE]:
                times[name] = times.get(name, 0) + 1
    ranked = sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in ranked)


def _table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> list[str]:
    lines = [list(map(str, row)) for row in [head, ["-"] * len(head), *rows]]
    return [f"| {' | '.join(line)} |" for line in lines]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), "utf-8")
