"""VADER's lexicon, read from the package that defines it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vaderSentiment import vaderSentiment
from vaderSentiment.vaderSentiment import BOOSTER_DICT, C_INCR, N_SCALAR, NEGATE, SPECIAL_CASES


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """Each entry of one of the package's files, and what it means."""
    text = Path(vaderSentiment.__file__).with_name(name).read_text("utf-8")
    for line in text.strip("\n").split("\n"):
        entry, meaning, *_ = line.split("\t", 2)
        yield entry.strip(), meaning.strip()


LEXICON = {word: float(valence) for word, valence in _lines("vader_lexicon.txt")}
"""The valence of each word and emoticon, from -4 to 4."""

EMOJI = {emoji: name for emoji, name in _lines("emoji_utf8_lexicon.txt") if len(emoji) == 1}
"""What each emoji is called. Those of several characters are left out: the package never finds them."""

TELLING = frozenset(LEXICON.keys() - BOOSTER_DICT.keys())
"""The words that have a mood of their own: no mere boosters."""

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
