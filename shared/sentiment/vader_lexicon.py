"""VADER's lexicon, read from the package that defines it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from vaderSentiment import vaderSentiment
from vaderSentiment.vaderSentiment import BOOSTER_DICT, C_INCR, N_SCALAR, NEGATE, SPECIAL_CASES

NEGATORS = frozenset(NEGATE)
"""The words that turn a valence, besides all that hold n't."""

BOOSTERS: dict[str, float] = dict(BOOSTER_DICT)
"""The words that strengthen or weaken the next, and by how much."""

IDIOMS: dict[str, float] = dict(SPECIAL_CASES)
"""The phrases with a valence of their own."""

TURN = float(N_SCALAR)
"""What a negation multiplies a valence by."""

SHOUT = float(C_INCR)
"""What capitals among small letters add to a valence, either way."""


def _lines(name: str) -> list[str]:
    return Path(vaderSentiment.__file__).with_name(name).read_text("utf-8").strip("\n").split("\n")


class Lexicon(NamedTuple):
    """The ``valences`` of words and emoticons, from -4 to 4; ``telling`` are those with a mood of their own."""

    valences: Mapping[str, float]
    telling: frozenset[str]


def lexicon_of(valences: Mapping[str, float]) -> Lexicon:
    """A lexicon of these words; mere boosters have no mood of their own."""
    return Lexicon(valences, frozenset(valences.keys() - BOOSTERS.keys()))


@cache
def vader() -> Lexicon:
    """VADER's lexicon, read when it is needed first."""
    entries = (line.split("\t", 2) for line in _lines("vader_lexicon.txt"))
    return lexicon_of({word.strip(): float(valence) for word, valence, _ in entries})


@cache
def emoji_names() -> dict[str, str]:
    """What each emoji is called. Those of several characters are left out: the package never finds them."""
    return {line[0]: line[2:].strip() for line in _lines("emoji_utf8_lexicon.txt") if line[1] == "\t"}
