"""``foreshock score``: the mood of posts, JSON lines in and out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from shared.mention import clean_text
from shared.sentiment import SEEN, Sentiment, sentiment_of

WORDS, WORD_CHARACTERS = 100, 100
"""Words that may mean the brand, and characters of one."""


def score() -> None:
    """Score posts: JSON lines {"id","text"[,"brand","lang"]} on standard input, one answer a line, in order.

    brand may be a word or a list of words that mean the brand; they are masked before
    scoring. A line that is not JSON is answered with an error and costs nothing but itself; a blank one has no answer.
    Always exits 0.
    """
    for line in answers(sys.stdin.buffer):
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def answers(lines: Iterable[bytes]) -> Iterator[str]:
    """An answer for every line that is not blank, in order: one line of JSON in plain ASCII."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json.dumps(_answer(number, line))


def _answer(number: int, line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(line.decode("utf-8", "replace").removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        return _unreadable(f"line {number} is not JSON: {str(error)[:80]}")
    if not isinstance(given, dict):
        return _unreadable(f"line {number} is not a JSON object")
    mood = sentiment_of(clean_text(_text(given.get("text"))), _words(given.get("brand")), _text(given.get("lang")))
    return _told(_name(given.get("id")), mood)


def _told(name: Any, mood: Sentiment) -> dict[str, Any]:
    return {
        "id": name,
        "compound": mood.compound,
        "label": mood.label.value,
        "p_negative": mood.p_negative,
        "scored": mood.scored,
        "lang": mood.language,
        "question": mood.question,
    }


def _unreadable(reason: str) -> dict[str, Any]:
    nothing = {"compound": 0.0, "label": "neutral", "p_negative": 0.0, "scored": False, "lang": "", "question": False}
    return {"id": None, **nothing, "error": reason}


def _name(value: Any) -> Any:
    """The id as it was given, if JSON can say it again."""
    try:
        json.dumps([[value]], allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return value


def _words(brand: Any) -> tuple[str, ...]:
    words = [word for word in (brand if isinstance(brand, list) else [brand]) if isinstance(word, str)]
    return tuple(word[:WORD_CHARACTERS] for word in words[:WORDS] if word.strip())


def _text(value: Any) -> str:
    return value[: 100 * SEEN] if isinstance(value, str) else ""
