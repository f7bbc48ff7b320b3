"""Words in a text: the words to look for in, a pattern that finds them as whole words out."""

from __future__ import annotations

import re
from functools import lru_cache

MASK = "brandname"
"""Replaces the words that mean the brand before a text is judged; no lexicon has this word, and no reader sees it."""

_APOSTROPHE = re.compile("['\u2019]")
"""People enter a brand with the straight apostrophe; phones write the curly one."""


def contains_any(words: tuple[str, ...], text: str) -> bool:
    """Whether one of ``words`` stands in ``text`` as a whole word, in any case."""
    return bool(words) and word_pattern(words).search(text) is not None


@lru_cache(maxsize=512)
def word_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of ``words`` as whole words, in any case and with either apostrophe, the longest first.

    >>> word_pattern(("Best Buy", "Ann's")).sub("X", "best buy and ANN\u2019S open at 9")
    'X and X open at 9'
    """
    longest_first = sorted(words, key=len, reverse=True)
    alternatives = "|".join(_APOSTROPHE.sub("['\u2019]", re.escape(word)) for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)
