"""The hand-written lines of the scenario: reads them, picks them at random and fills in their placeholders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from random import Random

from shared.scenario.draw import OPENERS

SLOTS = {
    "model": ("Morning", "Morning", "Morning Pro", "Mini", "Gooseneck"),
    "room": ("kitchen", "kitchen", "office", "hallway", "break room", "flat"),
    "who": ("my mum", "my flatmate", "grandma", "my dad", "my neighbour", "my sister"),
    "day": ("Monday", "Wednesday", "Friday", "Saturday", "Sunday"),
    "n": ("3", "7", "11", "14", "23", "40"),
    "price": ("49", "54.90", "59", "64.50", "79"),
    "oldprice": ("89", "94.90", "99", "119"),
}
"""The words for each placeholder of a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """The text of a post, and its ``title`` if it is a headline or a review."""

    text: str
    title: str = ""


@cache
def lines(topic: str) -> tuple[Line, ...]:
    """All lines of ``texts/<topic>.txt``; a line with a title reads ``title | text``.

    >>> lines("official")[0].text.startswith("We have seen the reports")
    True
    """
    source = files("infra.scenario").joinpath("texts", f"{topic}.txt").read_text("utf-8")
    return tuple(_line(raw) for raw in source.splitlines() if raw and not raw.startswith("//"))


def _line(raw: str) -> Line:
    title, bar, text = raw.partition(" | ")
    return Line(text, title) if bar else Line(raw)


class LinePicker:
    """Picks the lines of each topic in random order; no line comes twice before all were used.

    From the second round on a line may get an opener, so that it is not the same text.
    """

    def __init__(self, rng: Random) -> None:
        self._chance = rng
        self._unused: dict[str, list[Line]] = {}
        self._rounds: dict[str, int] = {}

    def next_line(self, topic: str) -> Line:
        """The next line of ``topic`` with its placeholders filled in."""
        if not self._unused.get(topic):
            self._shuffle(topic)
        line = filled(self._unused[topic].pop(), self._chance)
        return line if self._rounds[topic] == 1 else self._with_opener(line)

    def _shuffle(self, topic: str) -> None:
        shuffled = list(lines(topic))
        self._chance.shuffle(shuffled)
        self._unused[topic] = shuffled
        self._rounds[topic] = self._rounds.get(topic, 0) + 1

    def _with_opener(self, line: Line) -> Line:
        if line.title or not line.text.isascii():
            return line
        opener = self._chance.choice(OPENERS)
        return replace(line, text=opener + line.text)


def filled(line: Line, rng: Random) -> Line:
    """``line`` with a random word for each placeholder.

    >>> filled(Line("a {n}"), Random(1)).text in {f"a {n}" for n in SLOTS["n"]}
    True
    """
    choices = {slot: rng.choice(words) for slot, words in SLOTS.items()}
    return Line(line.text.format_map(choices), line.title.format_map(choices))
