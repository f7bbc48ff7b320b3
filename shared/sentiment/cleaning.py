"""What is done to a post before its mood is taken, because the lexicons would misread it.

Each step has a name, so that it can be left out and its worth be measured:
``python -m tests.benchmarks sentiment`` prints what every one gains.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Callable, Collection

from shared.sentiment.vader_lexicon import BOOSTERS, vader

MAX_CHARACTERS = 16_384
"""Characters of a text that are read: no network's post is longer, and no input may stall the others."""

MASK = "brandname"
"""Stands for the brand: no word of any lexicon."""

Step = Callable[[str, re.Pattern[str] | None], str]

# Those that few texts need are strings, compiled when they are used first: a cold start does without.
_HANDLE = re.compile(r"(?<![\w@])@[\w][\w.\-]*(?:@[\w.\-]+)?")
_ADDRESS = r"[Hh][Tt][Tt][Pp][Ss]?://\S+|[Ww][Ww][Ww]\.\S+|[{\[<](?:link|url|LINK|URL)[}\]>]"
_ADDRESSED = ("://", "{", "[", "<", "www.", "WWW.", "Www.")
"""One of these is in every text that has an address."""

_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u2032": "'"})
_BACKTICK = r"`(?<=[A-Za-z]`)(?=[A-Za-z])"
_SELECTORS = "[\ufe00-\ufe0f\u200d\U0001f3fb-\U0001f3ff]"
_PICTURE = "([\u2190-\u2bff\U0001f000-\U0001faff])"

# These begin with the characters they look for and look back afterwards: so they skip through a text quickly.
_PAIR = "[A-Za-z]{2}"
_JOINED = rf"/(?<={_PAIR}/)(?={_PAIR})|…(?<={_PAIR}…)(?={_PAIR})|\.(?<={_PAIR}\.)\.+(?={_PAIR})"
_TIGHT = re.compile(r"[,;!?](?<=[A-Za-z][,;!?])[,;!?]*(?=[A-Za-z])")
_RUN = re.compile(r"([a-z])\1\1+", re.IGNORECASE)


def cleaned(text: str, brand: re.Pattern[str] | None = None, without: Collection[str] = ()) -> str:
    """The text as the lexicons can read it, its blanks single; only its first 16,384 characters.

    ``brand`` finds the brand's words (:func:`shared.domain.brand.word_pattern`); ``without`` names
    the steps of :data:`STEPS` to leave out.

    >>> cleaned("@united your flight isn\\u2019t late\\U0001f621terrible&lt;3 slow/rude https://x.example/?a=??")
    "brandname your flight isn't late \\U0001f621 terrible<3 slow rude"
    """
    text = text[:MAX_CHARACTERS]
    for name, step in STEPS.items():
        if name not in without:
            text = step(text, brand)
    return " ".join(text.split())


def changes(text: str, brand: re.Pattern[str] | None = None) -> list[str]:
    """The names of the steps that change something in a text.

    >>> changes("It isn\\u2019t gooood")
    ['quotes', 'drawn-out words']
    """
    text, found = text[:MAX_CHARACTERS], []
    for name, step in STEPS.items():
        after = step(text, brand)
        if after != text:
            found.append(name)
        text = after
    return found


def _entities(text: str, _brand: re.Pattern[str] | None) -> str:
    return html.unescape(text) if "&" in text else text


def _addresses(text: str, _brand: re.Pattern[str] | None) -> str:
    return re.sub(_ADDRESS, " ", text) if any(mark in text for mark in _ADDRESSED) else text


def _handles(text: str, _brand: re.Pattern[str] | None) -> str:
    return _HANDLE.sub(MASK, text) if "@" in text else text


def _brands(text: str, brand: re.Pattern[str] | None) -> str:
    return brand.sub(_mask, text) if brand is not None else text


def _mask(found: re.Match[str]) -> str:
    """The mask in the case of what it stands for: shouting is part of the mood."""
    return MASK.upper() if found[0].isupper() else MASK


def _quotes(text: str, _brand: re.Pattern[str] | None) -> str:
    if "`" in text:
        text = re.sub(_BACKTICK, "'", text)
    return text if text.isascii() else text.translate(_QUOTES)


def _selectors(text: str, _brand: re.Pattern[str] | None) -> str:
    return text if text.isascii() else re.sub(_SELECTORS, "", text)


def _emoji(text: str, _brand: re.Pattern[str] | None) -> str:
    return text if text.isascii() else re.sub(_PICTURE, r" \1 ", text)


def _joined(text: str, _brand: re.Pattern[str] | None) -> str:
    if "/" in text or ".." in text or "…" in text:
        text = re.sub(_JOINED, " ", text)
    return _TIGHT.sub(r"\g<0> ", text)


def _drawn(text: str, _brand: re.Pattern[str] | None) -> str:
    """Words of the lexicon as it spells them, where somebody drew them out."""
    if _RUN.search(text) is None:
        return text
    return " ".join(_spelt(token) if _RUN.search(token) else token for token in text.split(" "))


def _spelt(token: str) -> str:
    word = token.strip(string.punctuation)
    spellings = (word, _RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word))
    known = next((spelling for spelling in spellings if _known(spelling.lower())), word)
    return token.replace(word, known, 1) if word else token


def _known(word: str) -> bool:
    return word in vader().valences or word in BOOSTERS


STEPS: dict[str, Step] = {
    "entities": _entities,
    "addresses": _addresses,
    "handles": _handles,
    "brands": _brands,
    "quotes": _quotes,
    "selectors": _selectors,
    "emoji": _emoji,
    "joined words": _joined,
    "drawn-out words": _drawn,
}
"""The steps in their order."""
