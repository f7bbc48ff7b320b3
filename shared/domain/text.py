"""Text from outside, made fit for every store, log and terminal, and names made from it."""

from __future__ import annotations

import hashlib
import hmac
import re

_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and newline
    "\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"  # marks that hide or reorder; joiners stay, emoji need them
    "\ud800-\udfff]"  # halves of surrogate pairs, which no UTF-8 can carry
)


def digest(text: str, length: int = 22) -> str:
    """The first ``length`` hexadecimal digits of SHA-256, the same on every machine.

    >>> digest("acme", 8)
    '822b33ad'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def pseudonym(author: str, salt: bytes) -> str:
    """A name that tells two authors apart and tells nobody who they are.

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
    """Text that every store, log and terminal can take: no NUL, no lone surrogates, no controls.

    >>> clean_text("a\\x00b\\ud800c\\td\\u202ee")
    'abc\\tde'
    """
    return _HARMFUL.sub("", text)


def truncate(text: str, size: int) -> str:
    """At most ``size`` UTF-8 bytes of ``text``, cut between characters.

    >>> truncate("grün", 3)
    'gr'
    """
    if len(text) <= size // 4:
        return text
    return text[: max(0, size)].encode("utf-8", "replace")[: max(0, size)].decode("utf-8", "ignore")
