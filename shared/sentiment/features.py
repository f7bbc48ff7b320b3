"""What the table weighs in a post: its words and pairs of words, and what the lexicons and its form say.

Every feature is a number below ``SLOTS``: words and pairs share the first 65,536 by their
CRC-32, the signs of a post (what the lexicons and its form say) have places of their own behind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple
from zlib import crc32

from shared.sentiment.cleaning import MASK
from shared.sentiment.crisis_lexicon import TELLS, CrisisLexicon
from shared.sentiment.vader import Scores
from shared.sentiment.vader_lexicon import NEGATORS

WORDS = 1 << 16
"""Slots that words and pairs of words share."""

SLOTS = WORDS + 256
"""Weights of each class in a table."""

VERSION = 1
"""Of the meaning of the slots: a table trained on other features cannot be read."""

SCOPE = 3
"""Words after a negation that it reaches."""

PAIR = 0x9E3779B9
"""Keeps a pair of words from falling into the slot of the two words written as one."""

MARKED = 0.9
"""A valence beyond counts as a good or a bad word."""

AWAY = 0x85EBCA6B
"""Keeps a negated word from falling into the slot of the word."""

LAST = WORDS - 1
FIRST = crc32(b"^")
_TOKEN = re.compile(rb"[a-z0-9']+|[!-/:-@\[-`{-~]+|[\x80-\xff]+")
_NEGATIONS = frozenset(word.encode() for word in (*NEGATORS, "nobody", "noone"))
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

START = {name: WORDS + sum(list(SIGNS.values())[:place]) for place, name in enumerate(SIGNS)}
"""The first slot of each sign."""

_FORM = tuple((START[name], size - 1) for name, size in list(SIGNS.items())[list(SIGNS).index("exclamations") :])
"""The first slot of each sign of form, and its largest value."""

THEMES = (
    "safety", "recall", "outage", "breach", "billing", "delay", "lost", "service", "quality", "quitting",
    "boycott", "discrimination", "layoffs", "legal", "praise", "neutral", "emoji", "",
)  # fmt: skip
_THEME = {theme: START["theme"] + place for place, theme in enumerate(THEMES)}


HIGHEST, MANY = 4, 4
WORST, BEST = START["worst word"] + HIGHEST, START["best word"] + HIGHEST
FIRST_WORD, LAST_WORD = START["first word"] + HIGHEST, START["last word"] + HIGHEST
BAD, GOOD, SUM = START["bad words"], START["good words"], START["sum of words"] + 7


class ParsedPost(NamedTuple):
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
    crisis: CrisisLexicon


def features_of(post: ParsedPost) -> list[int]:
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
    pairs = map(crc32, [*tokens, b"$"], [code ^ PAIR for code in (FIRST, *codes)])
    slots = {code & LAST for code in chain(codes, pairs)}
    if not _NEGATIONS.isdisjoint(present):
        slots.update((codes[place] ^ AWAY) & LAST for place in negated(tokens))
    return slots


def signs_of(post: ParsedPost, tokens: list[bytes], present: frozenset[bytes]) -> list[int]:
    """The slots of what the lexicons and the form of a post say."""
    return [
        *_shares("compound", post.stock),
        *_shares("crisis compound", post.own),
        *_hits(list(post.found.values())),
        *_told(post),
        *_form(post, tokens, present),
    ]


def named(slot: int) -> str:
    """The sign that a slot stands for, and its value.

    >>> named(START["exclamations"] + 2), named(START["theme"])
    ('exclamations: 2', 'theme: safety')
    """
    name = next(name for name in reversed(SIGNS) if START[name] <= slot)
    value = slot - START[name]
    return f"{name}: {THEMES[value] if name == 'theme' else value}"


def _shares(first: str, scores: Scores) -> tuple[int, int, int, int]:
    start, (compound, positive, negative, neutral) = START[first], scores
    return (
        start + 5 + round(compound * 5),
        start + 11 + (int(positive * 12) if positive < 0.5 else 6),  # noqa: PLR2004 - half a text and more are one
        start + 19 + (int(negative * 12) if negative < 0.5 else 6),  # noqa: PLR2004
        start + 27 + int(neutral * 8),
    )


def _hits(valences: list[float]) -> Sequence[int]:
    if not valences:
        return ()
    total, bad, good = 0.0, 0, 0
    for valence in valences:  # added one by one, so that every Python rounds alike
        total += valence
        if valence < -MARKED:
            bad += 1
        elif valence > MARKED:
            good += 1
    return (
        WORST + _step(min(valences)),
        BEST + _step(max(valences)),
        FIRST_WORD + _step(valences[0]),
        LAST_WORD + _step(valences[-1]),
        BAD + (min(MANY, bad)),
        GOOD + (min(MANY, good)),
        SUM + max(-6, min(6, round(total / 1.5))),
    )


def _step(valence: float) -> int:
    step = round(valence)
    return step if -HIGHEST <= step <= HIGHEST else HIGHEST if step > 0 else -HIGHEST


def _told(post: ParsedPost) -> set[int]:
    themes, words = post.crisis.themes, post.words
    heard = {themes.get(words[place]) for place, valence in post.found.items() if not -TELLS <= valence <= TELLS}
    return {_THEME[theme] for theme in heard if theme is not None}


def _form(post: ParsedPost, tokens: list[bytes], present: frozenset[bytes]) -> list[int]:
    clean, text = post.clean, post.text
    counts = (
        clean.count("!"),
        clean.count("?"),
        clean.count(".."),
        sum(map(bytes.isdigit, tokens)),
        len(tokens) // 4,
        sum(map(str.isupper, post.shown)),
        clean.count(MASK),
        clean.startswith(MASK),
        not _FIRST_PERSON.isdisjoint(present),
        not _SECOND_PERSON.isdisjoint(present),
        clean.count("#"),
        len(_NEGATIONS & present),
        "://" in text or "www." in text or "{link}" in text,
        b"rt" in present,
        b"but" in present,
    )
    return [start + (min(most, count)) for (start, most), count in zip(_FORM, counts, strict=True) if count]


def negated(tokens: list[bytes]) -> set[int]:
    """The places of the words within the scope of a negation."""
    reached, left = set[int](), 0
    for place, token in enumerate(tokens):
        if token in _NEGATIONS:
            left = SCOPE
        elif left:
            reached.add(place)
            left -= 1
    return reached
