"""What a chat room or an incident tool shows about an alert: a headline, facts and quotes, before any markup.

The text of people stays raw here; each output escapes it for its own markup.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from functions.notify.crisis_state import Crisis
from functions.notify.messages import email, exhausted_mail, later_mails, repeated_page
from functions.notify.messages.notification import (
    CrisisEnded,
    Notification,
    PagedAgain,
    PagingExhausted,
    SilenceEnded,
    StepsGrouped,
    StepTaken,
)
from shared.domain.moment import Evidence, Moment, Severity, TimelineEntry, Transition
from shared.messages.figures import full_figures
from shared.messages.first_steps import first_steps
from shared.messages.phrases import (
    URGENCY,
    brand_name,
    date_and_time,
    duration,
    negative_share_text,
    one_line,
    top_counts,
)
from shared.messages.quote import quotable_samples, shorten
from shared.messages.theme_texts import theme_summary

QUOTES = 2
QUOTE_LENGTH = 200
FACT_LENGTH = 400
LINES = 10
"""Lines of a grouped alert that are shown; the page behind the link has all of them."""


@dataclass(frozen=True, slots=True)
class Card:
    """The parts of one alert, in plain text of one line each.

    ``crisis`` is the id that an answer names. ``ended``: there is nothing left to
    acknowledge. ``facts`` are pairs of a name and a value; ``link`` may be empty.
    """

    crisis: str
    severity: Severity
    title: str
    text: str
    link: str
    facts: tuple[tuple[str, str], ...] = ()
    quotes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    ended: bool = False


def card(notification: Notification) -> Card:
    """The card of whatever is announced."""
    links = notification.links
    match notification.content:
        case StepTaken(moment, step, zone, before):
            return _of_step(moment, step, zone, before, links.mail_link(moment.id))
        case CrisisEnded(crisis, evidence, zone, waiting):
            return _of_end(crisis, evidence, zone, waiting, links.mail_link(crisis.worst.id))
        case StepsGrouped(crisis):
            return _of_group(crisis, links.mail_link(crisis.worst.id))
        case SilenceEnded(moment, at_ms, zone, before):
            step = TimelineEntry(at_ms, Transition.OPENED, moment.severity)
            shown = _of_step(moment, step, zone, before, links.mail_link(moment.id))
            return replace(shown, title=repeated_page.silence_over_subject(moment))
        case PagingExhausted(crisis, at_ms):
            title, text = exhausted_mail.subject(crisis, at_ms), exhausted_mail.summary(crisis, at_ms)
            return Card(crisis.id, crisis.worst.severity, title, text, links.mail_link(crisis.worst.id))
        case PagedAgain():
            raise TypeError("a page that comes again is shown by its first one")


def _of_step(moment: Moment, step: TimelineEntry, zone: str, before: Severity | None, link: str) -> Card:
    evidence = moment.evidence
    return Card(
        moment.crisis,
        moment.severity,
        email.alert_subject(moment, before),
        f"{brand_name(moment)}: {full_figures(moment.kind, evidence)}.",
        link,
        facts=_told(
            {
                "Since": date_and_time(moment.opened_ms, zone),
                "Severity": f"{moment.severity.name}, {URGENCY[moment.severity]}",
                "Mood": negative_share_text(evidence),
                "About": theme_summary(evidence.themes, evidence.samples),
                "Heard by": f"up to {evidence.reach:,} people" if evidence.reach else "",
                "Where": top_counts(evidence.channels),
                "First": first_steps(moment.kind, moment.severity, step.at_ms)[0],
            }
        ),
        quotes=tuple(shorten(words, QUOTE_LENGTH) for words, _ in quotable_samples(evidence.samples)[:QUOTES]),
    )


def _of_end(crisis: Crisis, evidence: Evidence, zone: str, waiting: tuple[str, ...], link: str) -> Card:
    lasted = duration(crisis.ended_ms - crisis.began_ms)
    how = "was closed by hand" if crisis.dismissed else "is over"
    facts = {"Ended": date_and_time(crisis.ended_ms, zone), "Mood now": negative_share_text(evidence)}
    return Card(
        crisis.id,
        crisis.worst.severity,
        later_mails.over_subject(crisis),
        f"{brand_name(crisis)}: the crisis {how}. It lasted {lasted}.",
        link,
        facts=_told(facts),
        lines=tuple(one_line(line) for line in waiting[:LINES]),
        ended=True,
    )


def _of_group(crisis: Crisis, link: str) -> Card:
    active = sum(episode.ended_ms is None for episode in crisis.episodes.values())
    return Card(
        crisis.id,
        crisis.worst.severity,
        later_mails.grouped_subject(crisis),
        f"{brand_name(crisis)}: more is seen in this crisis. Going on now: {active}.",
        link,
        lines=tuple(one_line(line) for line in crisis.waiting[:LINES]),
    )


def _told(facts: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, shorten(value, FACT_LENGTH)) for name, value in facts.items() if value)
