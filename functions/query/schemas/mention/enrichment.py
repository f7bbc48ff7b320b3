"""The enrichment of a post as clients see it: sentiment, intent and themes, with the words behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.mentions.theme import Theme
from shared.http.fields import Compound, Share
from shared.sentiment.brand_context import BrandContext

if TYPE_CHECKING:
    from shared.enrichment import Enrichment
    from shared.intents.intent import Intent
    from shared.intents.themes import ThemeMatch
    from shared.sentiment.score import Sentiment

LabelName = Literal["negative", "neutral", "positive"]
IntentName = Literal["complaint", "question", "purchase", "praise", "opinion"]
ThemeName = Literal[
    "safety",
    "recall",
    "outage",
    "data_breach",
    "billing",
    "delay",
    "service",
    "discrimination",
    "layoffs",
    "legal",
    "boycott",
    "quality",
]
ReasonWords = Annotated[list[str], Field(description="The words of the post that led to this label")]


class SentimentView(TypedDict):
    """The sentiment of the text; the brand's own names do not count."""

    label: LabelName
    compound: Annotated[Compound, Field(description="VADER's compound, -1 to 1; 0 if not scored")]
    p_negative: Annotated[Share, Field(description="The probability that people call it negative; 0 if not scored")]
    scored: Annotated[bool, Field(description="False if the language cannot be scored")]
    language: Annotated[str, Field(description="Two letters; empty if not known")]


class IntentView(TypedDict):
    """What the author wants."""

    name: IntentName
    question: Annotated[bool, Field(description="It asks a question that needs an answer, whatever its intent")]
    complaint: Annotated[Share, Field(description="The probability that people call it a complaint; 0 if not scored")]
    why: ReasonWords


class ThemeView(TypedDict):
    """One theme of the post; a post may have several, or none."""

    name: ThemeName
    why: ReasonWords


class EnrichmentFields(TypedDict):
    """The enrichment of a post."""

    sentiment: SentimentView
    intent: IntentView
    themes: list[ThemeView]


def enrichment_fields(text: str, context: BrandContext, language: str = "") -> EnrichmentFields:
    """The enrichment of a text, the same that the counters count; the first call loads the lexicons."""
    from shared.enrichment import enrich  # noqa: PLC0415 - most requests need none

    return _enrichment_fields(enrich(text, context.words, language, lexicon=context.lexicon, model=context.model))


def without_words(fields: EnrichmentFields) -> EnrichmentFields:
    """The enrichment without the words of the post that led to it."""
    return EnrichmentFields(
        sentiment=fields["sentiment"],
        intent={**fields["intent"], "why": []},
        themes=[{**theme, "why": []} for theme in fields["themes"]],
    )


def sentiment_label(text: str, context: BrandContext, language: str = "") -> LabelName:
    """The sentiment of a text in one word."""
    from shared.sentiment.score import sentiment_of  # noqa: PLC0415 - most requests need none

    sentiment = sentiment_of(text, context.words, language, lexicon=context.lexicon, model=context.model)
    return sentiment.label.value


def sentiment_stance(text: str, context: BrandContext, language: str = "") -> float:
    """The sentiment of a text as one number, see :func:`functions.query.voices.influence.stance_of`."""
    from functions.query.voices.influence import stance_of  # noqa: PLC0415 - most requests need none
    from shared.sentiment.score import sentiment_of  # noqa: PLC0415 - only what is scored on reading needs it

    found = sentiment_of(text, context.words, language, lexicon=context.lexicon, model=context.model)
    return stance_of(found.label.value, found.p_negative, found.compound)


def praise_in(text: str, context: BrandContext, language: str = "") -> float:
    """How surely and how strongly a text praises, 0 to 1: compound x (1 - p_negative); 0 for a question."""
    from shared.enrichment import enrich  # noqa: PLC0415 - most requests need none

    found = enrich(text, context.words, language, lexicon=context.lexicon, model=context.model)
    intent, sentiment = found.intent, found.sentiment
    if intent.kind.value != "praise" or intent.question or sentiment.label.value != "positive":
        return 0.0
    return max(0.0, sentiment.compound) * (1 - sentiment.p_negative)


def theme_counts(themes: Mapping[str, int]) -> dict[ThemeName, int]:
    """Counts of themes, highest first; an unknown theme is left out."""
    known: dict[ThemeName, int] = {theme.value: themes[theme] for theme in Theme if themes.get(theme, 0) > 0}
    return dict(sorted(known.items(), key=lambda pair: -pair[1]))


def _enrichment_fields(enrichment: Enrichment) -> EnrichmentFields:
    return EnrichmentFields(
        sentiment=_sentiment(enrichment.sentiment),
        intent=_intent(enrichment.intent),
        themes=[_theme(match) for match in enrichment.themes],
    )


def _sentiment(sentiment: Sentiment) -> SentimentView:
    return SentimentView(
        label=sentiment.label.value,
        compound=sentiment.compound,
        p_negative=sentiment.p_negative,
        scored=sentiment.scored,
        language=sentiment.language,
    )


def _intent(intent: Intent) -> IntentView:
    return IntentView(
        name=intent.kind.value, question=intent.question, complaint=intent.complaint, why=list(intent.why)
    )


def _theme(match: ThemeMatch) -> ThemeView:
    return ThemeView(name=match.theme.value, why=list(match.why))
