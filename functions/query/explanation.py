"""A moment in plain words: what happened, how much against normal, what people say."""

from __future__ import annotations

from collections.abc import Mapping

from shared.bucket import MINUTE_MS, iso
from shared.moment import Evidence, Kind, Moment, Status

WHAT = {Kind.VOLUME_BURST: "Volume burst", Kind.NEGATIVE_SURGE: "Negative surge"}
COUNTED = {Kind.VOLUME_BURST: "mentions", Kind.NEGATIVE_SURGE: "negative mentions"}
STANDING = {
    Status.OPEN: "Nobody has acknowledged it yet.",
    Status.ACKNOWLEDGED: "Somebody is on it.",
    Status.RECOVERING: "It is going back to normal.",
    Status.RESOLVED: "It is over.",
    Status.DISMISSED: "It was dismissed.",
}


def summary(moment: Moment) -> str:
    """One sentence.

    >>> from shared.moment import Severity
    >>> summary(Moment("acme", "1", Kind.VOLUME_BURST, Severity.SEV3, Status.OPEN, 0, 0, 0, "1",
    ...     brand_name="Acme", evidence=Evidence(observed=30, expected=3.0)))
    'Volume burst about Acme: 30 mentions in five minutes, 10 times the normal 3'
    """
    evidence = moment.evidence
    name = moment.brand_name or moment.brand
    normal = f"{times(evidence)} times the normal {_figure(evidence.expected)}"
    counted = f"{evidence.observed:,} {COUNTED[moment.kind]} in five minutes"
    return f"{WHAT[moment.kind]} about {name}: {counted}, {normal}"


def explanation(moment: Moment) -> list[str]:
    """Sentences that a person can act on, the most important first."""
    said = [f"{summary(moment)}.", _since(moment), *_mood(moment.evidence), *_spread(moment.evidence)]
    reasons = [f"{moment.severity.name}: {reason}." for reason in moment.reasons]
    return [*said, *reasons, STANDING[moment.status]]


def times(evidence: Evidence) -> str:
    """How many times the normal, with as many digits as it is known.

    >>> times(Evidence(observed=30, expected=3.0)), times(Evidence(observed=7, expected=3.0))
    ('10', '2.3')
    """
    return _figure(evidence.ratio)


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 or number == round(number) else f"{number:.1f}"  # noqa: PLR2004


def _since(moment: Moment) -> str:
    minutes = max(0, ((moment.ended_ms or moment.updated_ms) - moment.opened_ms) // MINUTE_MS)
    lasted = f"lasted {minutes} minutes" if moment.ended_ms else f"{minutes} minutes so far"
    return f"Since {iso(moment.opened_ms)}, {lasted}, {moment.mentions:,} {COUNTED[moment.kind]} in all."


def _mood(evidence: Evidence) -> list[str]:
    share, normal = evidence.negative_share, evidence.normal_negative_share
    if share is None:
        return ["No post in a language that can be scored."]
    usual = "" if normal is None else f", normally {normal:.0%}"
    return [f"{share:.0%} of the scored posts are negative{usual}."]


def _spread(evidence: Evidence) -> list[str]:
    said = []
    if evidence.reach:
        said.append(f"Their authors reach up to {evidence.reach:,} people.")
    if evidence.channels:
        said.append(f"Where: {_ranked(evidence.channels)}.")
    if evidence.hashtags:
        said.append(f"Hashtags: {_ranked({f'#{tag}': count for tag, count in evidence.hashtags.items()})}.")
    return said


def _ranked(counts: Mapping[str, int]) -> str:
    pairs = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{name} {count:,}" for name, count in pairs[:5])
