"""VADER's lexicon and constants, read from the package vaderSentiment, which defines them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from vaderSentiment import vaderSentiment
from vaderSentiment.vaderSentiment import BOOSTER_DICT, C_INCR, N_SCALAR, NEGATE, SPECIAL_CASES

NEGATORS = frozenset(NEGATE)
"""The words that negate the words after them; every word with "n't" does so too."""

BOOSTERS: dict[str, float] = dict(BOOSTER_DICT)
"""Words that strengthen or weaken the next word, with the amount."""

IDIOMS: dict[str, float] = dict(SPECIAL_CASES)
"""Phrases with a valence of their own."""

NEGATION_FACTOR = float(N_SCALAR)
"""A negation multiplies a valence by this."""

CAPITALS_INCREMENT = float(C_INCR)
"""Capitals in a text that has small letters too move a valence this much further from zero."""


Lexicon = Mapping[str, float]
"""The valences of words and emoticons, from -4 to 4."""


@cache
def vader_lexicon() -> Lexicon:
    """VADER's own lexicon, read on first use."""
    entries = (line.split("\t", 2) for line in _lines("vader_lexicon.txt"))
    return {word.strip(): float(valence) for word, valence, _ in entries}


@cache
def emoji_names() -> dict[str, str]:
    """The name of each emoji of one character; the package never finds the longer ones."""
    return {line[0]: line[2:].strip() for line in _lines("emoji_utf8_lexicon.txt") if line[1] == "\t"}


def _lines(name: str) -> list[str]:
    return Path(vaderSentiment.__file__).with_name(name).read_text("utf-8").strip("\n").split("\n")
