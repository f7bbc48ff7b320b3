"""People who are named in a text: after a title, with a full name, beside what they do, or by a given name.

The first name by which the person is addressed who is answered ("Hi Ana, ...") tells nothing that they did not say.

The words are in ``words/people.txt``, the given names in ``words/given_names.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from shared.answers.rules.vocabulary import any_of, list_of

_OWN = re.compile(
    r"(?:\bI'm|\bI am|\bmy name is|\bthis is|[–—-]|\^|~|regards,|wishes,|yours,|\bfor|"
    r"\b(?:Queen|King|St|Saint|Prince|Princess))\s*$",
    re.IGNORECASE,
)
"""What stands before the name of who writes, and of kings and saints, whose names are those of places."""

_BEFORE_ADDRESSED = re.compile(
    r"(?:^|[.!?…:\n]\s|,\s|\b(?:hi+|hiya|hey+|hello|hola|dear|yo|morning|evening|afternoon|day|thanks|thank\syou|thx|sorry|"
    r"cheers|welcome|congratulations|ah|oh|ok|okay|right|apologies|again),?\s)$",
    re.IGNORECASE,
)
_AFTER_ADDRESSED = re.compile(r"\s?(?:[,.!?:;)–—-]|$|\s(?:and|we|for|your|it|that|so|this|what|thank|thanks|please)\b)")
"""What stands before and after the first name of the person who is answered."""

_GREETED = re.compile(
    r"(?:^|\b(?:hi|hiya|hello|hey|dear|greetings|thanks|thank\syou|morning|afternoon|evening|day),?\s)$", re.IGNORECASE
)
_AFTER_GREETED = re.compile(r"\s?[,.!:–-]")
"""What stands before and after the title and name of the person who is greeted."""

_PLACE = (
    r"(?:Street|Road|Lane|Avenue|Park|Square|Hospital|Airport|Bridge|Station|School|College|Hall|Church|Day|&|Ltd|Inc|"
    r"Foods|Bank|Energy|Air|Rail|Hotel|and\s[A-Z]\w+\s(?:Ltd|Inc))"
)
_IS_PLACE = re.compile(rf"(?:'s)?\s(?:{_PLACE}(?!\w)|\d)")
"""What makes a name that of a place or a firm."""


def named_people(text: str) -> Iterator[str]:
    """The words that name somebody; who signs with their own name names nobody else.

    >>> list(named_people("Thanks, the driver was Olu Ade.")), list(named_people("I'm Ana. Hi there, everyone!"))
    (['the driver was Olu Ade'], [])
    """
    taken = list[tuple[int, int]]()
    for found in _named().finditer(text):
        taken.append(found.span())
        yield found[0]
    for found in _capitalised().finditer(text):
        inside = any(start <= found.start() < end for start, end in taken)
        if inside or found[0].removesuffix("'s") not in _names():
            continue
        if not _is_own(text, found) and not _is_addressed(text, found):
            yield found[0]


def titled_people(text: str) -> Iterator[str]:
    """The words that name somebody by a title, which leaves no doubt, but for the person who is greeted.

    >>> list(titled_people("Dear Ms Tan, ask Mr Petrov or Ana."))
    ['Mr Petrov']
    """
    yield from (found[0] for found in _titled().finditer(text) if not _is_greeted(text, found))


def greeted_people(text: str) -> Iterator[str]:
    """The title and name by which the person is greeted who is answered, and who may have given it or not.

    >>> list(greeted_people("Dear Ms Tan, ask Mr Petrov or Ana."))
    ['Ms Tan']
    """
    yield from (found[0] for found in _titled().finditer(text) if _is_greeted(text, found))


def _is_greeted(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()], text[found.end() :]
    return _GREETED.search(before) is not None and _AFTER_GREETED.match(after) is not None


def _is_addressed(text: str, found: re.Match[str]) -> bool:
    """Whether a name is that of the person who is answered."""
    before = _BEFORE_ADDRESSED.search(text[max(0, found.start() - 20) : found.start()])
    return before is not None and _AFTER_ADDRESSED.match(text[found.end() :]) is not None


def _is_own(text: str, found: re.Match[str]) -> bool:
    """Whether a name is that of who writes, a signature at the end, or the name of a place."""
    end = found.start() + len(found[0].removesuffix("'s"))
    signed = not text[found.end() :].strip(" .!")
    return signed or _OWN.search(text[: found.start()]) is not None or _IS_PLACE.match(text[end:]) is not None


@cache
def _names() -> frozenset[str]:
    return frozenset(list_of("given names"))


@cache
def _named() -> re.Pattern[str]:
    return re.compile(any_of("named"))


@cache
def _capitalised() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@#./-]){any_of('cap')}")


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(any_of("titled"))
