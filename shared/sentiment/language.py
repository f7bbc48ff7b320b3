"""Which language a post is in, as far as the sentiment lexicon cares: English or not.

The channel's own field comes first, unless the script contradicts it (Mastodon
clients label Chinese posts "en"). Without a field, the script decides, then the most
frequent words of eleven languages vote. Deterministic, a few microseconds, no model.
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
"""Codes that name no language: ISO 639's own, and the private ones of X for bare links, tags and media."""


class _Common(NamedTuple):
    """Words by language, languages by word, the words that are English alone, and those that are not English."""

    words: dict[str, set[str]]
    languages: dict[str, list[str]]
    english: frozenset[str]
    foreign: frozenset[str]


@cache
def _common() -> _Common:
    """Read from lines of a code, a colon, and words, when a post comes without a field first."""
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
    return _Common(dict(words), dict(languages), only, frozenset(languages.keys() - words["en"]))


SURE = 3
"""Half votes for another language that are enough; two are in a post of :data:`FEW` words and none for English."""

FEW = 3
"""From so many words on, a post without any common English word is looked at twice."""

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_NOISE = re.compile(r"https?://\S+|[@#]\w+")
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

_FIRSTS = [first for _, first, _ in _SCRIPTS]
MOSTLY = 0.5
"""The share of letters from which on a script decides."""


def language_of(text: str, field: str = UNKNOWN) -> str:
    """A two-letter code, ``""`` where nothing tells.

    >>> language_of("Das ist nicht gut"), language_of("这个产品有问题", "en"), language_of("ok", "en-GB")
    ('de', 'zh', 'en')
    >>> language_of("👍👍")
    ''
    """
    named = _primary(field) if field else UNKNOWN
    if named and text.isascii():
        return named
    words = _NOISE.sub(" ", text) if "@" in text or "#" in text or "://" in text else text
    return _by_script(words) or named or _by_votes(words)


def is_english(language: str) -> bool:
    """Whether the lexicon may speak; the unknown (a lone emoji, a name) counts as English.

    >>> is_english(""), is_english("en"), is_english("de")
    (True, True, False)
    """
    return language in (UNKNOWN, "en")


@lru_cache(maxsize=256)
def _primary(field: str) -> str:
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
    return language if count and count >= MOSTLY * letters else UNKNOWN


def _script_of(character: str) -> str:
    place = bisect_right(_FIRSTS, character) - 1
    return _SCRIPTS[place][0] if place >= 0 and character <= _SCRIPTS[place][2] else UNKNOWN


def _by_votes(text: str) -> str:
    """The language with the most of its common words in the post, each once; half a vote for what is English too."""
    common, lower = _common(), text.lower()
    bare = set(lower.split())
    if len(bare & common.english) >= SURE and common.foreign.isdisjoint(bare):
        return "en"
    words = set(_WORD.findall(lower.replace("\u2019", "'")))
    english = words & common.words["en"]
    if common.foreign.isdisjoint(words):
        return "en" if english else UNKNOWN
    votes: Counter[str] = Counter()
    for word in words & common.languages.keys():
        for language in common.languages[word]:
            votes[language] += 1 if word in english else 2
    rival = sum(1 if len(common.languages[word]) > 1 else 2 for word in english)
    votes.pop("en", None)
    best = max(votes.values())
    if best > rival and (best >= SURE or (not english and len(words) >= FEW)):
        return next(language for language in common.words if votes[language] == best)
    return "en" if english else UNKNOWN
