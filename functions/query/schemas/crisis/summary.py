"""A moment in words: what happened, how much more than normal, what people say."""

from __future__ import annotations

from collections.abc import Mapping

from shared.domain.moments.moment import Moment, Status
from shared.domain.time import MINUTE_MS, iso
from shared.messages.figures import count_noun, full_figures, is_past_peak, moment_title, peak_evidence
from shared.messages.theme_texts import theme_summary

STATUS_TEXT = {
    Status.OPEN: "It is going on.",
    Status.ACKNOWLEDGED: "It is going on, and somebody is on it.",
    Status.RECOVERING: "It is going back to normal.",
    Status.RESOLVED: "It is over.",
    Status.DISMISSED: "It was closed.",
}


def summary(moment: Moment) -> str:
    """One sentence: the figures at the peak, and once the peak is past, the current count.

    >>> from shared.domain.moments.moment import Evidence, Kind, Severity
    >>> burst = Moment("acme", "1", Kind.VOLUME_BURST, Severity.SEV3, Status.OPEN, 0, 0, 0, "1",
    ...     brand_name="Acme", evidence=Evidence(observed=30, expected=3.0))
    >>> summary(burst)
    'Burst of posts about Acme: 30 posts in five minutes, where about 3 would be normal (10x)'
    >>> summary(burst._replace(peak=60, mentions=99))
    'Burst of posts about Acme: 60 posts in five minutes at its peak, where about 3 would be normal (20x); now 30'
    >>> summary(burst._replace(peak=60, status=Status.RESOLVED, ended_ms=9))
    'Burst of posts about Acme, over: 60 posts in five minutes at its peak, where about 3 would be normal (20x)'
    """
    over = at_peak = then = ""
    if moment.ended_ms is not None:
        over, then = ", over", f"; {moment.mentions:,} in all" if moment.mentions else ""
        at_peak = " at its peak" if moment.peak else ""
    elif is_past_peak(moment):
        at_peak, then = " at its peak", f"; now {moment.evidence.observed:,}"
    title = moment_title(moment.kind, moment.evidence.subject)
    figures = full_figures(moment.kind, peak_evidence(moment), at_peak)
    return f"{title[0].upper()}{title[1:]} about {moment.brand_name or moment.brand}{over}: {figures}{then}"


def explanation(moment: Moment) -> list[str]:
    """Sentences that a person can act on, the most important first."""
    sentences = [f"{summary(moment)}.", _since(moment), *_negative_share(moment), *_spread(moment)]
    reasons = [f"{moment.severity.name}: {reason}." for reason in moment.reasons]
    return [*sentences, *reasons, STATUS_TEXT[moment.status]]


def _since(moment: Moment) -> str:
    minutes = max(0, ((moment.ended_ms or moment.updated_ms) - moment.opened_ms) // MINUTE_MS)
    lasted = f"lasted {minutes} minutes" if moment.ended_ms else f"{minutes} minutes so far"
    return f"Since {iso(moment.opened_ms)}, {lasted}{_in_all(moment)}."


def _in_all(moment: Moment) -> str:
    return f", {moment.mentions:,} {count_noun(moment.kind, moment.evidence.subject)} in all" if moment.mentions else ""


def _negative_share(moment: Moment) -> list[str]:
    share, normal = moment.evidence.negative_share, moment.evidence.normal_negative_share
    if share is None:
        return ["No post in a language that can be scored."]
    usual = "" if normal is None else f", normally {normal:.0%}"
    if moment.ended_ms is not None:
        return [f"In its last minutes {share:.0%} of the scored posts were negative{usual}."]
    return [f"In the last minutes {share:.0%} of the scored posts are negative{usual}."]


def _spread(moment: Moment) -> list[str]:
    evidence, sentences = moment.evidence, list[str]()
    past = is_past_peak(moment)
    lately = " in the last minutes" if past else ""
    if evidence.reach:
        sentences.append(f"The authors of its busiest minutes reach up to {evidence.reach:,} people.")
    if evidence.themes:
        about = "At its height people talked about" if past else "People talk about"
        sentences.append(f"{about}: {theme_summary(evidence.themes, evidence.samples)}.")
    if evidence.channels:
        sentences.append(f"Where{lately}: {_ranked(evidence.channels)}.")
    if evidence.hashtags:
        sentences.append(
            f"Hashtags{lately}: {_ranked({f'#{tag}': count for tag, count in evidence.hashtags.items()})}."
        )
    return sentences


def _ranked(counts: Mapping[str, int]) -> str:
    pairs = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{name} {count:,}" for name, count in pairs[:5])
