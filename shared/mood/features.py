"""What the table weighs in a post: its words and pairs of words, and what the lexicons and its form say.

Every feature is a number below ``SLOTS``: the signs of a post (what the lexicons and
its form say) have places of their own at the front, words and pairs share the rest by
their CRC-32.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple
from zlib import crc32

from shared.cleaning import MASK
from shared.mood.crisis import Crisis
from shared.mood.lexicon import NEGATORS
from shared.valence import Scores

SLOTS = 1 << 16
"""Weights of each class in a table."""

VERSION = 1
"""Of the meaning of the slots: a table trained on other features cannot be read."""

SCOPE = 3
"""Words after a negation that it reaches."""

PAIR = 0x9E3779B9
"""Keeps a pair of words from falling into the slot of the two words written as one."""

AWAY = 0x85EBCA6B
"""Keeps a negated word from falling into the slot of the word."""

_TOKEN = re.compile(rb"[a-z0-9']+|[!-/:-@\[-`{-~]+|[\x80-\xff]+")
_NUMBER = re.compile(r"\d+")
_ADDRESS = re.compile(r"https?:|www\.|\{link\}|\[link\]|<link>|<url>", re.IGNORECASE)
_NEGATIONS = frozenset(word.encode() for word in NEGATORS)
_FIRST_PERSON = frozenset(b"i me my mine im i'm i've ive i'd i'll we our us we've we're".split())
_SECOND_PERSON = frozenset(b"you your u ur yours you're youre".split())

SIGNS = {
    "compound": 11,
    "positive share": 8,
    "negative share": 8,
    "neutral share": 9,
    "crisis compound": 11,
    "crisis positive share": 8,
    "crisis negative share": 8,
    "crisis neutral share": 9,
    "worst word": 9,
    "best word": 9,
    "first word": 9,
    "last word": 9,
    "bad words": 6,
    "good words": 6,
    "sum of words": 15,
    "theme": 20,
    "exclamations": 4,
    "question marks": 3,
    "dots": 3,
    "numbers": 4,
    "length": 9,
    "shouted words": 4,
    "names of brands": 4,
    "begins with a name": 2,
    "speaks of itself": 2,
    "speaks to somebody": 2,
    "tags": 4,
    "negations": 4,
    "an address": 2,
    "a repost": 2,
    "but": 2,
}
"""The signs and how many values each can take."""

START = {name: sum(list(SIGNS.values())[:place]) for place, name in enumerate(SIGNS)}
FRONT = 256
"""Slots kept for the signs."""

THEMES = (
    "safety", "recall", "outage", "breach", "billing", "delay", "lost", "service", "quality", "quitting",
    "boycott", "discrimination", "layoffs", "legal", "praise", "neutral", "emoji", "",
)  # fmt: skip
_THEME = {theme: START["theme"] + place for place, theme in enumerate(THEMES)}


class Post(NamedTuple):
    """A post as it is weighed.

    ``text`` as it came, ``clean`` after cleaning, ``stock`` VADER's scores and ``own`` those with
    the crisis lexicon; ``words`` and ``found`` as read by that lexicon: what was
    found at which place.
    """

    text: str
    clean: str
    stock: Scores
    own: Scores
    shown: list[str]
    words: list[str]
    found: dict[int, float]
    crisis: Crisis


def features_of(post: Post) -> list[int]:
    """The slots that a post fills, each once, in no order that matters."""
    tokens = tokens_of(post.clean)
    present = frozenset(tokens)
    return [*signs_of(post, tokens, present), *words_of(tokens, present)]


def tokens_of(clean: str) -> list[bytes]:
    """Words, runs of marks, and runs of what is not ASCII, in small letters.

    >>> tokens_of("Don't panic!! \\u2764")
    [b"don't", b'panic', b'!!', b'\\xe2\\x9d\\xa4']
    """
    return _TOKEN.findall(clean.lower().encode("utf-8", "replace"))


def words_of(tokens: list[bytes], present: frozenset[bytes]) -> set[int]:
    """The slots of words, of pairs of words, and of words within the scope of a negation."""
    codes = list(map(crc32, tokens))
    pairs = map(crc32, [*tokens, b"$"], [code ^ PAIR for code in (crc32(b"^"), *codes)])
    room = SLOTS - FRONT
    slots = {FRONT + code % room for code in chain(codes, pairs)}
    if not _NEGATIONS.isdisjoint(present):
        slots.update(FRONT + (codes[place] ^ AWAY) % room for place in _negated(tokens))
    return slots


def signs_of(post: Post, tokens: list[bytes], present: frozenset[bytes]) -> list[int]:
    """The slots of what the lexicons and the form of a post say."""
    return [
        *_shares("compound", post.stock),
        *_shares("crisis compound", post.own),
        *_hits(list(post.found.values())),
        *_told(post),
        *_form(post, tokens, present),
    ]


def named(slot: int) -> tuple[str, int]:
    """The sign that a slot stands for, and its value.

    >>> named(START["but"] + 1)
    ('but', 1)
    """
    name = next(name for name in reversed(SIGNS) if START[name] <= slot)
    return name, slot - START[name]


def _shares(first: str, scores: Scores) -> tuple[int, int, int, int]:
    start = START[first]
    return (
        start + 5 + round(scores.compound * 5),
        start + 11 + min(6, int(scores.positive * 12)),
        start + 19 + min(6, int(scores.negative * 12)),
        start + 27 + int(scores.neutral * 8),
    )


def _hits(valences: list[float]) -> Sequence[int]:
    if not valences:
        return ()
    return (
        START["worst word"] + _step(min(valences)),
        START["best word"] + _step(max(valences)),
        START["first word"] + _step(valences[0]),
        START["last word"] + _step(valences[-1]),
        START["bad words"] + min(4, sum(valence < -0.9 for valence in valences)),
        START["good words"] + min(4, sum(valence > 0.9 for valence in valences)),
        START["sum of words"] + 7 + max(-6, min(6, round(_total(valences) / 1.5))),
    )


def _step(valence: float) -> int:
    return 4 + max(-4, min(4, round(valence)))


def _total(valences: list[float]) -> float:
    """Added one by one, so that every Python rounds alike."""
    total = 0.0
    for valence in valences:
        total += valence
    return total


def _told(post: Post) -> set[int]:
    themes, words, found = post.crisis.themes, post.words, post.found
    return {_THEME[themes[words[place]]] for place in found if abs(found[place]) > 0.4 and words[place] in themes}


def _form(post: Post, tokens: list[bytes], present: frozenset[bytes]) -> list[int]:
    clean, text = post.clean, post.text
    signs = [START["length"] + min(8, len(tokens) // 4)]
    counts = (
        ("exclamations", 3, clean.count("!")),
        ("question marks", 2, clean.count("?")),
        ("dots", 2, clean.count("..")),
        ("numbers", 3, len(_NUMBER.findall(clean))),
        ("names of brands", 3, clean.count(MASK)),
        ("tags", 3, clean.count("#")),
        ("shouted words", 3, sum(word.isupper() and len(word) > 2 for word in post.shown)),
        ("negations", 3, sum(word in NEGATORS or "n't" in word for word in post.words)),
        ("begins with a name", 1, clean.startswith(MASK)),
        ("speaks of itself", 1, not _FIRST_PERSON.isdisjoint(present)),
        ("speaks to somebody", 1, not _SECOND_PERSON.isdisjoint(present)),
        ("an address", 1, _ADDRESS.search(text) is not None),
        ("a repost", 1, b"rt" in present),
        ("but", 1, b"but" in present),
    )
    signs.extend(START[name] + min(most, count) for name, most, count in counts if count)
    return signs


def _negated(tokens: list[bytes]) -> set[int]:
    reached, left = set[int](), 0
    for place, token in enumerate(tokens):
        if token in _NEGATIONS:
            left = SCOPE
        elif left:
            reached.add(place)
            left -= 1
    return reached
