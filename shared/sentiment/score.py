"""Sentiment of one post: its text in, its compound score, its probability of being negative and its label out.

It is computed when it is needed and never stored, so it can improve without a migration.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from shared.intents.intent import NO_INTENT, Intent, Judgement, judge
from shared.intents.phrase_rule import PhraseMatches
from shared.sentiment.brand_context import BrandContext, PostText
from shared.sentiment.crisis_lexicon import lexicon_with
from shared.sentiment.features import features_of_all
from shared.sentiment.language import is_english, language_of
from shared.sentiment.model import Probabilities, SentimentModel, default_model
from shared.sentiment.parsed_post import ParsedPost, parse_posts

LANGUAGE_CHARACTERS = 4_000
"""The language and a question are looked for in so many characters."""

CLEAR_PRAISE = 1.0
"""Log-odds: praise that leads the other intents by so much can outweigh a negative label."""

_PLACEHOLDER = re.compile(r"\s*\[\s*(?:deleted|removed|unavailable|redacted)(?: by \w+)?\s*\]\s*", re.IGNORECASE)
"""What networks show where a post was."""

_QUESTION = re.compile(r"\?(?:\s|$|[\"')\]!?])")


class Label(StrEnum):
    """The class of a post."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Sentiment(NamedTuple):
    """The sentiment of a post.

    ``compound`` is VADER's score of the cleaned text, from -1 to 1. ``p_negative`` is the probability, from
    0 to 1, that people call the post negative. ``label`` is the most likely class. A post that is not in
    English is not ``scored``: its label is neutral and both numbers are 0. ``question``: a question mark
    ends a sentence or a quote.
    """

    compound: float
    p_negative: float
    label: Label
    scored: bool
    language: str
    question: bool


NOT_A_POST = Sentiment(0.0, 0.0, Label.NEUTRAL, scored=False, language="", question=False)
"""The sentiment of a placeholder."""


def sentiment_of(
    text: str,
    brand_words: tuple[str, ...] = (),
    language: str = "",
    *,
    lexicon: Mapping[str, float] | None = None,
    model: SentimentModel | None = None,
) -> Sentiment:
    """The sentiment of ``text``, with the words in ``brand_words`` masked; ``language`` is the channel's field.

    ``lexicon`` holds a brand's own words and phrases, each with a valence from -4 to 4. ``model`` is used
    instead of the default model. Takes any string and reads its first 16,384 characters, so no text can
    delay the others.

    >>> sentiment = sentiment_of("The kettle is broken and support is useless!")
    >>> sentiment.label, sentiment.scored
    (<Label.NEGATIVE: 'negative'>, True)
    >>> sentiment_of("Best Buy opens at 9", ("Best Buy",)).compound
    0.0
    """
    brand = BrandContext(brand_words, lexicon or {}, model)
    return judge_posts([PostText(text, language, brand)])[0].sentiment


class JudgedPost(NamedTuple):
    """The sentiment and the intent of a post, and the phrases in it; there are none if it is not scored."""

    sentiment: Sentiment
    intent: Intent
    matches: PhraseMatches | None


def judge_posts(posts: Sequence[PostText]) -> list[JudgedPost]:
    """What :func:`sentiment_of` gives for each post, with the intents and the phrases that show intents and themes.

    Sentiment and intent agree: where the phrases of praise outweigh the model's negative label, the post is
    positive, and a post with a negative label is no praise. Each stage takes all posts before the next one
    begins: what a stage needs stays in the processor's cache, which saves an eighth of the time.
    """
    unscored = [_unscored(post) for post in posts]
    scored = _scored([(post, found) for post, found in zip(posts, unscored, strict=True) if found.scored])
    return [next(scored) if found.scored else JudgedPost(found, NO_INTENT, None) for found in unscored]


def _unscored(post: PostText) -> Sentiment:
    """What is known before a post is scored, and whether it is to be ``scored`` at all."""
    beginning = post.text[:LANGUAGE_CHARACTERS]
    if _PLACEHOLDER.fullmatch(post.text):
        return NOT_A_POST
    detected = language_of(beginning, post.language, post.brand.words)
    question = _QUESTION.search(beginning) is not None
    return Sentiment(0.0, 0.0, Label.NEUTRAL, is_english(detected), detected, question)


def _scored(posts: Sequence[tuple[PostText, Sentiment]]) -> Iterator[JudgedPost]:
    parsed = parse_posts([(post.text, post.brand.words, lexicon_with(post.brand.lexicon)) for post, _ in posts])
    features = features_of_all(parsed)
    models = [post.brand.model or default_model() for post, _ in posts]
    probabilities = [model.probabilities(slots) for model, slots in zip(models, features, strict=True)]
    p_negative = [model.p_negative(one) for model, one in zip(models, probabilities, strict=True)]
    judged = [judge(post.matches, one, link=post.link) for post, one in zip(parsed, p_negative, strict=True)]
    return map(_judged, parsed, p_negative, map(label_of, probabilities), judged, [found for _, found in posts])


def _judged(post: ParsedPost, p_negative: float, label: Label, judgement: Judgement, found: Sentiment) -> JudgedPost:
    if label is Label.NEGATIVE and judgement.praise_lead() >= CLEAR_PRAISE:
        odds = math.log(max(p_negative, 1e-9) / max(1.0 - p_negative, 1e-9)) - judgement.praise_lead()
        if odds < 0.0:
            p_negative, label = 1.0 / (1.0 + math.exp(-odds)), Label.POSITIVE
    compound, scored = round(post.vader_scores.compound, 4), True
    sentiment = Sentiment(compound, round(p_negative, 4), label, scored, found.language, found.question)
    return JudgedPost(sentiment, judgement.intent(negative=label is Label.NEGATIVE), post.matches)


def label_of(probabilities: Probabilities) -> Label:
    """The most likely class; neutral if two are equally likely."""
    if probabilities.negative > max(probabilities.neutral, probabilities.positive):
        return Label.NEGATIVE
    return (
        Label.POSITIVE if probabilities.positive > max(probabilities.neutral, probabilities.negative) else Label.NEUTRAL
    )
