"""Whether words are English: words in Latin letters in, the odds against English out.

A linear table over the letters of each word: its runs of two, three and four letters,
and the word itself. ``infra/training/english.py`` learns it from translations of the
Universal Declaration of Human Rights and of Django in 400 languages; docs/model-card.md
has its figures. The odds of a word are remembered, as posts repeat their words.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

SLOTS = 1 << 15
"""Weights of the table; two runs of letters may share one."""

LONGEST_RUN = 4
LONGEST_WORD = 30
"""Letters of a word that are read."""

MOST = 130
"""No single word, which may be a name, counts for more."""

_SLOT_MASK = SLOTS - 1
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_AROUND_WORDS = ".,:;!?'\"()*-"
_HANDLE_OR_TAG = re.compile(r"[@#]\w+|[{\[<](?:link|url)[}\]>]")


class EnglishTable(NamedTuple):
    """Whole numbers from -127 to 127, to be multiplied by the scale: log-odds against English; and their start."""

    weights: array[int]
    scale: float
    bias: float


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without numbers and punctuation.

    >>> words_of("It isn\u2019t 2 late!")
    ['it', "isn't", 'late']
    """
    return _WORD.findall(text.lower().replace("\u2019", "'"))


def odds_against_english(words: Iterable[str]) -> float:
    """The log-odds that words in lower case are not English, added up word by word.

    >>> odds_against_english("the kettle is broken and nobody answers".split()) < 0
    True
    >>> odds_against_english("moje konvice se po dvou dnech rozbila".split()) > 0
    True
    """
    table = english_table()
    return table.bias + table.scale * sum(map(_weight, words))


def letter_runs(word: str) -> list[int]:
    """The slots of a word: of its runs of two to four letters, its ends marked, and of a longer word itself."""
    marked = f"<{word[:LONGEST_WORD]}>".encode("utf-8", "replace").decode()
    runs = [
        marked[start : start + length]
        for length in range(2, LONGEST_RUN + 1)
        for start in range(len(marked) - length + 1)
    ]
    return [crc32(run.encode()) & _SLOT_MASK for run in ([marked, *runs] if len(marked) > LONGEST_RUN else runs)]


def odds_of_text(text: str) -> float:
    """The same for a text, cut at its blanks; addresses, handles and hashtags show no language.

    >>> odds_of_text("the kettle (new!) is broken, @acme #fail https://x.example") < 0
    True
    """
    table = english_table()
    return table.bias + table.scale * sum(map(_token_weight, text.lower().split()))


@lru_cache(maxsize=32_768)
def _token_weight(token: str) -> int:
    """The weights of the words in a token, which may have punctuation around it."""
    word = token.strip(_AROUND_WORDS)
    if word.isalpha() and word.isascii():
        return _weight(word)
    if "://" in token:
        return 0
    return sum(map(_weight, words_of(_HANDLE_OR_TAG.sub(" ", token))))


@lru_cache(maxsize=8_192)
def _weight(word: str) -> int:
    weights = english_table().weights
    return max(-MOST, min(MOST, sum([weights[slot] for slot in letter_runs(word)])))


@cache
def english_table() -> EnglishTable:
    """The table that comes with the program, read on first use."""
    head, _, weights = Path(__file__).with_name("english.table").read_bytes().partition(b"\n")
    header = json.loads(head)
    return EnglishTable(array("b", weights), float(header["scale"]), float(header["bias"]))
