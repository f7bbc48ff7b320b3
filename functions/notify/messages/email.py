"""The mail: everything a person needs at 3 a.m., words before codes, plain text."""

from __future__ import annotations

from collections.abc import Iterable

from functions.notify.messages.message import subject_line
from shared.domain.moment import Moment, Severity, Step
from shared.messages.first_steps import not_to_do, to_do
from shared.messages.kinds import figures, named, summed
from shared.messages.phrases import URGENCY, brand_said, certainty, clock, date_and_clock, lasting, mood, most, one_line
from shared.messages.quote import concerns, cut, quoted
from shared.messages.theme_texts import speak_of

QUOTES = 3
QUOTE_LENGTH = 280


def alert_subject(moment: Moment, was: Severity | None = None) -> str:
    """The subject: severity, brand, what, how much."""
    rise = f" (was {was.name})" if was else ""
    evidence = moment.evidence
    name = subject_line(brand_said(moment, 40)) or moment.brand
    return subject_line(
        f"{moment.severity.name}{rise} {name}: {named(moment.kind, evidence.subject)}, {summed(moment.kind, evidence)}"
    )


def alert_body(moment: Moment, step: Step, *, zone: str, link: str, was: Severity | None = None) -> str:
    """The mail about a moment that opened or became worse; ``zone`` is the brand's time zone."""
    told = step.at_ms
    blocks = [
        _sentence(moment, was),
        "\n".join(_facts(moment, zone)),
        _listed("What people say", _quotes(moment), numbered=True),
        _listed(f"Why {moment.severity.name}", [one_line(reason) for reason in moment.reasons]),
        _listed("What to do first", to_do(moment.kind, moment.severity, told), numbered=True),
        _listed("What not to do", not_to_do(moment.severity)),
        f"Details and the posts themselves:\n  {link}" if link else "",
        f"How sure we are: {certainty(moment)}",
        "What happens next: you will hear once more when it is over, and before that only if it gets worse.",
        f"Moment {moment.id}, seen {lasting(max(0, moment.detected_ms - moment.opened_ms))} after it began.",
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _sentence(moment: Moment, was: Severity | None) -> str:
    worse = f"It became worse (was {was.name}). " if was else ""
    return f"{worse}{brand_said(moment)}: {figures(moment.kind, moment.evidence)}."


def _facts(moment: Moment, zone: str) -> list[str]:
    evidence = moment.evidence
    facts = {
        "Since": date_and_clock(moment.opened_ms, zone),
        "Severity": f"{moment.severity.name}, {URGENCY[moment.severity]}",
        "Mood": mood(evidence),
        "About": speak_of(evidence.themes, evidence.samples),
        "Heard by": f"up to {evidence.reach:,} people" if evidence.reach else "",
        "Where": most(evidence.channels),
        "Hashtags": most({f"#{tag}": count for tag, count in evidence.hashtags.items()}),
    }
    return [f"{name + ':':<10}{said}" for name, said in facts.items() if said]


def _quotes(moment: Moment) -> list[str]:
    return [
        f'"{cut(words, QUOTE_LENGTH)}" ({quoted(sample.channel)}, {clock(sample.published_ms)})'
        for words, sample in concerns(moment.evidence.samples)[:QUOTES]
    ]


def _listed(title: str, lines: Iterable[str], *, numbered: bool = False) -> str:
    marks = (f"{n}." if numbered else "-" for n in range(1, 100))
    rows = [f"  {mark} {line}" for mark, line in zip(marks, lines, strict=False)]
    return "\n".join([title, *rows]) if rows else ""
