"""The part of a post that an answer repeats: the words that name the concern, as long as a brand can say them again."""

from __future__ import annotations

import re
from collections.abc import Iterable

LENGTH = 90
"""Characters of a person's own words: enough to see that the post was read."""

LEAST_WORDS = 4
BEFORE = 4
"""Words before those that name the concern, where a long sentence is cut."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\s+[-–]\s+")
_REPEATED = re.compile(r"([!?.,])\1+")
_EDGE = " \t-–,;:.…/&*'"
_TAGS_AT_END = re.compile(r"(?:\s*#\w+){2,}\s*$")
_NOT_REPEATED = re.compile(
    r"\b(?:idiots?|stupid|morons?|liars?|lying|lies|racists?|racism|sexists?|nazis?|scums?|crooks?|thief|thieves|scam(?:s|mers?)?|"
    r"frauds?|criminals?|murder\w*|kill\w*|hell|damn\w*|crap\w*|bitch\w*|bastards?|wtf|ass(?:holes?)?|\w*fuck\w*|\w*shit\w*)\b",
    re.IGNORECASE,
)
"""Insults and accusations: who repeats them spreads them."""


def own_words(words: str, named: Iterable[str]) -> str:
    """The sentence of a safe text that has one of the words ``named``, else its question, else its first sentence.

    Empty where that is too short to mean anything, or nothing that a brand repeats.

    >>> own_words("- Hi. My kettle caught fire!!! #acmefire #recall", ["caught fire"])
    'My kettle caught fire!'
    >>> own_words("You idiots broke it again", [])
    ''
    """
    plain = _REPEATED.sub(r"\1", "".join("'" if ch in '“”„"«»' else ch for ch in words))
    sentences = [cut for part in _SENTENCE.split(plain) if (cut := _TAGS_AT_END.sub("", part).strip(_EDGE))]
    asked = [sentence for sentence in sentences if sentence.endswith("?")]
    about = [(sentence, word) for word in named for sentence in sentences if word.casefold() in sentence.casefold()]
    sentence, word = next(iter([*about, *((each, "") for each in (*asked, *sentences))]), ("", ""))
    quote = _cut(sentence, word)
    return "" if len(quote.split()) < LEAST_WORDS or _NOT_REPEATED.search(quote) else quote


def _cut(sentence: str, word: str) -> str:
    """At most :data:`LENGTH` characters with the word in them, cut between words."""
    if len(sentence) <= LENGTH:
        return sentence
    place = sentence.casefold().find(word.casefold())
    start = 0
    if place + len(word) > LENGTH:
        start = place - len(" ".join(sentence[:place].split()[-BEFORE:])) - 1
    part = sentence[max(0, start) :].strip()
    cut = part if len(part) <= LENGTH else part[:LENGTH].rsplit(" ", 1)[0].rstrip(_EDGE) + " …"
    return f"… {cut}" if start > 0 else cut
