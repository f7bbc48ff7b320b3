"""A message to one audience, as it is published, and the name under which it is sent once."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from functions.notify.messages.latin import latin_letter, with_readable_hashtags

SUBJECT_LENGTH = 99
"""Amazon SNS takes subjects of fewer than 100 characters, without line breaks (API reference, Publish)."""


class Message(NamedTuple):
    """What is published: ``text`` is the SMS, the mail's body, or the event's JSON.

    ``audience`` is the name of the output it is for. ``subject`` is the mail's subject,
    or the event's detail type. ``attributes`` are what subscription filter policies
    match, an attribute of several values as a list; for the bus, the fields of the event entry.
    """

    audience: str
    text: str
    subject: str = ""
    attributes: Mapping[str, str | Sequence[str]] = MappingProxyType({})


class OutboxMessage(NamedTuple):
    """A message and its name: ``owner`` (the id of a moment or a crisis), ``transition`` and audience."""

    owner: str
    transition: str
    message: Message
    brand: str = ""

    @property
    def name(self) -> str:
        """Unique for its owner: a second message of this name is never stored."""
        return f"{self.transition}#{self.message.audience}"


def subject_line(text: str) -> str:
    r"""A mail subject: printable ASCII, one line, short enough for SNS.

    >>> subject_line("Zürich:\r\nBcc: all@example.com")
    'Zurich: Bcc: all@example.com'
    >>> subject_line("Ørsted, Straße & Söhne 🔥")
    'Orsted, Strasse & Sohne'
    """
    plain = unicodedata.normalize("NFKD", with_readable_hashtags(text))
    shown = "".join(ch if " " <= ch <= "~" else " " if ch.isspace() else latin_letter(ch) for ch in plain)
    return " ".join(word for word in shown.split() if word != "#")[:SUBJECT_LENGTH].rstrip()
