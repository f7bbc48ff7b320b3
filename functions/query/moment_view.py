"""Moments as clients see them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from functions.query.explanation import explanation, summary
from functions.query.shape import Compound, Instant, NextCursor, Shape, Share, instant, instant_or_none, web_address
from shared.moment import Change, Kind, Moment, Sample, Status, Step

SeverityName = Literal["SEV1", "SEV2", "SEV3", "SEV4"]


class MomentSummary(Shape):
    """One episode of one brand in which people's talk calls for an answer now."""

    id: str
    brand: str
    brand_name: str
    kind: Kind
    severity: SeverityName = Field(description="SEV1 is the worst; SEV1 and SEV2 wake somebody")
    status: Status
    crisis: str = Field(description="Moments of a brand that are open together share it; paged once")
    summary: str = Field(description="One sentence: what, how much, against what is normal")
    opened_at: Instant = Field(description="The start of the five minutes in which it began")
    detected_at: Instant
    updated_at: Instant
    peak_at: Instant | None
    ended_at: Instant | None
    peak: int = Field(description="The most counted in five minutes so far")
    mentions: int = Field(description="All of the signal since the opening")
    observed: int = Field(description="Counted in the five minutes judged last")
    expected: float = Field(description="Normal for that time")
    ratio: float = Field(description="observed / expected, the latter taken as at least 0.5")
    negative_share: Share | None = Field(description="Of the scored mentions; null where nothing was scored")
    normal_negative_share: Share | None
    reach: int = Field(description="People reached, by the authors' audiences")


class MomentPage(Shape):
    """Moments, newest first."""

    moments: list[MomentSummary]
    next_cursor: NextCursor


class SampleView(Shape):
    """One mention quoted as evidence, without its author."""

    text: str
    channel: str
    url: str | None
    compound: Compound
    published_at: Instant | None


class StepView(Shape):
    """One line of the timeline."""

    at: Instant
    change: Change
    severity: SeverityName
    by: str
    note: str


class MomentDetail(MomentSummary):
    """A moment with everything that stands behind it."""

    explanation: list[str] = Field(description="Sentences a person can act on")
    reasons: list[str] = Field(description="Why this severity")
    samples: list[SampleView] = Field(description="The most critical mentions")
    hashtags: dict[str, int]
    channels: dict[str, int]
    decision: dict[str, Any] = Field(description="The detector's record, from which its verdict can be recomputed")
    timeline: list[StepView]
    version: int


def moment_summary(moment: Moment) -> MomentSummary:
    """A moment as a line of a list."""
    return MomentSummary(**_summary(moment))


def moment_detail(moment: Moment) -> MomentDetail:
    """A moment with its evidence, explanation, decision record and timeline."""
    return MomentDetail(
        **_summary(moment),
        explanation=explanation(moment),
        reasons=list(moment.reasons),
        samples=[_sample(sample) for sample in moment.evidence.samples],
        hashtags=dict(moment.evidence.hashtags),
        channels=dict(moment.evidence.channels),
        decision=dict(moment.decision),
        timeline=[_step(step) for step in moment.timeline],
        version=moment.version,
    )


def _summary(moment: Moment) -> dict[str, Any]:
    evidence = moment.evidence
    return {
        "id": moment.id,
        "brand": moment.brand,
        "brand_name": moment.brand_name or moment.brand,
        "kind": moment.kind,
        "severity": moment.severity.name,
        "status": moment.status,
        "crisis": moment.crisis,
        "summary": summary(moment),
        "opened_at": instant(moment.opened_ms),
        "detected_at": instant(moment.detected_ms),
        "updated_at": instant(moment.updated_ms),
        "peak_at": instant_or_none(moment.peak_ms),
        "ended_at": instant_or_none(moment.ended_ms),
        "peak": moment.peak,
        "mentions": moment.mentions,
        "observed": evidence.observed,
        "expected": round(evidence.expected, 3),
        "ratio": round(evidence.ratio, 2),
        "negative_share": evidence.negative_share,
        "normal_negative_share": evidence.normal_negative_share,
        "reach": evidence.reach,
    }


def _sample(sample: Sample) -> SampleView:
    return SampleView(
        text=sample.text,
        channel=sample.channel,
        url=web_address(sample.url),
        compound=sample.compound,
        published_at=instant_or_none(sample.published_ms),
    )


def _step(step: Step) -> StepView:
    return StepView(at=instant(step.at_ms), change=step.change, severity=step.severity.name, by=step.by, note=step.note)
