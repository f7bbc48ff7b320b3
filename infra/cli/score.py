"""``foreshock score``: the mood of posts, JSON lines in and out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from shared.mention import clean_text
from shared.sentiment import sentiment_of


def score() -> None:
    """Score posts: JSON lines {"id","text"[,"brand","lang"]} on standard input, one answer a line, in order.

    brand may be a word or a list of words that mean the brand; they are masked before
    scoring. A line that is not JSON is answered with an error and costs nothing but itself.
    """
    for answer in scored(sys.stdin.buffer):
        sys.stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def scored(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """An answer for every line that is not blank."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _answer(number, line)


def _answer(number: int, line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        return _unreadable(None, f"line {number} is not JSON: {str(error)[:80]}")
    if not isinstance(given, dict):
        return _unreadable(None, f"line {number} is not a JSON object")
    text = given.get("text")
    mood = sentiment_of(clean_text(text if isinstance(text, str) else ""), _words(given), _text(given.get("lang")))
    return {
        "id": given.get("id"),
        "compound": mood.compound,
        "label": mood.label.value,
        "p_negative": mood.p_negative,
        "scored": mood.scored,
        "lang": mood.language,
        "question": mood.question,
    }


def _words(given: dict[str, Any]) -> tuple[str, ...]:
    brand = given.get("brand")
    words = brand if isinstance(brand, list) else [brand]
    return tuple(word for word in words if isinstance(word, str) and word.strip())


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _unreadable(name: object, reason: str) -> dict[str, Any]:
    return {
        "id": name,
        "compound": 0.0,
        "label": "neutral",
        "p_negative": 0.0,
        "scored": False,
        "lang": "",
        "question": False,
        "error": reason,
    }
