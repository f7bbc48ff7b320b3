"""Scoring of posts: lines of JSON with a text in, lines of JSON with its sentiment, intent and themes out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from infra.json_lines import brand_words, json_object
from shared.domain.errors import InvalidInput
from shared.domain.text import clean_text
from shared.enrichment import Enrichment, enrich
from shared.intents.intent import NO_INTENT
from shared.sentiment.cleaning import MAX_CHARACTERS
from shared.sentiment.model import SentimentModel
from shared.sentiment.score import Label, Sentiment


def answer_stdin(model: SentimentModel | None = None, *, explain: bool = False) -> None:
    """Write an answer to standard output for every line of standard input."""
    try:
        for line in answers(sys.stdin.buffer, model, explain=explain):
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader stopped reading, as `head` does. What Python would write at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def answers(lines: Iterable[bytes], model: SentimentModel | None = None, *, explain: bool = False) -> Iterator[str]:
    """An answer for every line that is not blank, in order: one line of JSON in plain ASCII."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json.dumps(_answer(number, line, model, explain=explain))


def _answer(number: int, line: bytes, model: SentimentModel | None, *, explain: bool) -> dict[str, Any]:
    try:
        post = json_object(number, line)
    except InvalidInput as error:
        return _error_answer(error.message)
    text, words = clean_text(_text(post.get("text"))), brand_words(post.get("brand"))
    enrichment = enrich(text, words, _text(post.get("lang")), model=model)
    answer = _fields(_serialisable_id(post.get("id")), enrichment)
    return answer | {"why": _why(text, words, enrichment.sentiment, model)} if explain else answer


def _fields(post_id: Any, enrichment: Enrichment) -> dict[str, Any]:
    sentiment, intent = enrichment.sentiment, enrichment.intent
    return {
        "id": post_id,
        "compound": sentiment.compound,
        "label": sentiment.label.value,
        "p_negative": sentiment.p_negative,
        "scored": sentiment.scored,
        "lang": sentiment.language,
        "question": intent.question,
        "intent": intent.kind.value,
        "intent_why": intent.why,
        "complaint": intent.complaint,
        "themes": [{"theme": match.theme.value, "why": match.why} for match in enrichment.themes],
    }


def _why(text: str, words: tuple[str, ...], sentiment: Sentiment, model: SentimentModel | None) -> dict[str, Any]:
    if not sentiment.scored:
        return {"cleaning": [], "words": [], "weights": [], "not_scored": f"its language is {sentiment.language}"}
    from shared.sentiment.explanation import explain  # noqa: PLC0415 - needed only on request

    return asdict(explain(text, words, model=model))


def _error_answer(message: str) -> dict[str, Any]:
    not_scored = Sentiment(0.0, 0.0, Label.NEUTRAL, scored=False, language="", question=False)
    return _fields(None, Enrichment(not_scored, NO_INTENT, ())) | {"error": message}


def _serialisable_id(value: Any) -> Any:
    """The id as it was given, or ``None`` if it cannot be written as JSON."""
    try:
        json.dumps([[value]], allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return value


def _text(value: Any) -> str:
    return value[: 25 * MAX_CHARACTERS] if isinstance(value, str) else ""
