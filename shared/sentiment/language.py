"""The language of a post: its text and the channel's language field in, a two-letter code out.

The field decides, unless the script contradicts it (Mastodon clients label Chinese
posts "en"). Without a field the script decides, then the most frequent words of eleven
languages vote. It is deterministic and takes a few microseconds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

UNKNOWN = ""

_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
"""Codes that name no language: those of ISO 639, and private ones that X uses for bare links, tags and media."""


class _CommonWords(NamedTuple):
    """Words by language, languages by word, the words of English alone, and the words of other languages alone."""

    words: dict[str, set[str]]
    languages: dict[str, list[str]]
    english: frozenset[str]
    foreign: frozenset[str]


@cache
def _common_words() -> _CommonWords:
    """Read, when the first post without a field comes, from lines with a code, a colon and words."""
    words: defaultdict[str, set[str]] = defaultdict(set)
    for line in Path(__file__).with_name("common_words.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            language, _, listed = line.partition(": ")
            words[language].update(listed.split())
    languages: defaultdict[str, list[str]] = defaultdict(list)
    for language, found in words.items():
        for word in found:
            languages[word].append(language)
    only = frozenset(word for word in words["en"] if len(languages[word]) == 1)
    return _CommonWords(dict(words), dict(languages), only, frozenset(languages.keys() - words["en"]))


ENOUGH_VOTES = 3
"""So many half votes are enough for another language."""

MIN_WORDS = 3
"""Two half votes are enough in a post of so many words, if none of them is a common English word."""

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_LINKS_AND_TAGS = re.compile(r"https?://\S+|[@#]\w+")
_SCRIPTS = (
    ("el", "\u0370", "\u03ff"),
    ("ru", "\u0400", "\u04ff"),
    ("he", "\u0590", "\u05ff"),
    ("ar", "\u0600", "\u06ff"),
    ("hi", "\u0900", "\u097f"),
    ("th", "\u0e00", "\u0e7f"),
    ("ja", "\u3040", "\u30ff"),
    ("zh", "\u4e00", "\u9fff"),
    ("ko", "\uac00", "\ud7af"),
)
"""The first and the last character of each script, in the order of Unicode."""

_FIRST_CHARACTERS = [first for _, first, _ in _SCRIPTS]
SCRIPT_SHARE = 0.5
"""A script decides if at least this share of the letters is in it."""


def language_of(text: str, field: str = UNKNOWN) -> str:
    """A code of two letters (three for rarer languages), or ``""`` if the language is unknown.

    >>> language_of("Das ist nicht gut"), language_of("这个产品有问题", "en"), language_of("ok", "en-GB")
    ('de', 'zh', 'en')
    >>> language_of("👍👍")
    ''
    """
    named = _code(field) if field else UNKNOWN
    if named and text.isascii():
        return named
    words = _LINKS_AND_TAGS.sub(" ", text) if "@" in text or "#" in text or "://" in text else text
    return _by_script(words) or named or _by_votes(words)


def is_english(language: str) -> bool:
    """Whether the lexicons apply; an unknown language (a lone emoji, a name) counts as English.

    >>> is_english(""), is_english("en"), is_english("de")
    (True, True, False)
    """
    return language in (UNKNOWN, "en")


@lru_cache(maxsize=256)
def _code(field: str) -> str:
    code = field[:20].strip().lower().replace("_", "-").partition("-")[0]
    if not re.fullmatch(r"[a-z]{2,3}", code) or code in _NO_LANGUAGE:
        return UNKNOWN
    return "en" if code == "eng" else code


def _by_script(text: str) -> str:
    if text.isascii():
        return UNKNOWN
    scripts = Counter(map(_script_of, filter("\u036f".__lt__, text)))
    letters = sum(map(str.isalpha, text))
    if scripts["ja"]:
        scripts["ja"] += scripts["zh"]  # Japanese mixes its own syllables with Chinese characters
    scripts.pop(UNKNOWN, None)
    language, count = max(scripts.items(), key=itemgetter(1), default=(UNKNOWN, 0))
    return language if count and count >= SCRIPT_SHARE * letters else UNKNOWN


def _script_of(character: str) -> str:
    position = bisect_right(_FIRST_CHARACTERS, character) - 1
    return _SCRIPTS[position][0] if position >= 0 and character <= _SCRIPTS[position][2] else UNKNOWN


def _by_votes(text: str) -> str:
    """The language with most votes: each of its common words gives one, or half a vote if it is English too."""
    common, lower = _common_words(), text.lower()
    split = set(lower.split())
    if len(split & common.english) >= ENOUGH_VOTES and common.foreign.isdisjoint(split):
        return "en"
    words = set(_WORD.findall(lower.replace("\u2019", "'")))
    english = words & common.words["en"]
    if common.foreign.isdisjoint(words):
        return "en" if english else UNKNOWN
    votes: Counter[str] = Counter()
    for word in words & common.languages.keys():
        for language in common.languages[word]:
            votes[language] += 1 if word in english else 2
    english_votes = sum(1 if len(common.languages[word]) > 1 else 2 for word in english)
    votes.pop("en", None)
    best = max(votes.values())
    if best > english_votes and (best >= ENOUGH_VOTES or (not english and len(words) >= MIN_WORDS)):
        return next(language for language in common.words if votes[language] == best)
    return "en" if english else UNKNOWN
