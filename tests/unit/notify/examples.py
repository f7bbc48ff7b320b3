"""A kettle that burns: the moments that the tests of notify use."""

from __future__ import annotations

from typing import Any

from functions.notify.messages.links import Links
from shared.domain.moments.moment import Evidence, Kind, Moment, Sample, Severity, Status, TimelineEntry, Transition
from shared.domain.time import MINUTE_MS, parse_time
from shared.messages.crisis.crisis_figures import Counters, CrisisFigures
from shared.messages.crisis.crisis_summary import crisis_figures

START = parse_time("2026-03-01T14:05:00Z")
API = "https://abcdefghij.execute-api.eu-central-1.amazonaws.com/v1"
LINKS = Links(API, "https://foreshock.example")

SAMPLES = (
    Sample(
        "@acmehq the cord of my kettle MELTED and caught fire!! https://evil.example/x", "mastodon", "", -0.8, START
    ),
    Sample("Third burnt Acme kettle in our street – is it safe to keep using it?", "hackernews", "", -0.5, START),
    Sample("ACME hasn’t answered for two days 😡", "rss", "", -0.4, START + MINUTE_MS),
    Sample("@acmehq the cord of my kettle MELTED and caught fire!!", "mastodon", "", -0.3, START),
)

EVIDENCE = Evidence(
    observed=48,
    expected=4.0,
    negative_share=0.716,
    normal_negative_share=0.12,
    reach=120_000,
    samples=SAMPLES,
    hashtags={"acmefire": 22, "recall": 9},
    channels={"mastodon": 31, "hackernews": 12, "rss": 5},
)


def told(*moments: Moment, minute: float = 3, counters: Counters | None = None) -> CrisisFigures:
    """The figures of a crisis of these moments, ``minute`` minutes after the start."""
    return crisis_figures(moments or (surge(),), counters, START + round(minute * MINUTE_MS))


def surge(**changes: Any) -> Moment:
    """A surge of negative posts about Acme, SEV1, just opened."""
    moment = Moment(
        brand="acme",
        id="a1b2c3d4e5f6",
        kind=Kind.NEGATIVE_SURGE,
        severity=Severity.SEV1,
        status=Status.OPEN,
        opened_ms=START,
        detected_ms=START + 3 * MINUTE_MS,
        updated_ms=START + 3 * MINUTE_MS,
        crisis="a1b2c3d4e5f6",
        brand_name="Acme",
        peak_ms=START,
        peak=48,
        mentions=48,
        evidence=EVIDENCE,
        reasons=("twelve times the normal count", "72% of the posts are negative"),
        timeline=(opened(),),
    )
    return moment._replace(**changes)


def burst(**changes: Any) -> Moment:
    """The burst of posts of the same crisis, SEV2."""
    fields = {"id": "ffff00001111", "kind": Kind.VOLUME_BURST, "severity": Severity.SEV2, "mentions": 60, "peak": 60}
    evidence = EVIDENCE._replace(observed=60, expected=12.0)
    return surge(**{**fields, "evidence": evidence, "timeline": (opened(Severity.SEV2),), **changes})


def resolved_surge() -> Moment:
    """The surge, over after 55 minutes."""
    return surge(
        status=Status.RESOLVED,
        ended_ms=START + 55 * MINUTE_MS,
        updated_ms=START + 70 * MINUTE_MS,
        peak=96,
        peak_ms=START + 20 * MINUTE_MS,
        mentions=412,
        evidence=EVIDENCE._replace(observed=5, negative_share=0.15),
        timeline=(opened(), resolved()),
    )


def opened(severity: Severity = Severity.SEV1, minute: float = 3) -> TimelineEntry:
    """The first step, ``minute`` minutes after the start."""
    return step(Transition.OPENED, severity, minute)


def resolved(minute: float = 70, severity: Severity = Severity.SEV1) -> TimelineEntry:
    """The last step."""
    return step(Transition.RESOLVED, severity, minute)


def step(change: Transition, severity: Severity, minute: float) -> TimelineEntry:
    """A step ``minute`` minutes after the start."""
    return TimelineEntry(START + round(minute * MINUTE_MS), change, severity)
