"""Moments as clients see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.schemas.crisis.moment_parts import (
    CrowdView,
    MomentTheme,
    SampleView,
    StepView,
    crowd_view,
    sample_view,
    themes_view,
    timeline_with_injects,
)
from functions.query.schemas.crisis.plan import CrisisPlan, crisis_plan
from functions.query.schemas.crisis.summary import explanation, summary
from shared.domain.moments.moment import (
    Kind,
    Moment,
    Severity,
    Status,
)
from shared.domain.moments.moment_json import summary_fields, timeline_fields
from shared.domain.people.silence import Silence
from shared.domain.time import BUCKET_MINUTES, BUCKET_WORDS
from shared.http.fields import Instant, NextCursor, SeverityName, Share
from shared.sentiment.brand_context import BrandContext

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures

SEVERITY: Mapping[Severity, SeverityName] = {
    Severity.SEV1: "SEV1",
    Severity.SEV2: "SEV2",
    Severity.SEV3: "SEV3",
    Severity.SEV4: "SEV4",
}


class MomentSummary(TypedDict):
    """One episode in which what people say about a brand needs an answer now."""

    id: str
    brand: str
    brand_name: str
    kind: Kind
    severity: Annotated[SeverityName, Field(description="SEV1 is the most severe; SEV1 and SEV2 wake somebody")]
    status: Status
    crisis: Annotated[
        str, Field(description="Shared by the moments of a brand that are open at the same time; they page once")
    ]
    summary: Annotated[str, Field(description="One sentence: what happened, how much, and what is normal")]
    opened_at: Annotated[Instant, Field(description=f"The start of the {BUCKET_WORDS} in which it began")]
    detected_at: Instant
    updated_at: Instant
    peak_at: Instant | None
    ended_at: Instant | None
    peak: Annotated[int, Field(description=f"The highest count in {BUCKET_WORDS} so far")]
    mentions: Annotated[
        int,
        Field(
            description="All mentions of this signal since the opening; 0 where they are not summed up, as of a hashtag"
        ),
    ]
    subject: Annotated[str | None, Field(description="The hashtag that trends, or the channel that is silent")]
    minutes: Annotated[
        int, Field(description=f"The minutes that `observed` and `expected` cover: {BUCKET_MINUTES} for most kinds")
    ]
    observed: Annotated[int, Field(description="The count in the latest evaluation")]
    expected: Annotated[float, Field(description="The normal count at that time")]
    ratio: Annotated[float, Field(description="observed / expected, with an expected count of at least 0.5")]
    negative_share: Annotated[Share | None, Field(description="Share of the scored mentions; null if none was scored")]
    normal_negative_share: Share | None
    reach: Annotated[int, Field(description="People in the audiences of the authors")]
    silenced_by: Annotated[str | None, Field(description="The silence for which nobody is told of it now")]


class MomentPage(TypedDict):
    """Moments, newest first."""

    moments: list[MomentSummary]
    next_cursor: NextCursor


class MomentDetail(MomentSummary):
    """A moment with its evidence and history."""

    explanation: Annotated[list[str], Field(description="Sentences that a person can act on")]
    reasons: Annotated[list[str], Field(description="Why it has this severity")]
    samples: Annotated[list[SampleView], Field(description="The most critical mentions")]
    hashtags: dict[str, int]
    channels: dict[str, int]
    themes: Annotated[list[MomentTheme], Field(description="What people talk about, highest count first")]
    crowd: Annotated[CrowdView | None, Field(description="Who posts; null where nothing was counted")]
    decision: Annotated[
        dict[str, Any], Field(description="The detector's record, from which its result can be recomputed")
    ]
    timeline: list[StepView]
    plan: Annotated[CrisisPlan, Field(description="The plan of its crisis")]
    version: int


def moment_detail(
    moment: Moment,
    context: BrandContext | None = None,
    silence: Silence | None = None,
    crisis: CrisisFigures | None = None,
    sample_ids: Sequence[str | None] = (),
) -> MomentDetail:
    """A moment with its evidence and history; its samples are scored with the brand's ``context``.

    The plan is that of its ``crisis``; where this is not at hand, that of the moment alone. What happened in a drill
    beside the posts stands on the timeline of the first moment of its crisis.
    """
    brand = context or BrandContext((moment.brand_name,) if moment.brand_name.strip() else ())
    return MomentDetail(
        **moment_summary(moment, silence),
        explanation=explanation(moment),
        reasons=list(moment.reasons),
        samples=[
            sample_view(sample, brand, public_id)
            for sample, public_id in zip_longest(moment.evidence.samples, sample_ids)
        ],
        hashtags=dict(moment.evidence.hashtags),
        channels=dict(moment.evidence.channels),
        themes=themes_view(moment.evidence),
        crowd=crowd_view(moment.evidence.crowd),
        decision=dict(moment.decision),
        timeline=cast("list[StepView]", timeline_fields(timeline_with_injects(moment, crisis))),
        plan=crisis_plan(crisis or _crisis_of_one(moment)),
        version=moment.version,
    )


def _crisis_of_one(moment: Moment) -> CrisisFigures:
    from shared.messages.crisis.crisis_summary import crisis_figures  # noqa: PLC0415 - a list of moments tells no crisis

    return crisis_figures([moment], None, moment.updated_ms)


def moment_summary(moment: Moment, silence: Silence | None = None) -> MomentSummary:
    """A moment as an entry of a list, with the ``silence`` that covers it; fractions are rounded."""
    shown = {
        **summary_fields(moment),
        "brand_name": moment.brand_name or moment.brand,
        "summary": summary(moment),
        "expected": round(moment.evidence.expected, 3),
        "ratio": round(moment.evidence.ratio, 2),
        "silenced_by": silence.id if silence else None,
    }
    return cast("MomentSummary", shown)
