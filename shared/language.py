"""Which language a post is in, as far as the sentiment lexicon cares: English or not.

The channel's own field comes first, unless the script contradicts it (Mastodon
clients label Chinese posts "en"). Without a field, the script decides, then the most
frequent words of seven languages vote. Deterministic, a few microseconds, no model.
"""

from __future__ import annotations

import re
from collections import Counter

UNKNOWN = ""

_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
"""Codes that name no language: ISO 639's own, and the private ones of X for bare links, tags and media."""

_STOP_WORDS = {
    "en": "the and is to of in it for that this you my with was have are not on be so they your just but get what",
    "de": "der die das und ist nicht ich es ein eine zu mit auf für den dem war sind auch wie aber noch wird bei",
    "fr": "le la les et est pas je un une des que pour dans ce il qui ne sur avec mais c'est au vous nous plus",
    "es": "el los las y es no que en un una por con para se lo mi como pero más muy del esta está qué",
    "it": "il gli e è non che di un una per con sono mi ma come più della questo anche ho ha si lo",
    "pt": "o os as e é não que de um uma por com para se mas como mais muito do da em está eu meu você",
    "nl": "de het een en is niet ik van dat op te zijn met voor maar ook er aan wat nog bij naar dit heb",
}
_VOTES = {
    word: [language for language, words in _STOP_WORDS.items() if word in words.split()]
    for word in {word for words in _STOP_WORDS.values() for word in words.split()}
}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_NOISE = re.compile(r"https?://\S+|[@#]\w+")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
MOSTLY = 0.5
"""The share of letters from which on a script decides."""


def language_of(text: str, field: str = UNKNOWN) -> str:
    """A two-letter code, ``""`` where nothing tells.

    >>> language_of("Das ist nicht gut"), language_of("这个产品有问题", "en"), language_of("ok", "en-GB")
    ('de', 'zh', 'en')
    >>> language_of("👍👍")
    ''
    """
    words = _NOISE.sub(" ", text)
    return _by_script(words) or _primary(field) or _by_votes(words)


def is_english(language: str) -> bool:
    """Whether the lexicon may speak; the unknown (a lone emoji, a name) counts as English.

    >>> is_english(""), is_english("en"), is_english("de")
    (True, True, False)
    """
    return language in (UNKNOWN, "en")


def _primary(field: str) -> str:
    code = field[:20].strip().lower().replace("_", "-").partition("-")[0]
    if not re.fullmatch(r"[a-z]{2,3}", code) or code in _NO_LANGUAGE:
        return UNKNOWN
    return "en" if code == "eng" else code


def _by_script(text: str) -> str:
    if text.isascii():
        return UNKNOWN
    letters = sum(map(str.isalpha, text))
    for language, script in _SCRIPTS:
        if letters and len(script.findall(text)) / letters >= MOSTLY:
            return language
    # Japanese mixes its own syllables with Chinese characters; either alone may be under half.
    mixed = len(_SCRIPTS[0][1].findall(text)) + len(_SCRIPTS[2][1].findall(text))
    return "ja" if letters and mixed / letters >= MOSTLY else UNKNOWN


def _by_votes(text: str) -> str:
    votes: Counter[str] = Counter()
    for word in _WORD.findall(text.lower()):
        for language in _VOTES.get(word, ()):
            votes[language] += 1
    if not votes:
        return UNKNOWN
    best = max(votes.values())
    winners = [language for language in _STOP_WORDS if votes[language] == best]
    return winners[0]
