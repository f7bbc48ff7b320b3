"""The crisis lexicon: VADER's lexicon plus words, phrases and emoji that tell of a brand's trouble.

Each line of ``crisis.tsv`` holds one of them, with its valence and the reason. VADER's
rules then run over both lexicons together; a phrase counts as one word. A brand may add
words of its own, or change the valence of ours.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import compress, count
from pathlib import Path
from typing import NamedTuple

from shared.sentiment.vader_lexicon import Lexicon, vader_lexicon

MAX_VALENCE = 4.0
"""The largest valence, positive or negative: VADER's scale."""

NEGATION_SYNONYMS = {
    "nobody": "none",
    "noone": "none",
    "no one": "none",
    "opposite of": "not",
}
"""Negations that VADER does not know, each with one that it knows."""

_NEGATIONS = frozenset(NEGATION_SYNONYMS)

THEME_VALENCE = 0.4
"""A word counts for its theme if its valence is larger than this, positive or negative."""


class Entry(NamedTuple):
    """One line of the lexicon: a word or phrase, its valence, the reason, and the theme it stands under."""

    word: str
    valence: float
    why: str
    theme: str


class CrisisLexicon:
    """Both lexicons as one.

    ``valences`` holds the words and phrases, ``themes`` the theme of each word that counts for
    one, ``phrases`` the phrases by their first two words, the longest first.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        own = {entry.word: entry for entry in entries}
        valences = {word: entry.valence for word, entry in own.items()}
        self.entries = own
        self.valences: Lexicon = {**vader_lexicon(), **valences}
        self.themes = {word: entry.theme for word, entry in own.items() if abs(entry.valence) > THEME_VALENCE}
        self.phrases: dict[str, dict[str, list[list[str]]]] = {}
        phrases = (word.split() for word in (*own, *NEGATION_SYNONYMS) if " " in word)
        for phrase in sorted(phrases, key=len, reverse=True):
            self.phrases.setdefault(phrase[0], {}).setdefault(phrase[1], []).append(phrase)

    def join_phrases(self, words: list[str], lower: list[str]) -> tuple[list[str], list[str]]:
        """The words with each phrase joined into one: as they are written, and as the lexicon spells them.

        >>> default_lexicon().join_phrases(["I", "am", "ON", "hold", "#again"], ["i", "am", "on", "hold", "#again"])
        (['I', 'am', 'ON hold', '#again'], ['i', 'am', 'on hold', 'again'])
        """
        spelled = [word if word.isalpha() else self._lexicon_spelling(word) for word in lower]
        if not _NEGATIONS.isdisjoint(spelled):
            spelled = [NEGATION_SYNONYMS.get(word, word) for word in spelled]
        phrases, last = self.phrases, len(spelled) - 1
        firsts = compress(count(), map(phrases.__contains__, spelled))
        candidates = [i for i in firsts if i < last and spelled[i + 1] in phrases[spelled[i]]]
        if not candidates:
            return words, spelled
        sizes = {position: size for position in candidates if (size := self._phrase_size(spelled, position))}
        return self._join(words, spelled, sizes) if sizes else (words, spelled)

    def _phrase_size(self, spelled: list[str], position: int) -> int:
        """The number of words of the longest phrase that starts here; 0 if there is none."""
        phrases = self.phrases[spelled[position]][spelled[position + 1]]
        return next((len(phrase) for phrase in phrases if spelled[position : position + len(phrase)] == phrase), 0)

    @staticmethod
    def _join(words: list[str], spelled: list[str], sizes: Mapping[int, int]) -> tuple[list[str], list[str]]:
        joined_words, joined_spelled, end = list[str](), list[str](), 0
        for position, size in sizes.items():
            if position >= end:
                phrase = " ".join(spelled[position : position + size])
                joined_words += [*words[end:position], " ".join(words[position : position + size])]
                joined_spelled += [*spelled[end:position], NEGATION_SYNONYMS.get(phrase, phrase)]
                end = position + size
        return joined_words + words[end:], joined_spelled + spelled[end:]

    def _lexicon_spelling(self, word: str) -> str:
        """A word without the punctuation that VADER leaves on short words, and without the "#" of a hashtag."""
        if word in self.valences:
            return word
        word = without_apostrophe(word)
        plain = word.strip(string.punctuation)
        return word if plain == "no" else plain or word  # "No!" is an answer and negates nothing that follows


def without_apostrophe(word: str) -> str:
    """A negated verb as the lexicon spells it.

    >>> without_apostrophe("don't")
    'dont'
    """
    return word.replace("n't", "nt")


@cache
def default_lexicon() -> CrisisLexicon:
    """The lexicon that comes with the program."""
    return CrisisLexicon(default_entries())


@lru_cache(maxsize=64)
def extended_lexicon(words: tuple[tuple[str, float], ...]) -> CrisisLexicon:
    """The default lexicon with a brand's own words, given as pairs of a word or phrase and its valence.

    A valence beyond -4 or 4 is cut to it.
    """
    own = (Entry(_normalise(word), _clamp(valence), "the brand's own", "") for word, valence in words)
    return CrisisLexicon((*default_entries(), *own))


def lexicon_with(words: Mapping[str, float] | None) -> CrisisLexicon:
    """The default lexicon, extended by a brand's own words if it has any."""
    return extended_lexicon(tuple(sorted(words.items()))) if words else default_lexicon()


@cache
def default_entries() -> tuple[Entry, ...]:
    """Every line of ``crisis.tsv``."""
    return tuple(_parse(Path(__file__).with_name("crisis.tsv").read_text("utf-8")))


def _parse(text: str) -> Iterator[Entry]:
    theme = ""
    for line in text.splitlines():
        if line.startswith("#"):
            theme = line[2:].partition(":")[0]
        elif line:
            valence, word, why = line.split("\t")
            yield Entry(word, float(valence), why, theme)


def _normalise(word: str) -> str:
    return " ".join(without_apostrophe(part.strip(string.punctuation) or part) for part in word.lower().split())


def _clamp(valence: float) -> float:
    return max(-MAX_VALENCE, min(MAX_VALENCE, float(valence)))
