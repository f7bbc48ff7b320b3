"""One message to one audience, as it will be published."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shared.domain.moment import Kind, Severity, Status

SUBJECT_LENGTH = 99
"""Amazon SNS takes subjects of fewer than 100 characters, without line breaks (API reference, Publish)."""


class Audience(StrEnum):
    """Who is told: ``page`` wakes people, ``alert`` is read by them, ``bus`` is read by machines."""

    PAGE = "page"
    ALERT = "alert"
    BUS = "bus"


@dataclass(frozen=True, slots=True)
class Message:
    """What is published: ``text`` is the SMS, the mail's body, or the event's JSON.

    ``subject`` is the mail's subject, or the event's detail type. ``attributes`` are
    what subscription filter policies match; for the bus, the fields of the event entry.
    """

    audience: Audience
    text: str
    subject: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def subject_line(text: str) -> str:
    r"""A mail subject: printable ASCII, one line, short enough for SNS.

    >>> subject_line("Zürich:\r\nBcc: all@example.com")
    'Zurich: Bcc: all@example.com'
    """
    plain = unicodedata.normalize("NFKD", text)
    shown = "".join(ch if " " <= ch <= "~" else " " if ch.isspace() else "" for ch in plain)
    return " ".join(shown.split())[:SUBJECT_LENGTH].rstrip()


def attributes(brand: str, kind: Kind, severity: Severity, status: Status, audience: Audience) -> dict[str, str]:
    """The message attributes that subscription filter policies may match.

    They work because the message structure is a plain string: policies on attributes
    and JSON bodies per protocol do not go together (Amazon SNS, message filtering).
    """
    return {
        "brand": brand,
        "kind": kind.value,
        "severity": severity.name,
        "status": status.value,
        "level": audience.value,
        "drill": "false",
    }
