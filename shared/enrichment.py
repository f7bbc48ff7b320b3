"""Enrichment: all that is told of one post, its mood, what it wants and what it speaks of.

It is computed where it is needed and never stored, so it can improve without a migration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.intents.intent import SILENT, Intent, intent_of
from shared.intents.lexicon import lexicon
from shared.intents.themes import Topic, topics_of
from shared.sentiment.model import Table
from shared.sentiment.score import Sentiment, sentiment_and_text


@dataclass(frozen=True, slots=True)
class Enrichment:
    """A post's mood, its intent and its themes; the last two name the words that made them."""

    sentiment: Sentiment
    intent: Intent
    themes: tuple[Topic, ...]


def enriched(
    text: str,
    words: tuple[str, ...] = (),
    language: str = "",
    *,
    valences: Mapping[str, float] | None = None,
    table: Table | None = None,
) -> Enrichment:
    """All that can be told of ``text``; ``words`` mean the brand, ``language`` is the channel's field.

    ``valences`` are a brand's own words with their valence, ``table`` its own table, as
    :func:`shared.sentiment.score.sentiment_of` takes them. A post in a language that cannot be
    scored has no intent and no theme either.

    >>> told = enriched("My kettle caught fire and you keep ignoring me. Do I get a refund?")
    >>> told.intent.aim, told.intent.question, [topic.theme.value for topic in told.themes]
    (<Aim.COMPLAINT: 'complaint'>, True, ['safety', 'billing', 'service'])
    """
    mood, cleaned = sentiment_and_text(text, words, language, lexicon=valences, table=table)
    if not mood.scored:
        return Enrichment(mood, SILENT, ())
    reading = lexicon().read(cleaned)
    return Enrichment(mood, intent_of(reading, mood.p_negative), topics_of(reading))
