"""The texts of a crisis that was paged before: nobody has acknowledged it, it rises again, somebody took it.

Each is one SMS segment, and begins with why it comes: a person who gets the third text
in a night must see at once that it is not a third crisis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.notify.messages.mails.email import ascii_name
from functions.notify.messages.message import subject_line
from functions.notify.messages.texts.sms import Occasion, page_text
from functions.notify.policy.escalation import PUT_OFF, DuePage
from shared.messages.crisis.crisis_words import headline
from shared.messages.phrases import duration

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures


def unacknowledged_text(figures: CrisisFigures, page: DuePage, waited_ms: int, link: str) -> str:
    """The text that comes while nobody acknowledges, in at most 160 septets of GSM-7.

    The first page of a level says that it is the level's turn; a repeat says which one it is.
    """
    return page_text(figures, link, Occasion(f"{_why(page)}: ", brand=_unanswered(waited_ms)))


def relapse_text(figures: CrisisFigures, link: str) -> str:
    """The text that what was recovering rises again, in at most 160 septets of GSM-7."""
    return page_text(figures, link, Occasion("BACK: ", brand=" rises again"))


def silence_over_text(figures: CrisisFigures, link: str) -> str:
    """The text that what was silenced still goes on, in at most 160 septets of GSM-7."""
    return page_text(figures, link, Occasion("SILENCE OVER: ", brand=" still goes on"))


def silence_over_subject(figures: CrisisFigures) -> str:
    """The subject of the same by mail."""
    return subject_line(f"SILENCE OVER {figures.severity.name} {ascii_name(figures)} - {headline(figures)}")


def subject(figures: CrisisFigures, page: DuePage, waited_ms: int) -> str:
    """The subject for those who get pages by mail."""
    level, name = figures.severity.name, ascii_name(figures)
    return subject_line(f"{_why(page)}: {level} {name}{_unanswered(waited_ms)} - {headline(figures)}")


def _unanswered(waited_ms: int) -> str:
    return f", unanswered for {duration(waited_ms)}"


def _why(page: DuePage) -> str:
    if page.repeat == PUT_OFF:
        return "NOW"
    return f"AGAIN ({page.repeat})" if page.repeat else f"LEVEL {page.level}"
