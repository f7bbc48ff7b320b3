"""A subscriber: a person who is told, where to reach them, and about what."""

from __future__ import annotations

import re
from typing import NamedTuple

from shared.domain.moments.moment import Kind, Severity
from shared.domain.people.role import Role

PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
"""A phone number in the international form E.164 (ITU-T): + and 7 to 15 digits."""

EMAIL = re.compile(r"[^@\s<>()\[\],;:\\\"]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
"""A mail address as people write it; quoted local parts and bare hosts are left out on purpose."""

HIDDEN = "•••"


class Subscriber(NamedTuple):
    """One person.

    ``levels`` are the on-call levels that they are paged for. ``brands``, ``severities``
    and ``kinds`` limit what they are told; empty means all. ``drills``: also exercises.
    ``role`` is what they may do on the pages after they signed in. ``time_zone`` is that
    of the pages; texts and mails have the time zone of their brand. ``version`` grows
    with every change.
    """

    id: str
    name: str
    email: str = ""
    phone: str = ""
    levels: tuple[int, ...] = (1,)
    brands: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    kinds: tuple[Kind, ...] = ()
    drills: bool = False
    role: Role = Role.ACT
    language: str = "en"
    time_zone: str = "UTC"
    created_ms: int = 0
    updated_ms: int = 0
    version: int = 1


def masked_phone(phone: str) -> str:
    """Enough of a phone number to know one's own.

    >>> masked_phone("+491701234567"), masked_phone("")
    ('+49•••67', '')
    """
    return f"{phone[:3]}{HIDDEN}{phone[-2:]}" if phone else ""


def masked_email(email: str) -> str:
    """Enough of a mail address to know one's own.

    >>> masked_email("ana@acme.example"), masked_email("")
    ('a•••@•••.example', '')
    """
    return f"{email[:1]}{HIDDEN}@{HIDDEN}.{email.rpartition('.')[2]}" if email else ""


def masked(endpoint: str) -> str:
    """A phone number or a mail address, masked."""
    return masked_email(endpoint) if "@" in endpoint else masked_phone(endpoint)
