"""Names and words in a text of any script: the words to look for in, where they stand out.

Letters are compared without their case, accents and width: "Ørsted" is "ORSTED",
"Straße" is "STRASSE", and "Ｋｅｓｔｒｏ" is "Kestro", however a phone composed them. A
word ends where its script lets words end: Latin letters at any other letter of an
alphabet, Chinese, Japanese and Thai anywhere (they have no blanks), Korean before a particle.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

MASK = "brandname"
"""Replaces the words that mean the brand before a text is judged; no lexicon has this word, and no reader sees it."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese and Korean: a name may stand right beside such a letter."""

_LETTER = rf"(?:[^\W{_UNSPACED}]|[\u0900-\u0963\u0966-\u0dff])"
"""A letter of an alphabet with blanks between words, or a vowel sign of an Indian one."""

_KATAKANA = "[\u30a1-\u30fa\u30fc-\u30ff]"
_HANGUL = "[\uac00-\ud7af]"
_PARTICLES = (
    "(?:은|는|이|가|을|를|의|에|에서|에게|한테|께|로|으로|와|과|랑|이랑|도|만|까지|부터|보다|처럼|같은|이나|나|라고|이라고|라는|이라는|"
    "이다|입니다|인데|이고|고|들|측|사|요|야|아|님)?"
)
"""What Korean puts right after a name."""

_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\uff07\u2032", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\u00ad\ufeff\ufe0e\ufe0f", ""),
    **dict(zip("øØłŁđĐðÐıħĦ", "oOlLdDdDihH", strict=True)),
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ß": "ss",
    "ẞ": "SS",
    "þ": "th",
    "Þ": "TH",
}
"""Characters that people use for one another, and those that nobody sees."""


class _PlainCharacters(dict[int, str]):
    """A translation of characters to plain ones, which are worked out when they first come."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain_character(chr(code))
        return plain


_TRANSLATION = _PlainCharacters()
_CAMEL_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HASHTAG = re.compile(r"#\w+")


def contains_any(words: tuple[str, ...], text: str) -> bool:
    """Whether one of ``words`` stands in ``text`` as a whole word, also in a hashtag in capitals ("#BoycottAcme").

    >>> contains_any(("Kestro",), "Kestroの発火事故、2人けが"), contains_any(("Kestro",), "Kestrow")
    (True, False)
    """
    if not words:
        return False
    plain, pattern = plain_letters(unicodedata.normalize("NFKC", text)), word_pattern(words)
    if pattern.search(plain) is not None:
        return True
    return "#" in text and any(pattern.search(_CAMEL_CASE.sub(" ", tag)) for tag in _HASHTAG.findall(plain))


def replace_words(words: tuple[str, ...], replacement: Callable[[re.Match[str]], str], text: str) -> str:
    """The text with each of ``words`` replaced.

    >>> replace_words(("Ørsted",), lambda _: "X", "ORSTED and ørsted’s")
    'X and X’s'
    """
    plain = plain_letters(text)
    lower = plain.lower()
    if not any(map(lower.__contains__, _lower_names(words))):
        return text  # most posts in a feed do not name the brand, and this costs less than the pattern
    pattern = word_pattern(words)
    if plain == text:
        return pattern.sub(replacement, text)
    found = list(pattern.finditer(plain))
    if not found:
        return text
    if len(plain) != len(text):
        return pattern.sub(replacement, plain)
    for match in reversed(found):
        text = text[: match.start()] + replacement(match) + text[match.end() :]
    return text


def plain_letters(text: str) -> str:
    """The text with plain letters for accented, joined and wide ones; signs of other scripts keep theirs.

    >>> plain_letters("Nestle\\u0301 – Straße, Ｋｅｓｔｒｏ"), plain_letters("ガラス")
    ('Nestle - Strasse, Kestro', 'ガラス')
    """
    return text if text.isascii() else text.translate(_TRANSLATION)


@lru_cache(maxsize=512)
def _lower_names(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain_letters(unicodedata.normalize("NFKC", word)).lower() for word in words)


@lru_cache(maxsize=512)
def word_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of ``words`` as whole words in plain letters, in any case, the longest first.

    >>> word_pattern(("Best Buy", "Ann's")).sub("X", "best buy and ANN'S open at 9")
    'X and X open at 9'
    """
    plain = {plain_letters(unicodedata.normalize("NFKC", word)) for word in words}
    longest_first = sorted(filter(str.strip, plain), key=lambda word: (-len(word), word))
    groups = [(_bounds(word), re.escape(word)) for word in longest_first]
    spaced = "|".join(word for bounds, word in groups if bounds == _bounds("a"))
    others = [before + word + after for (before, after), word in groups if (before, after) != _bounds("a")]
    alternatives = [rf"(?<!{_LETTER})(?:{spaced})(?!{_LETTER})"] if spaced else []
    return re.compile("|".join([*alternatives, *others]) or r"(?!)", re.IGNORECASE)


def _bounds(word: str) -> tuple[str, str]:
    """What may not stand before a word, and after it, as patterns."""
    return _before(word[:1]), _after(word[-1:])


def _before(first: str) -> str:
    if re.match(_KATAKANA, first):
        return rf"(?<!{_KATAKANA})"
    if re.match(_HANGUL, first):
        return rf"(?<!{_HANGUL})"
    return "" if re.match(rf"[{_UNSPACED}]", first) else rf"(?<!{_LETTER})"


def _after(last: str) -> str:
    if re.match(_KATAKANA, last):
        return rf"(?!{_KATAKANA})"
    if re.match(_HANGUL, last):
        return rf"{_PARTICLES}(?!{_HANGUL})"
    return "" if re.match(rf"[{_UNSPACED}]", last) else rf"(?!{_LETTER})"


def _plain_character(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    if "\u0300" <= character <= "\u036f":
        return ""
    wide = (
        unicodedata.normalize("NFKC", character) if "\uff01" <= character <= "\uff5e" or character == "\u00a0" else ""
    )
    if wide:
        return _PLAIN.get(wide, wide)
    base = unicodedata.normalize("NFD", character)[0]
    return base if base < "\u0530" and "\u00c0" <= character < "\u2000" else character
