"""The mails after the first one: what else happened, that it is over, that something went wrong with a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from functions.notify.messages.mails.email import (
    ascii_name,
    changes_block,
    details,
    facts_block,
    joined,
    moments_block,
    section,
    what_next,
)
from functions.notify.messages.message import subject_line
from functions.notify.policy.crisis_state import Crisis
from shared.domain.moments.moment import Status
from shared.domain.people.sms_caps import SmsCaps
from shared.messages.crisis.crisis_words import (
    headline,
    moment_text,
    new_normal_text,
    status_text,
    steps,
    topic_or_title,
)
from shared.messages.phrases import brand_name, duration, time_of_day

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures


def grouped_subject(crisis: Crisis, figures: CrisisFigures) -> str:
    """The subject of the grouped alert: what joined the crisis, by name."""
    level, name = figures.severity.name, ascii_name(figures)
    if not crisis.mailed:
        return subject_line(f"{level} {name}: {_number(crisis.waiting)} from quiet hours")
    return subject_line(f"ALSO {level} {name} - {joined_kinds(crisis)}")


def joined_kinds(crisis: Crisis) -> str:
    """What the waiting lines are about."""
    return ", ".join(dict.fromkeys(line.partition(", ")[0] for line in crisis.waiting))


def grouped_body(crisis: Crisis, figures: CrisisFigures, *, zone: str, link: str) -> str:
    """The grouped alert: what came after the first mail, a line each, and how the crisis stands."""
    active = sum(moment.status.ongoing for moment in figures.moments)
    since = "What has joined it, or got worse" if crisis.mailed else "New from the quiet hours"
    blocks = [
        f"{brand_name(figures)} - {headline(figures)}.",
        section(since, crisis.waiting),
        facts_block(figures, zone),
        changes_block(figures),
        moments_block(figures),
        f"Going on now: {active} of {len(figures.moments)} moments." if active else "All of it is over.",
        section("What to do", steps(figures), numbered=True) if not crisis.mailed else "",
        details(link),
        what_next(figures) if figures.ongoing else "",
    ]
    return joined(blocks)


def taken_subject(figures: CrisisFigures) -> str:
    """The subject of the mail that somebody takes care of it."""
    who = status_text(figures).rstrip(".")
    return subject_line(f"TAKEN {figures.severity.name} {ascii_name(figures)} - {who}")


def taken_sentence(figures: CrisisFigures) -> str:
    """How its body begins; it may have got worse while somebody answered."""
    stops = "" if figures.status is Status.OPEN else " Nobody else is paged unless it gets worse."
    return f"{status_text(figures)}{stops}"


def over_subject(figures: CrisisFigures) -> str:
    """The subject of the end."""
    how = "closed by hand" if figures.status is Status.DISMISSED else "over"
    if figures.lead in figures.settled and figures.status is Status.RESOLVED:
        how = "now the new normal,"
    title = topic_or_title(figures)
    return subject_line(f"OVER {ascii_name(figures)} - {title}: {how} after {duration(figures.lasted_ms)}")


def over_body(figures: CrisisFigures, waiting: Sequence[str], *, zone: str, link: str) -> str:
    """The end: how long, how high, how many, the sentiment at its end, and the grouped lines not sent before."""
    how = "was closed by hand" if figures.status is Status.DISMISSED else "is over"
    ended = f"The crisis {how}. It lasted {duration(figures.lasted_ms)}."
    sentences = [f"{brand_name(figures)} - {headline(figures)}.", ended, new_normal_text(figures)]
    lines = [moment_text(moment, figures.began_ms) for moment in figures.moments]
    blocks = [
        " ".join(filter(None, sentences)),
        facts_block(figures, zone),
        section("What happened", lines),
        section("Also seen meanwhile", waiting),
        section("What to do now", steps(figures)),
        details(link),
    ]
    return joined(blocks)


def unconfirmed_subject(brand: str) -> str:
    """The subject when a page may be lost."""
    return subject_line(f"CHECK {brand}: a page may not have gone out")


def unconfirmed_body(page: str, claimed_ms: int) -> str:
    """What to do when nobody knows whether a page was sent.

    It is not sent again: two pages for one step teach people to ignore them.
    """
    return (
        f"Foreshock tried to send a page at {time_of_day(claimed_ms)} and got no confirmation, so it may not have gone"
        " out.\nNobody will be paged again for this step. Please make sure that somebody knows.\n\n"
        f"The text was:\n  {page}\n"
    )


def over_limit_subject(brand: str) -> str:
    """The subject when a page was not texted."""
    return subject_line(f"NOT TEXTED {brand}: the text messages are used up")


def used_up(counter: str, caps: SmsCaps) -> str:
    """Which limit is reached, and until when pages come by mail."""
    kept = f" {caps.reserve:.0%} of each limit are kept for SEV1 (SmsReserve)." if caps.reserve else ""
    return {
        "day": f"The limit of {caps.per_day} text messages a day (SmsPerDay) is reached. Until midnight UTC, pages"
        f" come by mail only.{kept}",
        "brand": f"The limit of {caps.per_brand} text messages a day for one brand (SmsPerBrand) is reached. Until"
        f" midnight UTC, its pages come by mail only.{kept}",
        "month": f"The budget of {caps.budget_usd:g} USD a month for text messages (SmsBudget) is used up. Until the"
        f" first of the next month, pages come by mail only.{kept}",
    }[counter]


def over_limit_body(page: str, why: str) -> str:
    """A page that comes by mail because the texts are used up."""
    return f"{why} Please make sure that somebody knows.\n\nThe text would have been:\n  {page}\n"


def _number(lines: Sequence[str]) -> str:
    return f"{len(lines)} alert{'s' if len(lines) != 1 else ''}"
