"""Scores posts: a JSON line with a text goes in, one with its sentiment, intent and themes comes out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from shared.domain.mention import clean_text
from shared.enrichment import Enrichment, enrich
from shared.intents.intent import NO_INTENT
from shared.sentiment.cleaning import MAX_CHARACTERS
from shared.sentiment.model import SentimentModel
from shared.sentiment.score import Label, Sentiment

WORDS, WORD_CHARACTERS = 100, 100
"""Words that may mean the brand, and characters of one."""


def answer_stdin(model: SentimentModel | None = None, *, explain: bool = False) -> None:
    """Write an answer to standard output for every line of standard input."""
    try:
        for line in answers(sys.stdin.buffer, model, explain=explain):
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader went away, as `head` does; what Python would flush at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def answers(lines: Iterable[bytes], model: SentimentModel | None = None, *, explain: bool = False) -> Iterator[str]:
    """An answer for every line that is not blank, in order: one line of JSON in plain ASCII."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json.dumps(_answer(number, line, model, explain=explain))


def _answer(number: int, line: bytes, model: SentimentModel | None, *, explain: bool) -> dict[str, Any]:
    try:
        given = json.loads(line.decode("utf-8", "replace").removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        return _unreadable(f"line {number} is not JSON: {str(error)[:80]}")
    if not isinstance(given, dict):
        return _unreadable(f"line {number} is not a JSON object")
    text, words = clean_text(_text(given.get("text"))), _words(given.get("brand"))
    enrichment = enrich(text, words, _text(given.get("lang")), model=model)
    told = _told(_name(given.get("id")), enrichment)
    return told | {"why": _why(text, words, enrichment.sentiment, model)} if explain else told


def _told(name: Any, enrichment: Enrichment) -> dict[str, Any]:
    mood, intent = enrichment.sentiment, enrichment.intent
    return {
        "id": name,
        "compound": mood.compound,
        "label": mood.label.value,
        "p_negative": mood.p_negative,
        "scored": mood.scored,
        "lang": mood.language,
        "question": intent.question,
        "intent": intent.kind.value,
        "intent_why": intent.why,
        "complaint": intent.complaint,
        "themes": [{"theme": match.theme.value, "why": match.why} for match in enrichment.themes],
    }


def _why(text: str, words: tuple[str, ...], mood: Sentiment, model: SentimentModel | None) -> dict[str, Any]:
    if not mood.scored:
        return {"cleaning": [], "words": [], "weights": [], "not_scored": f"its language is {mood.language}"}
    from shared.sentiment.explanation import explain  # noqa: PLC0415 - needed only on request

    return asdict(explain(text, words, model=model))


def _unreadable(reason: str) -> dict[str, Any]:
    nothing = Sentiment(0.0, 0.0, Label.NEUTRAL, scored=False, language="", question=False)
    return _told(None, Enrichment(nothing, NO_INTENT, ())) | {"error": reason}


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
    return value[: 25 * MAX_CHARACTERS] if isinstance(value, str) else ""
