"""The personal data in a text: of the person who is answered, or of anybody else.

Values (addresses, numbers, dates), what is only known from somebody's file, and what somebody suffers from: ``data``
in ``words/personal.txt``. A mailbox without a person's name, a free number and a number to be called are public.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from shared.answers.rules.vocabulary import any_of, list_of

SHORTEST, LONGEST = 7, 19
"""Digits of a phone number, and of a card."""

LEAST_DIGITS = 3
"""Digits of a number that leads to somebody."""

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
_OFFERED = re.compile(
    r"\b(?:call\w*|ring\w*|phone|telephone|dial|text|tel|reach(?:ed)?|contact|line|hotline|helpline|desk|office|switchboard|"
    r"number|speak|talk)\b",
    re.IGNORECASE,
)
"""What stands before the number of a team that may be called."""

_OF_A_PERSON = re.compile(
    r"\b(?:your|his|her|their|my|\w+'s)\s(?:\w+\s){0,2}(?:number|mobile|phone|landline|cell|line)\b|"
    r"\b(?:called|rang|rung|phoned|tried|texted|reached)\s(?:you|him|her|them|the|on|at|M[rs]s?)\b|"
    r"\b(?:call|ring|phone|text|reach|contact|dial)\s(?:me|him|her|them)\b|\b(?:registered|on\sfile|listed|belongs|private|personal|home)\b",
    re.IGNORECASE,
)
"""What stands before the number of a person."""

_WORD = re.compile(r"\w+")
_MOBILE = re.compile(r"\D*(?:07|\+?447)")
_FREE_MAIL = re.compile(
    r"@(?:g(?:oogle)?mail|outlook|hotmail|live|yahoo|icloud|proton(?:mail)?|gmx|web|aol|mail|post)\."
)
_NAME_PARTS = re.compile(r"\w{1,2}[._-]\w+@|\w+[._-]\w{1,2}@|\w*\d{2,}@")

_CONDITION = re.compile(
    r"\b(?:if|whether|in case|unless|anyone who|anybody who|everyone who|people who|those who|whoever)\s+"
    r"[^.!?]*?(?=[,;.!?]|$)|(?<![^.!?]\s)\b(?:Do|Does|Is|Are|Did|Have|Has)\s+(?:you|any\w*|your|some\w*)\b[^.!?]*\?",
    re.IGNORECASE,
)
"""What holds for whom it holds for, and what is asked, tells nothing about anybody."""


class Datum(NamedTuple):
    """Personal data: of which kind, and the words as written."""

    kind: str
    words: str


def personal_data(text: str, allowed: str) -> Iterator[Datum]:
    """The words that are personal data; those that stand in ``allowed`` are public.

    >>> [datum.words for datum in personal_data("Write to help@acme.example or ana@mail.example.", "")]
    ['ana@mail.example']
    >>> list(personal_data("Call us on 0161 496 0117. Your number is 0161 496 0118.", ""))
    [Datum(kind='phone', words='0161 496 0118')]
    """
    public = allowed.casefold()
    emails = (found[0] for found in _EMAIL.finditer(text))
    yield from (Datum("email", email) for email in emails if email.casefold() not in public and not _of_a_team(email))
    plain = _EMAIL.sub(" ", _URL.sub(" ", text))
    yield from (Datum("handle", found[0]) for found in _HANDLE.finditer(plain))
    yield from (Datum("number", found[0]) for found in _IP.finditer(plain))
    yield from (Datum("email", found[0]) for found in _SPELT_EMAIL.finditer(plain))
    plain = _IP.sub(" ", plain)
    for found in _PHONE.finditer(plain):
        if _is_private_phone(plain, found) and _digits(found[0]) not in _digits(allowed):
            yield Datum("phone", found[0])
    told = _CONDITION.sub(lambda found: " " * len(found[0]), plain)
    for found in _data().finditer(told):
        if found[0].casefold() not in public:
            yield Datum("number" if len(_digits(found[0])) >= LEAST_DIGITS else "data", found[0])


def _of_a_team(email: str) -> bool:
    """Whether a mailbox is that of a team: its name has words for one, or nothing of a person's.

    >>> [_of_a_team(email) for email in ("allergens@acme.example", "knit@acme.example", "j.may@acme.example")]
    [True, True, False]
    """
    if re.fullmatch(rf"(?i:(?:\w+[._-])?{any_of('mailbox')}+(?:[._-]\w{{2,4}}|\d{{1,4}})?)@.+", email):
        return True
    parts = re.split(r"[._-]|\d+", email.partition("@")[0])
    named = any(part.capitalize() in _given_names() for part in parts)
    return not named and not _FREE_MAIL.search(email) and not _NAME_PARTS.match(email)


def _is_private_phone(text: str, found: re.Match[str]) -> bool:
    number, before = found[0].strip(), text[: found.start()]
    if not SHORTEST <= len(_digits(number)) <= LONGEST or _NO_PHONE.fullmatch(number) or _FREE.match(number):
        return False
    offered = _OFFERED.search(before) is not None and not _MOBILE.match(number)
    named = any(word in _given_names() for word in _WORD.findall(before))
    return not offered or named or _OF_A_PERSON.search(before) is not None


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


@cache
def _data() -> re.Pattern[str]:
    return re.compile(any_of("data"))


@cache
def _given_names() -> frozenset[str]:
    return frozenset(list_of("given names"))
