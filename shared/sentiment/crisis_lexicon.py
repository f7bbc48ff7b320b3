"""The crisis lexicon: what words, phrases and emoji say of a brand's trouble, over VADER's own.

``crisis.tsv`` holds one of them a line, with its valence and why. VADER's rules run
over both lexicons together; a phrase is one word to them. A brand may add words of
its own, or change the valence of ours.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from shared.sentiment.vader_lexicon import lexicon_of, vader

STRONGEST = 4.0
"""No word weighs more, either way: VADER's scale."""

TURNS = {
    "nobody": "none",
    "noone": "none",
    "no one": "none",
    "opposite of": "not",
    "far from": "not",
    "anything but": "not",
}
"""Words that deny what follows and VADER does not know for it, with one that it knows."""

_DENIALS = frozenset(TURNS)

TELLS = 0.4
"""From this valence on a word counts for its theme."""


class Entry(NamedTuple):
    """One line of the lexicon: the heading it stands under, its valence, and why."""

    word: str
    valence: float
    why: str
    theme: str


class CrisisLexicon:
    """Both lexicons as one.

    ``lexicon`` words and phrases, ``themes`` the heading of each word that tells, ``phrases`` by
    their first two words, the longest first.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        own = {entry.word: entry for entry in entries}
        self.entries = own
        self.lexicon = lexicon_of({**vader().valences, **{word: entry.valence for word, entry in own.items()}})
        self.themes = {word: entry.theme for word, entry in own.items() if abs(entry.valence) > TELLS}
        self.phrases: dict[str, dict[str, list[list[str]]]] = {}
        for phrase in sorted((word.split() for word in (*own, *TURNS) if " " in word), key=len, reverse=True):
            self.phrases.setdefault(phrase[0], {}).setdefault(phrase[1], []).append(phrase)

    def read(self, words: list[str], lower: list[str]) -> tuple[list[str], list[str]]:
        """The words with each phrase as one, as they are written and in the lexicon's spelling.

        >>> default_lexicon().read(["I", "am", "ON", "hold", "#again"], ["i", "am", "on", "hold", "#again"])
        (['I', 'am', 'ON hold', '#again'], ['i', 'am', 'on hold', 'again'])
        """
        spelt = [word if word.isalpha() else self._plain(word) for word in lower]
        if not _DENIALS.isdisjoint(spelt):
            spelt = [TURNS.get(word, word) for word in spelt]
        phrases = self.phrases
        maybe = [i for i, (one, two) in enumerate(pairwise(spelt)) if one in phrases and two in phrases[one]]
        sizes = {place: size for place in maybe if (size := self._size(spelt, place))}
        return self._joined(words, spelt, sizes) if sizes else (words, spelt)

    def _size(self, spelt: list[str], place: int) -> int:
        """How many words the longest phrase has that begins here; none if there is none."""
        found = self.phrases[spelt[place]][spelt[place + 1]]
        return next((len(phrase) for phrase in found if spelt[place : place + len(phrase)] == phrase), 0)

    @staticmethod
    def _joined(words: list[str], spelt: list[str], sizes: Mapping[int, int]) -> tuple[list[str], list[str]]:
        shown, found, last = list[str](), list[str](), 0
        for place, size in sizes.items():
            if place >= last:
                read = " ".join(spelt[place : place + size])
                shown += [*words[last:place], " ".join(words[place : place + size])]
                found += [*spelt[last:place], TURNS.get(read, read)]
                last = place + size
        return shown + words[last:], found + spelt[last:]

    def _plain(self, word: str) -> str:
        """A word without the marks that VADER leaves on short ones, and without the mark of a tag."""
        if word in self.lexicon.valences:
            return word
        word = small(word)
        plain = word.strip(string.punctuation)
        return word if plain == "no" else plain or word  # "No!" is an answer and denies nothing that follows


def small(word: str) -> str:
    """The lexicon's spelling: "don't" as "dont".

    >>> small("don't")
    'dont'
    """
    return word.replace("n't", "nt")


@cache
def default_lexicon() -> CrisisLexicon:
    """The lexicon that ships."""
    return CrisisLexicon(entries())


@lru_cache(maxsize=64)
def extended(words: tuple[tuple[str, float], ...]) -> CrisisLexicon:
    """The lexicon with a brand's own words: pairs of a word or phrase and its valence, -4 to 4 (more is cut)."""
    return CrisisLexicon(
        (*entries(), *(Entry(_spelt(word), _bounded(valence), "the brand's own", "") for word, valence in words))
    )


def lexicon_with(words: Mapping[str, float] | None) -> CrisisLexicon:
    """The shipped lexicon, or with a brand's own words."""
    return extended(tuple(sorted(words.items()))) if words else default_lexicon()


@cache
def entries() -> tuple[Entry, ...]:
    """Every line of the lexicon that ships."""
    return tuple(_entries(Path(__file__).with_name("crisis.tsv").read_text("utf-8")))


def _entries(text: str) -> Iterator[Entry]:
    theme = ""
    for line in text.splitlines():
        if line.startswith("#"):
            theme = line[2:].partition(":")[0]
        elif line:
            valence, word, why = line.split("\t")
            yield Entry(word, float(valence), why, theme)


def _spelt(word: str) -> str:
    return " ".join(small(part.strip(string.punctuation) or part) for part in word.lower().split())


def _bounded(valence: float) -> float:
    return max(-STRONGEST, min(STRONGEST, float(valence)))
