"""The hand-written lines of the scenario, and how they are dealt and filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from random import Random

SLOTS = {
    "model": ("Morning", "Morning", "Morning Pro", "Mini", "Gooseneck"),
    "room": ("kitchen", "kitchen", "office", "hallway", "break room", "flat"),
    "who": ("my mum", "my flatmate", "grandma", "my dad", "my neighbour", "my sister"),
    "day": ("Monday", "Wednesday", "Friday", "Saturday", "Sunday"),
    "n": ("3", "7", "11", "14", "23", "40"),
    "price": ("49", "54.90", "59", "64.50", "79"),
    "oldprice": ("89", "94.90", "99", "119"),
}
"""What may stand in the braces of a line."""

OPENERS = ("", "", "", "", "so. ", "ok. ", "PSA: ", "not kidding: ", "still: ", "saying it again: ", "(reposted) ")
"""What people put before a line when it has been said before."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing somebody says; ``title`` where the channel has headlines or review titles."""

    text: str
    title: str = ""


@cache
def lines(topic: str) -> tuple[Line, ...]:
    """All lines of ``texts/<topic>.txt``: one a line, ``title | text`` where there are titles.

    >>> lines("official")[0].text.startswith("We have seen the reports")
    True
    """
    source = files("infra.scenario").joinpath("texts", f"{topic}.txt").read_text("utf-8")
    return tuple(_line(raw) for raw in source.splitlines() if raw and not raw.startswith("//"))


def _line(raw: str) -> Line:
    title, bar, text = raw.partition(" | ")
    return Line(text, title) if bar else Line(raw)


class LinePicker:
    """Deals the lines of each topic in a random order, none twice before all have been said.

    From the second round on a line may get an opener, as people repeat things in
    words of their own.
    """

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._decks: dict[str, list[Line]] = {}
        self._rounds: dict[str, int] = {}

    def deal(self, topic: str) -> Line:
        """The next line of ``topic``, with its braces filled in."""
        if not self._decks.get(topic):
            self._shuffle(topic)
        line = filled(self._decks[topic].pop(), self._chance)
        return line if self._rounds[topic] == 1 else self._reworded(line)

    def _shuffle(self, topic: str) -> None:
        deck = list(lines(topic))
        self._chance.shuffle(deck)
        self._decks[topic] = deck
        self._rounds[topic] = self._rounds.get(topic, 0) + 1

    def _reworded(self, line: Line) -> Line:
        if line.title or not line.text.isascii():
            return line
        opener = self._chance.choice(OPENERS)
        return replace(line, text=opener + line.text)


def filled(line: Line, chance: Random) -> Line:
    """``line`` with something in each of its braces.

    >>> filled(Line("a {n}"), Random(1)).text in {f"a {n}" for n in SLOTS["n"]}
    True
    """
    choices = {slot: chance.choice(words) for slot, words in SLOTS.items()}
    return Line(line.text.format_map(choices), line.title.format_map(choices))
