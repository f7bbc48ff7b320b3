"""Enrichment: all that is told of one post, its mood, what it wants and what it speaks of.

It is computed where it is needed and never stored, so it can improve without a migration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.intents.intent import NO_INTENT, Intent, intent_of
from shared.intents.lexicon import phrase_lexicon
from shared.intents.themes import ThemeMatch, theme_matches
from shared.sentiment.model import SentimentModel
from shared.sentiment.score import Sentiment, sentiment_and_clean_text


@dataclass(frozen=True, slots=True)
class Enrichment:
    """A post's mood, its intent and its themes; the last two name the words that made them."""

    sentiment: Sentiment
    intent: Intent
    themes: tuple[ThemeMatch, ...]


def enrich(
    text: str,
    words: tuple[str, ...] = (),
    language: str = "",
    *,
    lexicon: Mapping[str, float] | None = None,
    model: SentimentModel | None = None,
) -> Enrichment:
    """All that can be told of ``text``; ``words`` mean the brand, ``language`` is the channel's field.

    ``lexicon`` holds a brand's own words with their valence, ``model`` is its own model, as
    :func:`shared.sentiment.score.sentiment_of` takes them. A post in a language that cannot be
    scored has no intent and no theme either.

    >>> told = enrich("My kettle caught fire and you keep ignoring me. Do I get a refund?")
    >>> told.intent.kind, told.intent.question, [match.theme.value for match in told.themes]
    (<IntentKind.COMPLAINT: 'complaint'>, True, ['safety', 'billing', 'service'])
    """
    mood, cleaned = sentiment_and_clean_text(text, words, language, lexicon=lexicon, model=model)
    if not mood.scored:
        return Enrichment(mood, NO_INTENT, ())
    reading = phrase_lexicon().read(cleaned)
    return Enrichment(mood, intent_of(reading, mood.p_negative), theme_matches(reading))
