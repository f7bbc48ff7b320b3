"""What a chat room or an incident tool shows about an alert: a headline, facts and quotes, before any markup.

The text of people stays raw here; each output escapes it for its own markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from functions.notify.messages.mails import email, exhausted_mail, later_mails, overdue_mail
from functions.notify.messages.notification import (
    CrisisEnded,
    Notification,
    PagedAgain,
    PagingExhausted,
    PlanOverdue,
    SilenceEnded,
    StepsGrouped,
    StepTaken,
)
from functions.notify.messages.texts import repeated_page
from shared.domain.moments.moment import Severity, Transition
from shared.messages.crisis.crisis_words import facts, headline, next_action_text
from shared.messages.phrases import brand_name, one_line
from shared.messages.quote import shorten

QUOTES = 2
QUOTE_LENGTH = 200
FACT_LENGTH = 400
LINES = 10
"""Lines of a grouped alert that are shown; the page behind the link has all of them."""


class Card(NamedTuple):
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
    figures = notification.told
    match notification.content:
        case StepTaken(_, step) if step.change is Transition.ACKNOWLEDGED:
            return _of_crisis(notification, later_mails.taken_subject(figures))._replace(ended=True)
        case StepTaken(_, _, _, before):
            return _of_crisis(notification, email.alert_subject(figures, before))
        case CrisisEnded(_, _, _, waiting):
            shown = _of_crisis(notification, later_mails.over_subject(figures), waiting)
            return shown._replace(quotes=(), ended=True)
        case StepsGrouped(crisis):
            shown = _of_crisis(notification, later_mails.grouped_subject(crisis, figures), crisis.waiting)
            return shown._replace(quotes=())
        case SilenceEnded():
            return _of_crisis(notification, repeated_page.silence_over_subject(figures))
        case PagingExhausted() | PlanOverdue() | PagedAgain():
            return _asking_card(notification)


def _asking_card(notification: Notification) -> Card:
    """The card that asks somebody to do what nobody has done."""
    figures = notification.told
    match notification.content:
        case PagingExhausted(crisis, at_ms):
            shown = _of_crisis(notification, exhausted_mail.subject(crisis, figures, at_ms))
            return shown._replace(text=exhausted_mail.summary(crisis, at_ms))
        case PlanOverdue(_, found, at_ms):
            shown = _of_crisis(notification, overdue_mail.subject(figures, found), [one.do for one in found])
            return shown._replace(text=overdue_mail.summary(figures, found, at_ms), quotes=())
        case _:
            raise TypeError("a page that comes again is shown by its first one")


def _of_crisis(notification: Notification, title: str, lines: Sequence[str] = ()) -> Card:
    figures = notification.told
    rows = {**facts(figures, notification.zone), "Next": next_action_text(figures)}
    return Card(
        figures.id,
        figures.severity,
        title,
        f"{brand_name(figures)} - {headline(figures)}.",
        notification.mail_link,
        facts=_told({name: text for name, text in rows.items() if name not in ("Hashtags", "In all")}),
        quotes=tuple(shorten(quote.words, QUOTE_LENGTH) for quote in figures.quotes[:QUOTES]),
        lines=tuple(one_line(line) for line in lines[:LINES]),
    )


def _told(facts: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, shorten(value, FACT_LENGTH)) for name, value in facts.items() if value)
