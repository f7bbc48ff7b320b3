"""The texts of a crisis that was paged before: nobody has acknowledged it, or it rises again after a recovery.

Each is one SMS segment, and begins with why it comes: a person who gets the third text
in a night must see at once that it is not a third crisis.
"""

from __future__ import annotations

from functions.notify.crisis_state import Crisis
from functions.notify.escalation import PUT_OFF, DuePage
from functions.notify.messages.gsm7 import SEGMENT, septets, shorten_septets, to_gsm7
from functions.notify.messages.message import subject_line
from functions.notify.messages.sms import short_name
from shared.domain.moment import Moment
from shared.domain.time import BUCKET_MS
from shared.messages.figures import moment_title, short_figures
from shared.messages.phrases import brand_name, duration, time_of_day


def unacknowledged_text(crisis: Crisis, page: DuePage, waited_ms: int, link: str) -> str:
    """The text that comes while nobody acknowledges, in at most 160 septets of GSM-7.

    The first page of a level says that it is the level's turn; a repeat says which one it is.
    """
    worst, name = crisis.worst, short_name(crisis.brand_name, crisis.brand)
    head = f"{_why(page)}: {worst.severity.name} {name}, unanswered for {duration(waited_ms)}"
    what = to_gsm7(moment_title(worst.kind, worst.subject))
    since = f" since {time_of_day(crisis.began_ms)}"
    peak = f", peak {worst.peak:,} in {duration(BUCKET_MS)}" if worst.peak else ""
    return _fitted(link, f"{head}: {what}{since}{peak}", f"{head}: {what}{since}", f"{head}: {what}")


def relapse_text(moment: Moment, link: str) -> str:
    """The text that what was recovering rises again, in at most 160 septets of GSM-7."""
    name = short_name(moment.brand_name, moment.brand)
    head = f"BACK: {moment.severity.name} {name}, it was calming down and rises again"
    figures = to_gsm7(short_figures(moment.kind, moment.evidence))
    return _fitted(link, f"{head}: {figures} since {time_of_day(moment.opened_ms)}", f"{head}: {figures}")


def silence_over_text(moment: Moment, link: str) -> str:
    """The text that what was silenced still goes on, in at most 160 septets of GSM-7."""
    name = short_name(moment.brand_name, moment.brand)
    head = f"SILENCE OVER: {moment.severity.name} {name} still goes on"
    figures = to_gsm7(short_figures(moment.kind, moment.evidence))
    return _fitted(link, f"{head}: {figures} since {time_of_day(moment.opened_ms)}", f"{head}: {figures}")


def silence_over_subject(moment: Moment) -> str:
    """The subject of the same by mail."""
    name = subject_line(brand_name(moment, 40)) or moment.brand
    title = moment_title(moment.kind, moment.evidence.subject)
    return subject_line(f"SILENCE OVER {name}: {moment.severity.name}, {title} still goes on")


def subject(crisis: Crisis, page: DuePage, waited_ms: int) -> str:
    """The subject for those who get pages by mail."""
    name = subject_line(brand_name(crisis, 40)) or crisis.brand
    return subject_line(f"{_why(page)}: {crisis.worst.severity.name} {name}, unanswered for {duration(waited_ms)}")


def _why(page: DuePage) -> str:
    if page.repeat == PUT_OFF:
        return "NOW"
    return f"AGAIN ({page.repeat})" if page.repeat else f"LEVEL {page.level}"


def _fitted(link: str, *versions: str) -> str:
    """The first version that fits beside the link, or the last one cut."""
    available = SEGMENT - septets(link) - 1
    fitting = (words for words in versions if septets(words) <= available)
    return f"{next(fitting, shorten_septets(versions[-1], available))} {link}"
