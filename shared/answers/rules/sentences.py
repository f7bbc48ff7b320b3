"""The sentences of a text in a plain form that the rules read, each part of which leads back to the words as written.

The plain form is in lower case, its tokens are separated by single spaces, contractions and the abbreviations of chats
are written out: ``We'll b back tmrw!`` becomes ``we will be back tomorrow !``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

QUOTE, PLACE = "quotedwords", "someplace"
"""What stands in the plain form for the words of the person who is answered, and for an address."""

_SENTENCE = re.compile(r"(?<=[.!?])[\"”')]*\s+(?!\d+\s)|(?<=[.!?])\s+(?=\d+\s\w)|\n+")
_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Mx|Dr|Prof|Capt|Sgt|Rev)\.(?=\s+[A-ZÀ-Þ])")
"""Titles whose point ends no sentence."""

_TOKEN = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+\w|“”|(?:[a-zA-Z]\.){2,}|\d{1,2}[:.]\d\d(?!\d)|\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|\S"
)
_ADDRESS = re.compile(r"https?:|\S@\S")
_SHORT = {
    "will not": "won't wont",
    "can not": "can't cannot cant",
    "shall not": "shan't",
    "is not": "ain't isnt",
    "let us": "let's",
    "you": "y'all u",
    "tomorrow": "tmrw tmr tmw tomoz 2moro tomorow tommorow tommorrow",
    "tonight": "tonite 2nite 2night",
    "please": "pls plz",
    "hours": "hr hrs",
    "minutes": "min mins",
    "seconds": "sec secs",
    "week": "wk",
    "weeks": "wks",
    "your": "ur",
    "are": "r",
    "be": "b",
    "because": "bc cos cuz",
    "thanks": "thx",
    "going to": "gonna",
    "have to": "gotta",
    "want to": "wanna",
    "within": "w/in",
    "do not": "dont",
    "did not": "didnt",
    "i am": "im",
    "i have": "ive",
    "you will": "youll",
    "that is": "thats",
    "today": "2day",
    "until": "till til",
    "government": "gov govt",
    "management": "mgmt",
    "account": "acct",
    "people": "ppl",
}
"""What is written out, by what it stands for."""

_WRITTEN_OUT = {short: full for full, shorts in _SHORT.items() for short in shorts.split()}
_SUFFIXES = {"'ll": "will", "'ve": "have", "'re": "are", "'m": "am", "n't": "not", "'d": "would"}
_IS = frozenset(
    {"it", "that", "this", "he", "she", "there", "here", "what", "who", "where", "how", "everything", "one"}
)


class Sentence(NamedTuple):
    """A sentence as written, in its plain form, and where each token begins: in the plain form and in the text."""

    text: str
    plain: str
    places: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def words(self, start: int, end: int) -> str:
        """The words as written, for a part of the plain form."""
        if not self.places or end <= start:
            return ""
        first, last = bisect_right(self.places, start) - 1, bisect_right(self.places, end - 1) - 1
        return self.text[self.spans[first][0] : self.spans[last][1]]


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences of a text with plain apostrophes.

    >>> [sentence.plain for sentence in sentences_of("We'll be back tmrw. Please call!")]
    ['we will be back tomorrow .', 'please call !']
    >>> [sentence.text for sentence in sentences_of("Ask Dr. Osei. He knows.")]
    ['Ask Dr Osei.', 'He knows.']
    """
    yield from (sentence_of(part) for part in _SENTENCE.split(_TITLE.sub(r"\1", text)) if part.strip())


def sentence_of(text: str) -> Sentence:
    """One sentence in its plain form.

    >>> sentence = sentence_of("It isn't ours, it's theirs.")
    >>> sentence.plain, sentence.words(sentence.plain.index("is not"), 9)
    ('it is not ours , it is theirs .', "isn't")
    """
    tokens, places, spans, length = list[str](), list[int](), list[tuple[int, int]](), 0
    for found in _TOKEN.finditer(text):
        plain = _plain(found[0])
        places.append(length)
        spans.append(found.span())
        tokens.append(plain)
        length += len(plain) + 1
    return Sentence(text, " ".join(tokens), tuple(places), tuple(spans))


def _plain(token: str) -> str:
    low = token.casefold()
    if low == "“”":
        return QUOTE
    if _ADDRESS.search(low):
        return PLACE
    if low in _WRITTEN_OUT and (len(token) > 1 or token == low):  # "gate B" is no "be"
        return _WRITTEN_OUT[low]
    for suffix, word in _SUFFIXES.items():
        if low.endswith(suffix) and len(low) > len(suffix):
            return f"{low.removesuffix(suffix)} {word}"
    if low.endswith("'s") and low[:-2] in _IS:
        return f"{low[:-2]} is"
    return low
