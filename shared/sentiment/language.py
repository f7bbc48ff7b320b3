"""The language of a post: its text and the channel's language field in, a two-letter code out.

The field decides, unless the script contradicts it (Mastodon clients label Chinese
posts "en"). Without a field the script decides. Text in Latin letters is English or not by
the letters of its words (:mod:`shared.sentiment.english`); if it is not, the most frequent
words of eleven languages name it. It is deterministic; docs/model-card.md has its cost.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from shared.domain.words import replace_words
from shared.sentiment.english import odds_of_text, words_of

UNKNOWN = ""

_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
"""Codes that name no language: those of ISO 639, and private ones that X uses for bare links, tags and media."""


class _CommonWords(NamedTuple):
    """Words by language, and languages by word."""

    words: dict[str, set[str]]
    languages: dict[str, list[str]]


@cache
def _common_words() -> _CommonWords:
    """Read, when the first post in another language comes, from lines with a code, a colon and words."""
    words: defaultdict[str, set[str]] = defaultdict(set)
    for line in Path(__file__).with_name("common_words.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            language, _, listed = line.partition(": ")
            words[language].update(listed.split())
    languages: defaultdict[str, list[str]] = defaultdict(list)
    for language, found in words.items():
        for word in found:
            languages[word].append(language)
    return _CommonWords(dict(words), dict(languages))


MIN_VOTES, VOTE_SHARE = 2, 0.2
"""So many common words of a language, and such a share of all words, name it."""

MIN_WORDS = 3
"""Fewer words are a name, a tag or a cry, of an unknown language if none is a common English word."""

AGAINST, PER_MISSING_WORD, ENOUGH_WORDS = 0.0, 1.5, 5
"""Log-odds against English beyond which a post is in another language; so much more for each word it has too few."""

PLAINLY = -2.0
"""At these log-odds a text has English words enough, however many they are."""

UNDETERMINED = "und"
"""A language that is not English, and not known (ISO 639)."""

_LINKS_AND_TAGS = re.compile(r"https?://\S+|[@#]\w+|[{\[<](?:link|url)[}\]>]", re.IGNORECASE)
_OTHER_LETTERS = re.compile(
    "[^\0-\u036f\u1e00-\u1eff\u2000-\u2bff\u2c60-\u2c7f\u2e00-\u303f\ua700-\ua7ff\uab30-\uab6f\ud800-\uf8ff\ufb00-\ufb12"
    "\ufe00-\ufe6f\uff00-\uff65\uffdd-\uffff\U0001d400-\U0001dfff\U0001f000-\U0001ffff\U00040000-\U0010ffff]"
)
"""Letters that are not Latin: named by what they are not, because ``re`` compiles each character of a range."""

_LATIN = re.compile("[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")

_SCRIPTS = (
    ("el", "\u0370", "\u03ff"),
    ("ru", "\u0400", "\u052f"),
    ("hy", "\u0530", "\u058f"),
    ("he", "\u0590", "\u05ff"),
    ("ar", "\u0600", "\u06ff"),
    ("dv", "\u0780", "\u07bf"),
    ("hi", "\u0900", "\u097f"),
    ("bn", "\u0980", "\u09ff"),
    ("pa", "\u0a00", "\u0a7f"),
    ("gu", "\u0a80", "\u0aff"),
    ("or", "\u0b00", "\u0b7f"),
    ("ta", "\u0b80", "\u0bff"),
    ("te", "\u0c00", "\u0c7f"),
    ("kn", "\u0c80", "\u0cff"),
    ("ml", "\u0d00", "\u0d7f"),
    ("si", "\u0d80", "\u0dff"),
    ("th", "\u0e00", "\u0e7f"),
    ("lo", "\u0e80", "\u0eff"),
    ("bo", "\u0f00", "\u0fff"),
    ("my", "\u1000", "\u109f"),
    ("ka", "\u10a0", "\u10ff"),
    ("am", "\u1200", "\u139f"),
    ("km", "\u1780", "\u17ff"),
    ("mn", "\u1800", "\u18af"),
    ("el", "\u1f00", "\u1fff"),
    ("ja", "\u3040", "\u30ff"),
    ("zh", "\u3400", "\u9fff"),
    ("ko", "\uac00", "\ud7af"),
)
"""The first and the last character of each script, in the order of Unicode, with the language most written in it."""

_FIRST_CHARACTERS = [first for _, first, _ in _SCRIPTS]
SCRIPT_SHARE = 0.5
"""A script decides if at least this share of the letters is in it."""


def language_of(text: str, field: str = UNKNOWN, names: tuple[str, ...] = ()) -> str:
    """A code of two letters (three for rarer languages), or ``""`` if the language is unknown.

    ``names`` are words that show no language: those of a brand. "und" is a language that is not English.

    >>> language_of("Das ist nicht gut"), language_of("这个产品有问题", "en"), language_of("ok", "en-GB")
    ('de', 'zh', 'en')
    >>> language_of("👍👍")
    ''
    """
    named = _code(field) if field else UNKNOWN
    if named and text.isascii():
        return named
    found = _by_script(text) or named or _by_letters(text)
    if names and not named and found not in (UNKNOWN, "en"):
        return _by_script(text) or _by_letters(replace_words(names, lambda _: " ", text))
    return found


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
    """The language of the script that at least half of the letters are in, other than Latin."""
    if text.isascii() or _OTHER_LETTERS.search(text) is None:
        return UNKNOWN
    text = _LINKS_AND_TAGS.sub(" ", text)
    others = _OTHER_LETTERS.findall(text)
    if not others:
        return UNKNOWN
    scripts = Counter(map(_script_of, others))
    if scripts["ja"]:
        scripts["ja"] += scripts["zh"]  # Japanese mixes its own syllables with Chinese characters
    letters = len(others) + len(_LATIN.findall(text))
    language, count = max(scripts.items(), key=itemgetter(1))
    if count >= SCRIPT_SHARE * letters:
        return language
    return UNDETERMINED if len(others) >= SCRIPT_SHARE * letters else UNKNOWN


def _script_of(character: str) -> str:
    position = bisect_right(_FIRST_CHARACTERS, character) - 1
    return _SCRIPTS[position][0] if position >= 0 and character <= _SCRIPTS[position][2] else UNDETERMINED


def _by_letters(text: str) -> str:
    """English, or another language by the letters of its words; unknown if there are no words to tell from."""
    odds = odds_of_text(text)
    if odds <= PLAINLY:
        return "en"
    words = words_of(_LINKS_AND_TAGS.sub(" ", text))
    if not words:
        return UNKNOWN
    if odds > AGAINST + PER_MISSING_WORD * max(0, ENOUGH_WORDS - len(words)):
        return _by_votes(frozenset(words))
    return "en" if len(words) >= MIN_WORDS or not _common_words().words["en"].isdisjoint(words) else UNKNOWN


def _by_votes(words: frozenset[str]) -> str:
    """The language, other than English, with most of its common words here; undetermined if none has two."""
    common = _common_words()
    votes = Counter(language for word in words for language in common.languages.get(word, ()) if language != "en")
    best = max(votes.values(), default=0)
    if best < max(MIN_VOTES, VOTE_SHARE * len(words)):
        return UNDETERMINED
    return next(language for language in common.words if votes[language] == best)
