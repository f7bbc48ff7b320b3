"""What a stranger wrote, made safe to quote in an alert.

The words stay, what could act or expose goes: handles and addresses (nobody is named
at 3 a.m.), links and telephone numbers (a phone turns them into something to tap),
marks that reorder the line, line breaks that would forge the text around the quote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from shared.domain.moment import Sample

LONGEST = 600
"""Characters of a post that are looked at; a quote is shorter still."""

OPT_OUT = ("ARRET", "CANCEL", "END", "OPT-OUT", "OPTOUT", "QUIT", "REMOVE", "STOP", "TD", "UNSUBSCRIBE")
"""Replies by which a phone leaves the list for 30 days (Amazon SNS, managing SMS subscriptions)."""

MARKS = 2
"""Combining marks kept on one letter; stacks of them cover the lines around."""

_ACTING = re.compile(
    r"""
      [a-z][a-z0-9+.-]*://\S*                             # any address with a scheme
    | \b(?:mailto|tel|sms|smsto|facetime|javascript|data|intent|market):\S*
    | \bwww\.\S*
    | \S*[^\s@]@[^\s@]\S*                                 # e-mail, user@instance
    | @\S*                                                # handles, and a lone @
    | (?<!\w)/?u/[\w-]+                                   # the same on Reddit
    | (?<!\w)\+?\(?\d[\d\s().-]{5,}\d                     # telephone numbers
    | \d+(?:\.\d+){3,}                                    # IP addresses
    """,
    re.IGNORECASE | re.VERBOSE,
)
_REPLY = re.compile(rf"\b(?:reply|text|txt|send|answer)\W+(?:{'|'.join(OPT_OUT)})\b", re.IGNORECASE)
_HOST_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d])")
_SHORTEST_WORDS = 3


def safe_text(text: str) -> str:
    """``text`` on one line, without anything to tap, follow or be named by.

    >>> safe_text("@ana it BURNT!\\nsee https://evil.example/x or call +1 900 555 0100")
    'it BURNT! see or call'
    >>> safe_text("evil.com says reply STOP")
    'evil. com says'
    """
    shown = "".join(_shown(unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST].replace("。", ".")))
    without = _HOST_DOT.sub(". ", _ACTING.sub(" ", shown))
    while _REPLY.search(without):
        without = _REPLY.sub(" ", without)
    return " ".join(without.split())


def quotable_samples(samples: Iterable[Sample]) -> list[tuple[str, Sample]]:
    """The samples worth reading out, with what to quote: unlike ones, real sentences first."""
    unlike: dict[str, tuple[str, Sample]] = {}
    for sample in samples:
        words = safe_text(sample.text)
        unlike.setdefault(words.casefold(), (words, sample))
    unlike.pop("", None)
    return sorted(unlike.values(), key=lambda pair: len(pair[0].split()) < _SHORTEST_WORDS)


def shorten(text: str, length: int) -> str:
    """At most ``length`` characters, ended by an ellipsis between words.

    >>> shorten("the cord melted", 12)
    'the cord…'
    """
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept[length // 2 :] else kept).rstrip(" ,.;:-") + "…"


def _shown(text: str) -> Iterator[str]:
    marks = 0
    for ch in text:
        category = unicodedata.category(ch)
        marks = marks + 1 if category.startswith("M") else 0
        if category in ("Cc", "Zl", "Zp"):
            yield " "
        elif not category.startswith("C") and marks <= MARKS:
            yield ch
