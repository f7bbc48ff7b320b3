"""A text in, the first character that nobody sees out: names with such look alike, or read otherwise than they are.

Joiners are letters of some scripts and part of many emoji, so they are hidden only where
they join nothing (Unicode Standard Annex 31, section 2.3, in a simple form).
"""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Controls, formats (direction marks and overrides among them), lone surrogates, private use, and line separators."""

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that look like nothing."""

_UNJOINED = ("LATIN", "GREEK", "CYRILLIC")
"""Scripts without joiners."""

_FLAG = "\U0001f3f4"
"""A black flag, which some flags begin with; tags follow it."""


def hidden_character(text: str, allowed: str = "") -> str | None:
    """The first hidden character and where it is, in words; ``None`` where all is to be seen. ``allowed`` may be there.

    >>> hidden_character("Acme\\u202e")
    'U+202E (RIGHT-TO-LEFT OVERRIDE) as character 5'
    >>> hidden_character("می\\u200cخواهم"), hidden_character("👩\\u200d🔬"), hidden_character("Acme")
    (None, None, None)
    """
    for place, sign in enumerate(text):
        if sign not in allowed and _is_hidden(text, place):
            return f"U+{ord(sign):04X} ({unicodedata.name(sign, 'a control character')}) as character {place + 1}"
    return None


def _is_hidden(text: str, place: int) -> bool:
    sign = text[place]
    if sign in _JOINERS:
        return not (0 < place < len(text) - 1 and _joins(text[place - 1]) and _joins(text[place + 1]))
    if 0xE0020 <= ord(sign) <= 0xE007F:  # noqa: PLR2004 - the block of tags
        return _FLAG not in text[:place]
    return sign in _BLANK or unicodedata.category(sign) in _HIDDEN_CATEGORIES


def _joins(sign: str) -> bool:
    """Whether a joiner beside this character means something: a letter or mark of another script, or a symbol."""
    if sign in _JOINERS or sign.isascii():
        return False
    kind = unicodedata.category(sign)[0]
    return kind in "MS" or (kind == "L" and not unicodedata.name(sign, "").startswith(_UNJOINED))
