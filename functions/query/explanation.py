"""A moment in plain words: what happened, how much against normal, what people say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shared.bucket import MINUTE_MS, iso
from shared.moment import Evidence, Kind, Moment, Status

WHAT = {Kind.VOLUME_BURST: "Volume burst", Kind.NEGATIVE_SURGE: "Negative surge"}
COUNTED = {Kind.VOLUME_BURST: "mentions", Kind.NEGATIVE_SURGE: "negative mentions"}
STANDING = {
    Status.OPEN: "It goes on.",
    Status.ACKNOWLEDGED: "Somebody is on it.",
    Status.RECOVERING: "It is going back to normal.",
    Status.RESOLVED: "It is over.",
    Status.DISMISSED: "It was dismissed.",
}

RARE = 0.5
"""The normal below which it is not told as a figure: what "times" divides by is never less."""


def summary(moment: Moment) -> str:
    """One sentence: the height of it, and once that is past how it stands now.

    >>> from shared.moment import Severity
    >>> burst = Moment("acme", "1", Kind.VOLUME_BURST, Severity.SEV3, Status.OPEN, 0, 0, 0, "1",
    ...     brand_name="Acme", evidence=Evidence(observed=30, expected=3.0))
    >>> summary(burst)
    'Volume burst about Acme: 30 mentions in five minutes, 10 times the normal 3'
    >>> summary(replace(burst, peak=60, mentions=99))
    'Volume burst about Acme: 60 mentions in five minutes at its peak, 20 times the normal 3; now 30'
    >>> summary(replace(burst, peak=60, mentions=99, status=Status.RESOLVED, ended_ms=9))
    'Volume burst about Acme, over: 60 mentions in five minutes at its peak, 20 times the normal 3; 99 in all'
    >>> summary(replace(burst, evidence=Evidence(observed=30, expected=0.2)))
    'Volume burst about Acme: 30 mentions in five minutes, where hardly any would be normal (60x)'
    """
    height, over = crest(moment), ""
    at_peak = then = ""
    if moment.ended_ms is not None:
        over, at_peak, then = ", over", " at its peak", f"; {moment.mentions:,} in all"
    elif past_peak(moment):
        at_peak, then = " at its peak", f"; now {moment.evidence.observed:,}"
    normal = f"{times(height)} times the normal {_figure(height.expected)}"
    if height.expected < RARE:
        normal = f"where hardly any would be normal ({times(height)}x)"
    counted = f"{height.observed:,} {COUNTED[moment.kind]} in five minutes"
    return f"{WHAT[moment.kind]} about {moment.brand_name or moment.brand}{over}: {counted}{at_peak}, {normal}{then}"


def crest(moment: Moment) -> Evidence:
    """The evidence with the most that was counted in five minutes, and what was normal then.

    The evidence itself is that of the latest judgement: at the end of an episode, of
    its last quiet minutes.
    """
    if not past_peak(moment):
        return moment.evidence
    then = moment.decision.get("expected")
    normal = float(then) if isinstance(then, int | float) and then >= 0 else moment.evidence.expected
    return replace(moment.evidence, observed=moment.peak, expected=normal)


def past_peak(moment: Moment) -> bool:
    """Whether more was counted in five minutes before than in those judged last."""
    return moment.peak > moment.evidence.observed


def explanation(moment: Moment) -> list[str]:
    """Sentences that a person can act on, the most important first."""
    said = [f"{summary(moment)}.", _since(moment), *_mood(moment), *_spread(moment)]
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


def _mood(moment: Moment) -> list[str]:
    share, normal = moment.evidence.negative_share, moment.evidence.normal_negative_share
    if share is None:
        return ["No post in a language that can be scored."]
    usual = "" if normal is None else f", normally {normal:.0%}"
    if moment.ended_ms is not None:
        return [f"By its end {share:.0%} of the scored posts were negative{usual}."]
    return [f"{share:.0%} of the scored posts are negative{usual}."]


def _spread(moment: Moment) -> list[str]:
    evidence, said = moment.evidence, list[str]()
    lately = " lately" if past_peak(moment) else ""
    if evidence.reach:
        said.append(f"Their authors reach up to {evidence.reach:,} people.")
    if evidence.channels:
        said.append(f"Where{lately}: {_ranked(evidence.channels)}.")
    if evidence.hashtags:
        said.append(f"Hashtags{lately}: {_ranked({f'#{tag}': count for tag, count in evidence.hashtags.items()})}.")
    return said


def _ranked(counts: Mapping[str, int]) -> str:
    pairs = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{name} {count:,}" for name, count in pairs[:5])
