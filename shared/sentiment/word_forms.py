"""The words of a text in each form that a reader of it takes: for VADER, for the phrases, for the hashed features.

Posts repeat their words, so the forms of what stands between two blanks are remembered.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import chain
from typing import NamedTuple, TypeVar
from zlib import crc32

from shared.intents.lexicon import phrase_lexicon
from shared.intents.phrase_rule import Tokens
from shared.intents.phrase_rule import tokenise as phrase_tokens
from shared.sentiment.hashed_words import tokenise as hashed_tokens
from shared.sentiment.vader import split_words

MOST = 8_192
"""Words whose forms are remembered at least; at most twice as many, about 10 MB."""

LONGEST = 40
"""Longer words come once, and would fill the memory."""

T = TypeVar("T")


class TextForms(NamedTuple):
    """A text as VADER's ``words`` and the same in ``lower`` case, as ``phrase_tokens`` and as ``hashed`` tokens.

    ``codes`` are the CRC-32 of the hashed tokens.
    """

    words: list[str]
    lower: list[str]
    phrase_tokens: Tokens
    hashed: list[bytes]
    codes: list[int]


class _WordForms(NamedTuple):
    """The same for what stands between two blanks."""

    word: str
    lower: str
    written: tuple[str, ...]
    normalised: tuple[str, ...]
    hashed: tuple[bytes, ...]
    codes: tuple[int, ...]


class _Memory(dict[str, _WordForms]):
    """Forms by word. When it is full it becomes the older half; a word that is used moves back to the newer one."""

    def __init__(self) -> None:
        super().__init__()
        self._older: dict[str, _WordForms] = {}

    def __missing__(self, word: str) -> _WordForms:
        found = self._older.get(word) or _word_forms(word)
        if len(word) <= LONGEST:
            if len(self) >= MOST:
                self._older = self.copy()
                self.clear()
            self[word] = found
        return found


def forms_of(text: str) -> TextForms:
    """The forms of a text.

    >>> found = forms_of("Isn't it (GREAT)?")
    >>> found.words, found.phrase_tokens.normalised
    (["Isn't", 'it', 'GREAT'], ['isnt', 'it', '(', 'great', ')', '?'])
    """
    found = list(map(_memory().__getitem__, text.split()))
    if not found:
        return TextForms([], [], Tokens([], []), [], [])
    words, lower, written, normalised, hashed, codes = zip(*found, strict=True)
    tokens = Tokens(_joined(written), _joined(normalised))
    return TextForms(list(words), list(lower), tokens, _joined(hashed), _joined(codes))


def _joined(parts: Iterable[Iterable[T]]) -> list[T]:
    return list(chain.from_iterable(parts))


@cache
def _memory() -> _Memory:
    return _Memory()


def _word_forms(text: str) -> _WordForms:
    (word,), tokens, hashed = split_words(text), phrase_tokens(text, phrase_lexicon().numbers), hashed_tokens(text)
    lower = word.lower()
    written = (lower,) if tokens.written == [lower] else tuple(tokens.written)  # one text for most words
    normalised = written if tokens.normalised == tokens.written else tuple(tokens.normalised)
    return _WordForms(word, lower, written, normalised, tuple(hashed), tuple(map(crc32, hashed)))
