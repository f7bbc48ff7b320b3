"""Enrichment: the text of one post in, its sentiment, its intent and its themes out.

It is computed when it is needed and never stored, so it can improve without a migration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shared.intents.intent import Intent
from shared.intents.themes import ThemeMatch, theme_matches
from shared.sentiment.brand_context import BrandContext, PostText
from shared.sentiment.model import SentimentModel
from shared.sentiment.score import Sentiment, judge_posts

TOGETHER = 32
"""Posts that go through a stage together: what they need fits into a processor's cache."""


class Enrichment(NamedTuple):
    """A post's sentiment, its intent and its themes; the last two name the phrases that show them."""

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
    """The sentiment, intent and themes of ``text``; ``words`` mean the brand, ``language`` is the channel's field.

    ``lexicon`` holds a brand's own words with their valence, ``model`` is its own model, as
    :func:`shared.sentiment.score.sentiment_of` takes them. A post in a language that cannot be
    scored has no intent and no themes.

    >>> found = enrich("My kettle caught fire and you keep ignoring me. Do I get a refund?")
    >>> found.intent.kind, found.intent.question, [match.theme.value for match in found.themes]
    (<IntentKind.COMPLAINT: 'complaint'>, True, ['safety', 'billing', 'service'])
    """
    return enrich_all([PostText(text, language, BrandContext(words, lexicon or {}, model))])[0]


def enrich_all(posts: Sequence[PostText]) -> list[Enrichment]:
    """The same for many posts, which takes less time than one by one."""
    found: list[Enrichment] = []
    for start in range(0, len(posts), TOGETHER):
        for sentiment, intent, matches in judge_posts(posts[start : start + TOGETHER]):
            found.append(Enrichment(sentiment, intent, theme_matches(matches) if matches is not None else ()))
    return found
