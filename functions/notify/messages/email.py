"""The first mail about a moment: everything a person needs at 3 a.m., words before codes, plain text."""

from __future__ import annotations

from collections.abc import Iterable

from functions.notify.messages.message import subject_line
from shared.domain.moment import Moment, Severity, TimelineEntry
from shared.messages.figures import full_figures, moment_title, subject_figures
from shared.messages.first_steps import first_steps, things_to_avoid
from shared.messages.phrases import (
    URGENCY,
    brand_name,
    confidence_note,
    date_and_time,
    duration,
    negative_share_text,
    one_line,
    time_of_day,
    top_counts,
)
from shared.messages.quote import quotable_samples, safe_text, shorten
from shared.messages.theme_texts import theme_summary

QUOTES = 3
QUOTE_LENGTH = 280

NEXT = "What happens next: you will hear once more when it is over, and before that only if it gets worse."


def alert_subject(moment: Moment, paged_before: Severity | None = None) -> str:
    """The subject: severity, brand, what, how much."""
    rise = f" (was {paged_before.name})" if paged_before else ""
    evidence = moment.evidence
    name = subject_line(brand_name(moment, 40)) or moment.brand
    title, figures = moment_title(moment.kind, evidence.subject), subject_figures(moment.kind, evidence)
    return subject_line(f"{moment.severity.name}{rise} {name}: {title}, {figures}")


def alert_body(
    moment: Moment, step: TimelineEntry, *, zone: str, link: str, paged_before: Severity | None = None
) -> str:
    """The mail about a moment that opened or became worse; ``zone`` is the brand's time zone."""
    blocks = [
        _sentence(moment, paged_before),
        "\n".join(_facts(moment, zone)),
        _section("What people say", _quotes(moment), numbered=True),
        _section(f"Why {moment.severity.name}", [one_line(reason) for reason in moment.reasons]),
        _section("What to do first", first_steps(moment.kind, moment.severity, step.at_ms), numbered=True),
        _section("What not to do", things_to_avoid(moment.severity)),
        f"Details and the posts themselves:\n  {link}" if link else "",
        f"How sure we are: {confidence_note(moment)}",
        NEXT,
        f"Moment {moment.id}, detected {duration(max(0, moment.detected_ms - moment.opened_ms))} after it began.",
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _sentence(moment: Moment, paged_before: Severity | None) -> str:
    worse = f"It became worse (was {paged_before.name}). " if paged_before else ""
    return f"{worse}{brand_name(moment)}: {full_figures(moment.kind, moment.evidence)}."


def _facts(moment: Moment, zone: str) -> list[str]:
    evidence = moment.evidence
    facts = {
        "Since": date_and_time(moment.opened_ms, zone),
        "Severity": f"{moment.severity.name}, {URGENCY[moment.severity]}",
        "Mood": negative_share_text(evidence),
        "About": theme_summary(evidence.themes, evidence.samples),
        "Heard by": f"up to {evidence.reach:,} people" if evidence.reach else "",
        "Where": top_counts(evidence.channels),
        "Hashtags": top_counts({f"#{tag}": count for tag, count in evidence.hashtags.items()}),
    }
    return [f"{name + ':':<10}{value}" for name, value in facts.items() if value]


def _quotes(moment: Moment) -> list[str]:
    return [
        f'"{shorten(words, QUOTE_LENGTH)}" ({safe_text(sample.channel)}, {time_of_day(sample.published_ms)})'
        for words, sample in quotable_samples(moment.evidence.samples)[:QUOTES]
    ]


def _section(title: str, lines: Iterable[str], *, numbered: bool = False) -> str:
    marks = (f"{n}." if numbered else "-" for n in range(1, 100))
    rows = [f"  {mark} {line}" for mark, line in zip(marks, lines, strict=False)]
    return "\n".join([title, *rows]) if rows else ""
