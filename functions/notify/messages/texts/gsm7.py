"""The GSM-7 alphabet of text messages: any text in, text that fits a 160-septet segment out.

One character outside GSM 03.38 turns a whole message into UCS-2 and halves what fits,
so all text is converted to the alphabet first. Tables: 3GPP TS 23.038, section 6.2.1.
"""

from __future__ import annotations

import unicodedata

from functions.notify.messages.latin import latin_letter

SEGMENT = 160
"""Septets of one segment; two segments cost as much as two messages, and may arrive apart."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
"""These follow an escape and cost two septets."""

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("•·▪‣", "-"),
        "⁄": "/",
        **dict.fromkeys("😠😡🤬😤😢😭😞😔☹🙁💔👎", ":("),
        **dict.fromkeys("😀😃😄😁😊🙂👍❤😍🎉", ":)"),
    }
)
"""Signs that people and phones write, and the nearest ones of the alphabet."""


def septets(text: str) -> int:
    """How many septets ``text`` takes; it must be in the alphabet.

    >>> septets("SEV1"), septets("[SEV1]")
    (4, 8)
    """
    return sum(2 if ch in EXTENDED else 1 for ch in text)


def encodable(text: str) -> bool:
    """Whether every character is in the alphabet.

    >>> encodable("Zürich"), encodable("Łódź")
    (True, False)
    """
    return all(ch in BASIC or ch in EXTENDED for ch in text)


def to_gsm7(text: str) -> str:
    """``text`` in the alphabet, on one line. Other letters are spelled in Latin ones, other signs are dropped.

    >>> to_gsm7("“Łódź” – it’s 5 °C… 😡")
    '"Lodz" - it\\'s 5 C... :('
    >>> to_gsm7("Ørsted Яндекс")
    'Ørsted Yandeks'
    """
    alike = unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE)
    return " ".join("".join(_in_alphabet(ch) for ch in alike).split())


def shorten_septets(text: str, available: int) -> str:
    """At most ``available`` septets of ``text``, cut between words where that costs little.

    >>> shorten_septets("the cord melted overnight", 18)
    'the cord melted...'
    >>> shorten_septets("short", 18), shorten_septets("short", 2)
    ('short', '')
    """
    if septets(text) <= available:
        return text
    ellipsis = "..."
    kept = _prefix(text, available - len(ellipsis))
    space = kept.rfind(" ")
    if space >= len(kept) // 2 and not text[len(kept)].isspace():
        kept = kept[:space]
    return kept.rstrip(" ,.;:-") + ellipsis if kept else ""


def _in_alphabet(ch: str) -> str:
    if ch in BASIC or ch in EXTENDED:
        return ch
    if ch.isspace():
        return " "
    bare = "".join(part for part in unicodedata.normalize("NFKD", ch) if not unicodedata.combining(part))
    return bare if bare and encodable(bare) else latin_letter(ch)


def _prefix(text: str, available: int) -> str:
    used = 0
    for index, ch in enumerate(text):
        used += septets(ch)
        if used > available:
            return text[:index]
    return text
