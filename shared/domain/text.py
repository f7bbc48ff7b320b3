"""Text from outside in; text that is safe in every store, log and terminal out, and digests and pseudonyms of it."""

from __future__ import annotations

import hashlib
import hmac
import html
import re
from functools import cache

_HARMFUL = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters except tab and newline
    "\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"  # marks that hide or reorder; joiners stay, as emoji need them
    "\ud800-\udfff]"  # lone surrogates, which UTF-8 cannot encode
)

SIMILARITY = 0.6
"""Two posts say the same from this Jaccard similarity of their words on."""

CONTAINED = 0.8
"""A text is a short form of another one that has so large a share of its words."""

_ENDLESS_NUMBER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")


def unescape(text: str) -> str:
    """HTML entities resolved; a reference to a number that is not a character becomes U+FFFD.

    Python refuses to read a number of more than 4,300 digits, and a post may have one.

    >>> unescape("it&#x27;s &#99999999999999999999;")
    "it's \\ufffd"
    """
    return html.unescape(_ENDLESS_NUMBER.sub("\ufffd", text)) if "&" in text else text


def whole_number(text: str) -> int | str:
    """The number that somebody wrote in a form; the text itself where it is none, which a check refuses by its field.

    >>> whole_number("60"), whole_number("-1"), whole_number("9" * 5_000)[:3]
    (60, '-1', '999')
    """
    return int(text) if text.isdecimal() and len(text) < 10 else text  # noqa: PLR2004 - int() takes 4,300 digits at most


def digest(text: str, length: int = 22) -> str:
    """The first ``length`` hexadecimal digits of SHA-256, the same on every machine.

    >>> digest("acme", 8)
    '822b33ad'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def pseudonym(author: str, salt: bytes) -> str:
    """A name that is the same for the same author and does not reveal who it is.

    HMAC-SHA256 under the deployment's secret salt, 16 hexadecimal digits; the
    empty author stays empty.

    >>> pseudonym("ana@example.social", b"salt") == pseudonym("ana@example.social", b"salt")
    True
    >>> pseudonym("", b"salt")
    ''
    """
    if not author:
        return ""
    return hmac.new(salt, author.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:16]


def clean_text(text: str) -> str:
    """Text that is safe in every store, log and terminal: no NUL, no lone surrogates, no control characters.

    >>> clean_text("a\\x00b\\ud800c\\td\\u202ee")
    'abc\\tde'
    """
    return _harmful().sub("", text)


@cache
def _harmful() -> re.Pattern[str]:
    """Compiled on use: so wide a class takes four million instructions, and many a cold start cleans no text."""
    return re.compile(_HARMFUL)


def truncate(text: str, size: int) -> str:
    """At most ``size`` UTF-8 bytes of ``text``, cut between characters.

    >>> truncate("grün", 3)
    'gr'
    """
    if len(text) <= size // 4:
        return text
    return text[: max(0, size)].encode("utf-8", "replace")[: max(0, size)].decode("utf-8", "ignore")


def says_the_same(one: str, other: str) -> bool:
    """Whether two posts have most of their words in common, apart from links, case and punctuation.

    >>> says_the_same("My kettle caught FIRE!", "my kettle caught fire https://a.example")
    True
    """
    first, second = _word_set(one), _word_set(other)
    union = first | second
    return not union or len(first & second) / len(union) >= SIMILARITY


def within(one: str, other: str) -> bool:
    """Whether the shorter of two texts says little that the other one does not; a text of no words says nothing.

    >>> within("Unplug your kettle!", "We are sorry. Please unplug your kettle until we know more.")
    True
    """
    shorter, longer = sorted((_word_set(one), _word_set(other)), key=len)
    return len(shorter & longer) >= CONTAINED * len(shorter)


def _word_set(text: str) -> set[str]:
    return set(re.findall(r"\w+", re.sub(r"https?://\S+", " ", text[:1000]).casefold()))
