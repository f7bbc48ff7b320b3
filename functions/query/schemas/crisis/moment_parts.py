"""The parts of a moment as clients see it: themes, who posts, samples, the lines of its timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.schemas.mention.enrichment import EnrichmentFields, ThemeName, enrichment_fields
from shared.domain.moments.crowd import Crowd
from shared.domain.moments.moment import (
    Evidence,
    Moment,
    Sample,
    TimelineEntry,
    Transition,
)
from shared.domain.time import iso_or_none
from shared.http.fields import Compound, Instant, SeverityName, web_address
from shared.messages.theme_texts import themes_with_words
from shared.sentiment.brand_context import BrandContext

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures


class MomentTheme(TypedDict):
    """One theme of what people say."""

    name: ThemeName
    posts: int
    words: Annotated[list[str], Field(description="Words about it from the samples")]


class CrowdView(TypedDict):
    """Who posts."""

    posts: int
    accounts: Annotated[int, Field(description="Accounts that are known")]
    more: Annotated[bool, Field(description="There are other accounts, whose number is not known")]
    alike: Annotated[int, Field(description="Posts with nearly the same words as two others at least")]
    few: Annotated[bool, Field(description="Without the posts of a few accounts there would be no moment")]
    series: Annotated[
        int, Field(description="Posts of accounts whose names differ in digits only and who say the same")
    ]
    same_words: Annotated[bool, Field(description="Many people say nearly the same words")]


class SampleView(EnrichmentFields):
    """One mention quoted as evidence, without its author."""

    id: Annotated[
        str | None, Field(description="Of the mention, for GET /brands/{brand}/mentions/{id}; null if it is not kept")
    ]
    text: str
    channel: str
    url: str | None
    compound: Compound
    published_at: Instant | None


class StepView(TypedDict):
    """One line of the timeline."""

    at: Instant
    change: Transition
    severity: SeverityName
    by: str
    note: str
    via: Annotated[
        str | None,
        Field(description="From where a person did it: `api`, `link`, `page`, `slack`, …; `drill`: an inject"),
    ]


def timeline_with_injects(moment: Moment, crisis: CrisisFigures | None) -> list[TimelineEntry]:
    """The timeline, with what happened in a drill on that of the first moment of its crisis."""
    injects = crisis.injects if crisis and crisis.moments[0].id == moment.id else ()
    if not injects:
        return list(moment.timeline)
    from shared.domain.drill import MARK  # noqa: PLC0415 - only drills have any

    told = (
        TimelineEntry(at_ms, Transition.NOTED, moment.severity, inject.who, f"{MARK}: {inject.text}", "drill")
        for at_ms, inject in injects
    )
    return sorted([*moment.timeline, *told], key=lambda entry: entry.at_ms)


def crowd_view(crowd: Crowd) -> CrowdView | None:
    """Who posts, ``None`` where nothing was counted."""
    if not crowd.posts:
        return None
    return CrowdView(
        posts=crowd.posts,
        accounts=crowd.accounts,
        more=crowd.more,
        alike=crowd.alike,
        few=crowd.few,
        series=crowd.series,
        same_words=crowd.same_words,
    )


def themes_view(evidence: Evidence) -> list[MomentTheme]:
    """The themes with words about them from the samples."""
    return [
        MomentTheme(name=theme.value, posts=posts, words=list(words))
        for theme, posts, words in themes_with_words(evidence.themes, evidence.samples)
    ]


def sample_view(sample: Sample, context: BrandContext, public_id: str | None) -> SampleView:
    """A sample, scored as its brand's posts are."""
    return SampleView(
        id=public_id,
        text=sample.text,
        channel=sample.channel,
        url=web_address(sample.url),
        compound=sample.compound,
        published_at=iso_or_none(sample.published_ms),
        **enrichment_fields(sample.text, context),
    )
