"""Crises as clients see them: the figures that texts, mails and the page have too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.schemas.crisis.crisis_parts import (
    CrisisChanges,
    CrisisQuote,
    CrisisTrend,
    FeedbackView,
    feedback_view,
    quote_view,
    risen_view,
)
from functions.query.schemas.crisis.moment import SEVERITY, MomentSummary, moment_summary
from functions.query.schemas.crisis.moment_parts import CrowdView, MomentTheme, crowd_view
from functions.query.schemas.crisis.plan import CrisisPlan, crisis_plan
from functions.query.schemas.crisis.statement import AnsweredStatement, answered_statement
from functions.query.schemas.mention.enrichment import ThemeName
from shared.domain.moments.moment import Kind, Moment, Status
from shared.domain.people.silence import Silence
from shared.domain.time import BUCKET_WORDS, iso, iso_or_none
from shared.http.fields import Instant, NextCursor, SeverityName, Share

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures


class CrisisSummary(TypedDict):
    """The moments of a brand that are open together, told as one."""

    id: Annotated[str, Field(description="The id that its moments have as `crisis`")]
    brand: str
    brand_name: str
    severity: Annotated[SeverityName, Field(description="That of its most severe moment")]
    status: Annotated[Status, Field(description="Its worst moments decide: `recovering` when only lesser ones go on")]
    headline: Annotated[str, Field(description="What it is about, and how much")]
    theme: Annotated[ThemeName | None, Field(description="What most posts are about; null where no theme leads")]
    since: Annotated[Instant, Field(description="When its first moment opened")]
    ended_at: Annotated[Instant | None, Field(description="When its last moment ended; null while any goes on")]
    minutes: Annotated[int, Field(description="How long it has been going on, or lasted")]
    kinds: Annotated[list[Kind], Field(description="Of its moments, in the order in which they opened")]
    lead: Annotated[str, Field(description="Id of the moment whose figures the headline has")]
    observed: Annotated[int, Field(description="The count in the headline: at the peak, once that is past")]
    expected: Annotated[float, Field(description="What was normal then")]
    ratio: Annotated[float, Field(description="observed / expected, with an expected count of at least 0.5")]
    counted_minutes: Annotated[int, Field(description="The minutes that `observed` and `expected` cover")]
    peak: Annotated[int, Field(description=f"The highest count of the lead in {BUCKET_WORDS} so far")]
    peak_at: Instant | None


class CrisisPage(TypedDict):
    """Crises, newest first."""

    crises: list[CrisisSummary]
    next_cursor: NextCursor


class CrisisDetail(CrisisSummary):
    """A crisis with all its moments."""

    status_text: Annotated[str, Field(description="Who is on it, or that it is over")]
    trend: CrisisTrend
    posts: Annotated[int | None, Field(description="All posts since it began; null where counters could not be read")]
    scored_posts: Annotated[int | None, Field(description="Those of them whose sentiment is known")]
    negative_posts: int | None
    negative_share: Annotated[Share | None, Field(description="Of the scored posts since it began")]
    normal_negative_share: Share | None
    latest_negative_share: Annotated[
        Share | None,
        Field(description="Of the scored posts of the last ten minutes, as in the trend; of all while it is younger"),
    ]
    reach: Annotated[int, Field(description="People in the audiences of the authors")]
    themes: Annotated[list[MomentTheme], Field(description="What people talk about, highest count first")]
    quotes: Annotated[list[CrisisQuote], Field(description="About the leading theme, the most critical first")]
    channels: dict[str, int]
    hashtags: dict[str, int]
    crowd: Annotated[CrowdView | None, Field(description="Who posts; null where that is not known")]
    changed: CrisisChanges
    next_action: Annotated[str, Field(description="The one thing to do now")]
    steps: Annotated[list[str], Field(description="What is left to do now, in order")]
    plan: CrisisPlan
    statements: Annotated[list[AnsweredStatement], Field(description="What you said in public, and what it changed")]
    published: Annotated[bool, Field(description="Whether the public page tells of it; GET /crises/{id}/public")]
    feedback: Annotated[FeedbackView | None, Field(description="null: nobody has answered")]
    moments: Annotated[list[MomentSummary], Field(description="All of them, in the order in which they opened")]


def crisis_summary(figures: CrisisFigures) -> CrisisSummary:
    """A crisis as an entry of a list; nothing of it depends on the counters."""
    from shared.messages.crisis import crisis_words  # noqa: PLC0415 - only the answer about a crisis needs its words

    evidence = figures.evidence
    return CrisisSummary(
        id=figures.id,
        brand=figures.brand,
        brand_name=figures.brand_name or figures.brand,
        severity=SEVERITY[figures.severity],
        status=figures.status,
        headline=crisis_words.headline(figures),
        theme=figures.theme.value if figures.theme else None,
        since=iso(figures.began_ms),
        ended_at=iso_or_none(figures.ended_ms),
        minutes=figures.lasted_minutes,
        kinds=list(dict.fromkeys(moment.kind for moment in figures.moments)),
        lead=figures.lead.id,
        observed=evidence.observed,
        expected=round(evidence.expected, 3),
        ratio=round(evidence.ratio, 2),
        counted_minutes=evidence.minutes,
        peak=figures.lead.peak,
        peak_at=iso_or_none(figures.lead.peak_ms),
    )


def crisis_detail(
    figures: CrisisFigures, silence_of: Callable[[Moment], Silence | None] = lambda _moment: None
) -> CrisisDetail:
    """A crisis with everything that its page shows; ``silence_of`` finds the silence that covers a moment."""
    from shared.messages.crisis import crisis_words  # noqa: PLC0415 - only an answer about a crisis needs it

    sums, changed, trend = figures.sums, figures.changed, figures.trend
    return CrisisDetail(
        **crisis_summary(figures),
        status_text=crisis_words.status_text(figures),
        trend=CrisisTrend(
            direction=trend.direction,
            text=crisis_words.trend(figures),
            recent=trend.recent,
            before=trend.before,
        ),
        posts=sums and sums.posts,
        scored_posts=sums and sums.scored,
        negative_posts=sums and sums.negative,
        negative_share=figures.negative_share,
        normal_negative_share=figures.normal_negative_share,
        latest_negative_share=_latest_share(figures),
        reach=figures.reach,
        themes=[
            MomentTheme(name=theme.value, posts=posts, words=list(words)) for theme, posts, words in figures.themes
        ],
        quotes=[quote_view(quote) for quote in figures.quotes],
        channels=dict(figures.channels),
        hashtags=dict(figures.hashtags),
        crowd=crowd_view(figures.crowd),
        changed=CrisisChanges(
            words=list(changed.words),
            links=list(changed.links),
            channels=[risen_view(rise) for rise in changed.channels],
            hashtags=[risen_view(rise) for rise in changed.hashtags],
        ),
        next_action=crisis_words.next_action_text(figures),
        steps=crisis_words.steps(figures),
        plan=crisis_plan(figures),
        statements=[answered_statement(each) for each in figures.answered],
        published=figures.published is not None,
        feedback=feedback_view(figures.feedback),
        moments=[moment_summary(moment, silence_of(moment)) for moment in figures.moments],
    )


def _latest_share(figures: CrisisFigures) -> float | None:
    latest = figures.latest
    if latest is None:
        return figures.negative_share
    return latest.negative / latest.scored if latest.scored else None
