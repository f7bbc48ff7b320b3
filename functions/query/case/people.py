"""Names of people in a case file: each person has a number, and no name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shared.domain.moments.moment import SYSTEM

SHORTEST = 3
"""A shorter name is not looked for in notes: it may be a part of any word."""


class People:
    """Numbers for the people of a crisis, in the order in which they acted."""

    def __init__(self, names: Iterable[str]) -> None:
        acted = dict.fromkeys(name for name in names if name not in ("", SYSTEM))
        self._numbers = {name: f"person {number}" for number, name in enumerate(acted, start=1)}
        found = sorted((re.escape(name) for name in acted if len(name) >= SHORTEST), key=len, reverse=True)
        self._pattern = re.compile(rf"\b(?:{'|'.join(found)})\b") if found else None

    def of(self, name: str) -> str:
        """Who it was.

        >>> people = People(["ana", "foreshock", "ben"])
        >>> people.of("ben"), people.of("foreshock"), people.without_names("ana called ben; bendy")
        ('person 2', 'Foreshock', 'person 1 called person 2; bendy')
        """
        return "Foreshock" if name == SYSTEM else self._numbers.get(name, "somebody")

    def without_names(self, text: str) -> str:
        """A text in which the names of those who acted are replaced."""
        return self._pattern.sub(lambda match: self._numbers[match[0]], text) if self._pattern else text
