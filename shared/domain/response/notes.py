"""The notes by which a timeline tells what was said in public, and the words of them, read back.

A note is text that people read and that is stored with a moment. What it quotes is cut, so it is no record of the
words; it tells whether two notes say the same.
"""

from __future__ import annotations

import re
from typing import NamedTuple

QUOTED, BRIEF = 160, 80
"""Characters of a text that a note quotes."""

STATEMENT, ON_PAGE, PAGE_CHANGED, OFF_PAGE = (
    "Statement on ",
    "On the public page from ",
    "Public page changed at ",
    "Off the public page from ",
)
CONFIRMED, APPROVED = "Confirmed: ", "Approved answers to single posts"
"""The second one stands once for each person: a note for every answer would fill a timeline."""

DONE = "Done: "

_RECORDS = (STATEMENT, ON_PAGE, PAGE_CHANGED, OFF_PAGE, CONFIRMED, APPROVED, DONE)
_QUOTE = re.compile(r"“([^”]*)”")


class PageNote(NamedTuple):
    """What a note says of the public page: its headline, and what else is new there; empty where nothing is."""

    headline: str
    new: str = ""


def quoted(text: str, size: int = QUOTED) -> str:
    """The beginning of a text in quotes, on one line, cut between words where it has any.

    >>> quoted("We look\\n into it."), quoted("We look into it. More at three.", 20)
    ('“We look into it.”', '“We look into it…”')
    """
    words = " ".join(text.split())
    if len(words) <= size:
        return f"“{words}”"
    begun, _, _ = words[: size + 1].rpartition(" ")
    return f"“{(begun or words[:size]).rstrip('.,;:… ')}…”"


def brief(note: str) -> str:
    """The note with its quotes cut once more, for a place where the words themselves stand nearby.

    >>> brief(f"Statement on x: {quoted('word ' * 30)}")
    'Statement on x: “word word word word word word word word word word word word word word word word…”'
    """
    return _QUOTE.sub(lambda found: quoted(found[1], BRIEF), note) if is_of_record(note) else note


def statement_note(channel: str, text: str) -> str:
    """The note of a statement.

    >>> statement_note("x", "We look into it.")
    'Statement on x: “We look into it.”'
    """
    return f"{STATEMENT}{channel}: {quoted(text)}"


def page_note(begins: str, time: str, told: PageNote) -> str:
    """The note of what is on the public page.

    >>> page_note(ON_PAGE, "14:35 UTC", PageNote("Some kettles overheat", "It is the K2."))
    'On the public page from 14:35 UTC: “Some kettles overheat”, “It is the K2.”'
    """
    parts = [told.headline, *([told.new] if told.new else [])]
    return f"{begins}{time}: {', '.join(quoted(_single(part)) for part in parts)}"


def page_of_note(note: str) -> PageNote | None:
    """What a note says of the public page; ``None`` where it is no such note.

    >>> page_of_note('Public page changed at 14:37 UTC: “Some kettles overheat”, “It is the K2.”')
    PageNote(headline='Some kettles overheat', new='It is the K2.')
    >>> page_of_note("the kettle, not the toaster")
    """
    if not note.startswith((ON_PAGE, PAGE_CHANGED)):
        return None
    headline, new, *_ = [*_QUOTE.findall(note), "", ""]
    return PageNote(headline, new)


def is_public_note(note: str) -> bool:
    """Whether the note tells of a statement or of the public page."""
    return note.startswith((STATEMENT, ON_PAGE, PAGE_CHANGED))


def is_of_record(note: str) -> bool:
    """Whether the note tells of something that is recorded, and is not what somebody typed.

    >>> is_of_record("Statement on x: “We look into it.”"), is_of_record("the kettle, not the toaster")
    (True, False)
    """
    return note.startswith(_RECORDS)


def _single(text: str) -> str:
    """Quotes within a quote."""
    return text.replace("“", "‘").replace("”", "’")
