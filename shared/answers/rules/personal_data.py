"""The personal data in a text: of the person who is answered, or of anybody else.

Values (addresses, numbers, dates), what is only known from somebody's file, and what somebody suffers from: ``data``
in ``words/personal.txt``. The mailbox of a team (``help@``, ``allergens@``), a free number and the number of a hotline
are public.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from shared.answers.rules.vocabulary import any_of

SHORTEST, LONGEST = 7, 19
"""Digits of a phone number, and of a card."""

_EMAIL = re.compile(r"[^\s@<>,;:“”\"()]+@[^\s@<>,;:“”\"()]+\.\w+")
_SPELT_EMAIL = re.compile(
    r"\b[\w.-]+\s(?:\(at\)|\[at\]|at)\s[\w-]+(?:\s?(?:\(dot\)|\[dot\]|\sdot)\s\w+)+", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<![\w@])@\w[\w.]*")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_IP = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d[\d\s().-]{5,}\d(?!\w)")
_NO_PHONE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,3}(?:[.,]\d{3})+|\d{4}\s?[-–]\s?\d{4}")
_FREE = re.compile(r"\D*(?:0800|0808|0300|03\d\d|0345|0344|0330|0333|116|00800|\+?1?\D{0,2}8(?:00|88|77|66|55|44))")
_TEAM_PHONE = re.compile(
    r"\b(?:(?:reach|call|ring|phone|contact|text|dial|to)\s(?:us|the\s(?:\w+\s)?(?:line|hotline|helpline|desk|switchboard))|"
    r"(?:hotline|helpline|line|switchboard|(?:our|free|emergency)\s(?:\w+\s)?number|desk|tenants|residents|families|relatives))"
    r"\s?(?:can\sbe\s(?:reached|called)\s|is\s|:|on\s|at\s|under\s|the\snumber\s|,\s)*(?!07|\+447)$|"
    r"(?:^|[.,;:!?]\s|\b(?:just|please|or|and|also|simply)\s)(?:ring|call|phone|dial|text)\s(?!07|\+447)$",
    re.IGNORECASE,
)
"""What stands before the number of a hotline."""

_CONDITION = re.compile(
    r"\b(?:if|whether|in case|unless|anyone who|anybody who|everyone who|people who|those who|whoever)\s+"
    r"[^.!?]*?(?=[,;.!?]|$)|(?<![^.!?]\s)\b(?:Do|Does|Is|Are|Did|Have|Has)\s+(?:you|any\w*|your|some\w*)\b[^.!?]*\?",
    re.IGNORECASE,
)
"""What holds for whom it holds for, and what is asked, tells nothing about anybody."""


def personal_data(text: str, allowed: str) -> Iterator[str]:
    """The words that are personal data; those that stand in ``allowed`` are public.

    >>> list(personal_data("Write to help@acme.example or ana@mail.example.", ""))
    ['ana@mail.example']
    """
    public = allowed.casefold()
    emails = (found[0] for found in _EMAIL.finditer(text))
    yield from (email for email in emails if email.casefold() not in public and not _of_a_team(email))
    plain = _EMAIL.sub(" ", _URL.sub(" ", text))
    yield from (found[0] for pattern in (_IP, _HANDLE, _SPELT_EMAIL) for found in pattern.finditer(plain))
    plain = _IP.sub(" ", plain)
    for found in _PHONE.finditer(plain):
        if _is_private_phone(plain, found) and _digits(found[0]) not in _digits(allowed):
            yield found[0]
    told = _CONDITION.sub(lambda found: " " * len(found[0]), plain)
    yield from (found[0] for found in _data().finditer(told) if found[0].casefold() not in public)


def _of_a_team(email: str) -> bool:
    """Whether a mailbox is that of a team: its name has words for one, and at most a short other part.

    >>> [_of_a_team(email) for email in ("allergens@acme.example", "dataprotection@acme.example", "j.may@acme.example")]
    [True, True, False]
    """
    return re.fullmatch(rf"(?i:(?:\w+[._-])?{any_of('mailbox')}+(?:[._-]\w{{2,4}}|\d{{1,4}})?)@.+", email) is not None


def _is_private_phone(text: str, found: re.Match[str]) -> bool:
    number = found[0].strip()
    long_enough = SHORTEST <= len(_digits(number)) <= LONGEST and not _NO_PHONE.fullmatch(number)
    return long_enough and not _FREE.match(number) and not _TEAM_PHONE.search(text[: found.start()])


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


@cache
def _data() -> re.Pattern[str]:
    return re.compile(any_of("data"))
