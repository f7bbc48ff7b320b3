"""Word features: the tokens of a cleaned text in, slot numbers out.

Words, pairs of words and negated words share the first 65,536 slots of a model, each
at its CRC-32 (feature hashing). Two of them may fall into one slot.
"""

from __future__ import annotations

import re
from itertools import pairwise
from zlib import crc32

from shared.domain.words import MASK
from shared.sentiment.vader_lexicon import NEGATORS

HASHED_SLOTS = 1 << 16
"""The number of slots for words."""

NEGATIONS = frozenset(word.encode() for word in (*NEGATORS, "nobody", "noone"))

NEGATION_SCOPE = 3
"""A negation reaches so many words after it."""

_PAIR_SALT = 0x9E3779B9
"""Keeps a pair of words out of the slot of the two words written as one."""

_NEGATED_SALT = 0x85EBCA6B
"""Keeps a negated word out of the slot of the word itself."""

_SLOT_MASK = HASHED_SLOTS - 1
_START = crc32(b"^")
"""Stands for the start of a text in its first pair."""

_TOKEN = re.compile(rb"[a-z0-9']+|[!-/:-@\[-`{-~]+|[\x80-\xff]+")


def tokenise(clean: str) -> list[bytes]:
    """Words, runs of punctuation and runs of other characters, in lower case.

    >>> tokenise("Don't panic!! \\u2764")
    [b"don't", b'panic', b'!!', b'\\xe2\\x9d\\xa4']
    """
    return _TOKEN.findall(clean.lower().encode("utf-8", "replace"))


def word_slots(tokens: list[bytes], present: frozenset[bytes]) -> set[int]:
    """The slots of words, pairs of neighbours and negated words; ``present`` is the set of the tokens."""
    codes = list(map(crc32, tokens))
    pairs = map(crc32, [*tokens, b"$"], [code ^ _PAIR_SALT for code in (_START, *codes)])
    slots = {code & _SLOT_MASK for code in [*codes, *pairs]}
    if not NEGATIONS.isdisjoint(present):
        slots.update((codes[position] ^ _NEGATED_SALT) & _SLOT_MASK for position in negated_positions(tokens))
    return slots


def word_slot_names(tokens: list[bytes]) -> dict[int, str]:
    """What each slot of :func:`word_slots` stands for; if two words share a slot, the first."""
    shown = ["^", *(_shown(token) for token in tokens), "$"]
    names: dict[int, str] = {}
    for token, word in zip(tokens, shown[1:], strict=False):
        names.setdefault(crc32(token) & _SLOT_MASK, word)
    codes = (_START, *map(crc32, tokens))
    for (one, two), token, code in zip(pairwise(shown), [*tokens, b"$"], codes, strict=True):
        names.setdefault(crc32(token, code ^ _PAIR_SALT) & _SLOT_MASK, f"{one} {two}")
    for position in negated_positions(tokens):
        names.setdefault((crc32(tokens[position]) ^ _NEGATED_SALT) & _SLOT_MASK, f"not … {shown[position + 1]}")
    return names


def _shown(token: bytes) -> str:
    """A token as a reader may see it."""
    word = token.decode("utf-8", "replace")
    return "(brand)" if word == MASK else word


def negated_positions(tokens: list[bytes]) -> set[int]:
    """The positions of the words that a negation reaches."""
    reached, left = set[int](), 0
    for position, token in enumerate(tokens):
        if token in NEGATIONS:
            left = NEGATION_SCOPE
        elif left:
            reached.add(position)
            left -= 1
    return reached
