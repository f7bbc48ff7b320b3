"""What is told of a post as clients see it: its mood, what it wants and what it speaks of, each with the words why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.schemas.fields import Compound, Share
from shared.domain.theme import Theme
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
ReasonWords = Annotated[list[str], Field(description="The post's own words that made the label")]


class SentimentView(TypedDict):
    """The mood of the text, the brand's own words masked."""

    label: LabelName
    compound: Annotated[Compound, Field(description="VADER's compound, -1 to 1; 0 where not scored")]
    p_negative: Annotated[Share, Field(description="How likely people call it negative; 0 where not scored")]
    scored: Annotated[bool, Field(description="False where the language is not one that can be scored")]
    language: Annotated[str, Field(description="Two letters, empty where nothing tells")]


class IntentView(TypedDict):
    """What the post wants."""

    name: IntentName
    question: Annotated[bool, Field(description="It asks something that waits for an answer, whatever its intent")]
    complaint: Annotated[Share, Field(description="How likely people call it a complaint; 0 where not scored")]
    why: ReasonWords


class ThemeView(TypedDict):
    """One thing that the post speaks of; there may be several, or none."""

    name: ThemeName
    why: ReasonWords


class EnrichmentFields(TypedDict):
    """All that is told of a post."""

    sentiment: SentimentView
    intent: IntentView
    themes: list[ThemeView]


def enrichment_fields(text: str, context: BrandContext, language: str = "") -> EnrichmentFields:
    """All that is told of a text, as the counters see it. Loads the lexicons when first needed."""
    from shared.enrichment import enrich  # noqa: PLC0415 - most requests need none

    return _told(enrich(text, context.words, language, lexicon=context.lexicon, model=context.model))


def sentiment_label(text: str, context: BrandContext, language: str = "") -> LabelName:
    """The mood of a text in one word."""
    from shared.sentiment.score import sentiment_of  # noqa: PLC0415 - most requests need none

    mood = sentiment_of(text, context.words, language, lexicon=context.lexicon, model=context.model)
    return mood.label.value


def theme_counts(themes: Mapping[str, int]) -> dict[ThemeName, int]:
    """Counts of themes, the most counted first; a theme that is not known here is left out."""
    known: dict[ThemeName, int] = {theme.value: themes[theme] for theme in Theme if themes.get(theme, 0) > 0}
    return dict(sorted(known.items(), key=lambda pair: -pair[1]))


def _told(enrichment: Enrichment) -> EnrichmentFields:
    return EnrichmentFields(
        sentiment=_sentiment(enrichment.sentiment),
        intent=_intent(enrichment.intent),
        themes=[_theme(match) for match in enrichment.themes],
    )


def _sentiment(mood: Sentiment) -> SentimentView:
    return SentimentView(
        label=mood.label.value,
        compound=mood.compound,
        p_negative=mood.p_negative,
        scored=mood.scored,
        language=mood.language,
    )


def _intent(intent: Intent) -> IntentView:
    return IntentView(
        name=intent.kind.value, question=intent.question, complaint=intent.complaint, why=list(intent.why)
    )


def _theme(match: ThemeMatch) -> ThemeView:
    return ThemeView(name=match.theme.value, why=list(match.why))
