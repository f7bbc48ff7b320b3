"""Change here what an alert may quote of a post: a stranger's text in, text that is safe to quote out.

The words stay. What could do harm or name a person is removed: handles and addresses
(nobody is named at 3 a.m.), links and telephone numbers (a phone makes them something
to tap), marks that reorder the line, line breaks that would forge the text around the quote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from shared.domain.mentions.sample import Sample

LONGEST = 600
"""Characters of a post that are read; a quote is shorter."""

OPT_OUT = ("ARRET", "CANCEL", "END", "OPT-OUT", "OPTOUT", "QUIT", "REMOVE", "STOP", "TD", "UNSUBSCRIBE")
"""Replies that take a phone off the list for 30 days (Amazon SNS, managing SMS subscriptions)."""

MARKS = 2
"""Combining marks that one letter keeps; a stack of them covers the lines above and below."""

_UNSAFE = r"""
      [a-z][a-z0-9+.-]*://\S*                             # any address with a scheme
    | \b(?:mailto|tel|sms|smsto|facetime|javascript|data|intent|market):\S*
    | \bwww\.\S*
    | \S*[^\s@]@[^\s@]\S*                                 # e-mail, user@instance
    | @\S*                                                # handles, and a lone @
    | (?<!\w)/?u/[\w-]+                                   # the same on Reddit
    | (?<!\w)\+?\(?\d[\d\s().-]{5,}\d                     # telephone numbers
    | \d+(?:\.\d+){3,}                                    # IP addresses
    """
_FILLERS = "with|the|word|words|back|by|to|this|us|me|message|number|code|a|an|please|now|and|just|text|sms|it|or"
_ASKED = "reply|respond|replying|text|txt|send|answer|type|write|message"
_REPLY = rf"\b(?:{_ASKED})(?:\W+(?:{_FILLERS})){{0,5}}\W+(?:{'|'.join(OPT_OUT)})\b['\"\u2019\u201d]?"
"""Compiled with the first quote, not with every cold start; ``re`` keeps both."""

_HOST_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d])")
_WWW_POINT = re.compile(r"(?<=www)\.+", re.IGNORECASE)
"""After what is left of an address, or only looks like the beginning of one: "Awww. So cute"."""

_LINE_END = re.compile(r"(?<=\w)[^\S\n]*\n\s*(?=\w)")
"""Between a headline and its text, which are no sentence together."""
_SHORTEST_WORDS = 3


def safe_text(text: str) -> str:
    """``text`` on one line, without links, numbers, handles or requests to reply.

    >>> safe_text("@ana it BURNT!\\nsee https://evil.example/x or call +1 900 555 0100")
    'it BURNT! see or call'
    >>> safe_text("evil.com says reply STOP")
    'evil. com says'
    >>> safe_text("Reply with STOP to end. Text the word 'stop' back")
    'to end. back'
    >>> safe_text("Awww. So cute, 0www.\\u200bevil")
    'Awww So cute, 0www evil'
    """
    visible = "".join(_visible(unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST].replace("。", ".")))
    without = _HOST_DOT.sub(". ", re.sub(_UNSAFE, " ", visible, flags=re.IGNORECASE | re.VERBOSE))
    while re.search(_REPLY, without, re.IGNORECASE):
        without = re.sub(_REPLY, " ", without, flags=re.IGNORECASE)
    return " ".join(_WWW_POINT.sub(" ", without).split())


def safe_quote(text: str) -> str:
    """The same of a post, in which a headline does not run into its text.

    >>> safe_quote("Kettle fire at an office\\nNobody was hurt. #kettle\\n@ana")
    'Kettle fire at an office. Nobody was hurt. #kettle'
    """
    return safe_text(_LINE_END.sub(". ", text[:LONGEST]))


def quotable_samples(samples: Iterable[Sample]) -> list[tuple[str, Sample]]:
    """The samples worth quoting, each with its safe text: in English, as alerts are; no two alike, sentences first."""
    from shared.sentiment.language import is_english, language_of  # noqa: PLC0415 - only what quotes needs to know

    different: dict[str, tuple[str, Sample]] = {}
    for sample in samples:
        words = safe_quote(sample.text)
        if is_english(language_of(words)):
            different.setdefault(words.casefold(), (words, sample))
    different.pop("", None)
    return sorted(different.values(), key=lambda pair: len(pair[0].split()) < _SHORTEST_WORDS)


def shorten(text: str, length: int) -> str:
    """At most ``length`` characters, cut between words, with an ellipsis.

    >>> shorten("the cord melted", 12)
    'the cord…'
    """
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept[length // 2 :] else kept).rstrip(" ,.;:-") + "…"


def _visible(text: str) -> Iterator[str]:
    marks = 0
    for ch in text:
        category = unicodedata.category(ch)
        marks = marks + 1 if category.startswith("M") else 0
        if category in ("Cc", "Zl", "Zp"):
            yield " "
        elif not category.startswith("C") and marks <= MARKS:
            yield ch
