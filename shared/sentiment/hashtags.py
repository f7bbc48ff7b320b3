"""Hashtags as words: "#EpicFail" and "#neveragain" in, "#Epic Fail" and "#never again" out.

Only a tag that speaks of a brand's words or of a mood is split: other tags are names
of places, events and people, whose words mislead (splitting them all made scores worse).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from shared.domain.words import MASK
from shared.sentiment.crisis_lexicon import default_lexicon

LONGEST_TAG = 40
"""Longer tags stay as they are."""

SHORTEST_WORD = 3
"""Shorter words count only if they are common ones."""

LONGEST_WORD = 20

MOOD = 1.0
"""A word with a valence beyond this speaks of a mood."""

_NO_LETTER = re.compile(r"\W")
_TAG = re.compile(r"#(\w+)")
_CAPITALISED = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\da-zA-Z]+")
_COMMON_IN_TAGS = """
brand company app phone product products customer customers store bank airline food team ever
"""
_SHORT_WORDS = "a i is it in of on to my no so we me us do be at by up you go"
_SHORT = frozenset(_SHORT_WORDS.split())


def split_hashtags(text: str, brand_words: tuple[str, ...] = ()) -> str:
    """The text with each telling hashtag as its words, the first of them after the "#", and the brand masked.

    >>> split_hashtags("#EpicFail at #SXSWi, #boycottacme", ("Acme",))
    '#Epic Fail at #SXSWi, #boycott brandname'
    """
    return _TAG.sub(lambda tag: f"#{_words(tag[1], brand_words)}", text) if "#" in text else text


@lru_cache(maxsize=4096)
def _words(tag: str, brand_words: tuple[str, ...]) -> str:
    """The words of a tag, the brand masked; the tag as it is, if it speaks of no brand and no mood."""
    if len(tag) > LONGEST_TAG or tag.isdigit():
        return tag
    lower = tag.lower()
    if len(lower) == len(tag):
        for brand in brand_words:
            name = _NO_LETTER.sub("", brand).lower()
            at = lower.find(name) if len(name) >= SHORTEST_WORD else -1
            if at >= 0 and name != lower:
                rest = [_split(part) for part in (tag[:at], tag[at + len(name) :])]
                if all(words or not part for words, part in zip(rest, (tag[:at], tag[at + len(name) :]), strict=True)):
                    return " ".join([*rest[0], MASK, *rest[1]])
    words = _split(tag)
    return " ".join(words) if len(words) > 1 and any(map(_has_mood, words)) else tag


def _split(tag: str) -> list[str]:
    """The words of a tag by its capitals, or else the known words that fill it; none if they do not."""
    words: list[str] = _CAPITALISED.findall(tag)
    if len(words) == 1 or tag.isupper():
        return [tag[start:end] for start, end in _segments(tag.lower())]
    return words


def _has_mood(word: str) -> bool:
    return abs(default_lexicon().valences.get(word.lower(), 0.0)) >= MOOD


def _segments(tag: str) -> list[tuple[int, int]]:
    """The fewest known words that fill the tag, as their starts and ends; none if they do not."""
    best: dict[int, list[tuple[int, int]]] = {0: []}
    for end in range(1, len(tag) + 1):
        for start in range(max(0, end - LONGEST_WORD), end):
            if (
                start in best
                and _is_word(tag[start:end])
                and (end not in best or len(best[start]) + 1 < len(best[end]))
            ):
                best[end] = [*best[start], (start, end)]
    return best.get(len(tag), [])


def _is_word(part: str) -> bool:
    return part in _SHORT or (len(part) >= SHORTEST_WORD and part in _vocabulary())


@cache
def _vocabulary() -> frozenset[str]:
    """The words of the lexicons and of their phrases, those of VADER's that carry a mood, and common ones."""
    lexicon = default_lexicon()
    words = {part for entry in lexicon.entries for part in entry.split()}
    words |= {word for word, valence in lexicon.valences.items() if abs(valence) >= MOOD}
    for line in Path(__file__).with_name("common_words.txt").read_text("utf-8").splitlines():
        if line.startswith("en: "):
            words.update(line.split()[1:])
    words.update(_COMMON_IN_TAGS.split())
    return frozenset(word for word in words if word.isalpha())
