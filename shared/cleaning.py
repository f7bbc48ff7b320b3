"""What is done to a post before its sentiment is taken, because the lexicon would misread it."""

from __future__ import annotations

import html
import re

SCORED_BYTES = 848
"""UTF-8 bytes of a text that are scored: VADER takes time with the square of the length."""

MASK = "brandname"
"""Stands for the brand: no word of any lexicon."""

_HANDLE = re.compile(r"(?<![\w@])@[\w][\w.\-]*(?:@[\w.\-]+)?")
_ADDRESS = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://\S+|[Ww][Ww][Ww]\.\S+")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u2032": "'"})
_SELECTORS = re.compile("[\ufe00-\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
_PICTURE = re.compile("([\u2190-\u2bff\U0001f000-\U0001faff])")

# These begin with the characters they look for and look back afterwards: so they skip through a text quickly.
_PAIR = "[A-Za-z]{2}"
_JOINED = re.compile(rf"/(?<={_PAIR}/)(?={_PAIR})|…(?<={_PAIR}…)(?={_PAIR})|\.(?<={_PAIR}\.)\.+(?={_PAIR})")
_TIGHT = re.compile(r"[,;!?](?<=[A-Za-z][,;!?])[,;!?]*(?=[A-Za-z])")
_SHORT = re.compile(r"[.,!?](?<=\b(?:no|ok|ha|fu|gg|gj|jk|np|tx|ty|yw|xd)[.,!?])(?=[.,!?]*(?:\s|$))", re.IGNORECASE)


def cleaned(text: str, brand: re.Pattern[str] | None = None) -> str:
    """The text as the lexicon can read it.

    Entities resolved, handles and brand names masked, quotes straight, emoji apart from
    words, joined words apart, addresses gone; and a stop set apart from the shortest
    words, which the lexicon would take for an emoticon.

    ``brand`` finds the brand's words (:func:`shared.brand.word_pattern`).

    >>> cleaned("@united your flight isn\\u2019t late\\U0001f621terrible&lt;3 slow/rude https://x.example/?a=??")
    "brandname your flight isn't late \\U0001f621 terrible<3 slow rude"
    """
    capped = text[:SCORED_BYTES].encode("utf-8", "replace")[:SCORED_BYTES].decode("utf-8", "ignore")
    plain = _ADDRESS.sub(" ", html.unescape(capped))
    masked = _HANDLE.sub(MASK, plain) if "@" in plain else plain
    if brand is not None:
        masked = brand.sub(_mask, masked)
    if not masked.isascii():
        masked = _PICTURE.sub(r" \1 ", _SELECTORS.sub("", masked.translate(_QUOTES)))
    loose = _TIGHT.sub(r"\g<0> ", _JOINED.sub(" ", masked))
    return " ".join(_SHORT.sub(r" \g<0>", loose).split())


def _mask(found: re.Match[str]) -> str:
    """The mask in the case of what it stands for: shouting is part of the mood."""
    return MASK.upper() if found[0].isupper() else MASK
