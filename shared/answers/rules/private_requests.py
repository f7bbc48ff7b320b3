"""What asks for something private in public. To ask for it by direct message, by mail or in a form asks in private.

The words are in ``words/requests.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from shared.answers.rules.sentences import Sentence
from shared.answers.rules.vocabulary import any_of, word_of

_BROKEN = re.compile(r"\b(?:dms?|messages?|mail|phone|form|line) (?:is|are) not \w+|\bcall you\b")
"""A private way that is closed, and a call that the brand makes."""


def private_requests(sentence: Sentence, text_in_private: bool) -> Iterator[str]:
    """The words that ask for something private in public; ``text_in_private``: the text names a private way.

    >>> from shared.answers.rules.sentences import sentence_of
    >>> list(private_requests(sentence_of("Please reply with your phone number."), False))
    ['reply with your phone number']
    >>> list(private_requests(sentence_of("Please send us your phone number by direct message."), False))
    []
    """
    plain = sentence.plain
    told = _BROKEN.sub(" ", plain)
    public = _asked_here().search(plain)
    if word_of("not asked").search(told):
        return
    if public and (word_of("in public").search(plain) or not is_in_private(told)):
        yield sentence.words(_start(plain, public), public.end())
    elif not text_in_private and not is_in_private(told):
        found = _asked_anywhere().search(plain)
        if found:
            yield sentence.words(found.start(), found.end())


def is_in_private(plain: str) -> bool:
    """Whether a text names a private way to answer.

    >>> is_in_private("please write to us in a direct message .")
    True
    """
    return word_of("privately").search(plain) is not None


def _start(plain: str, public: re.Match[str]) -> int:
    """Where a request begins: with its verb, else with what is asked for."""
    asked = word_of("asks").search(plain)
    start = asked.start() if asked and asked.start() < public.end() else public.start(1)
    return start + len("please ") * plain[start:].startswith("please ")


@cache
def _asked_here() -> re.Pattern[str]:
    """Something private, anywhere in a sentence that asks and names a public place."""
    return re.compile(
        rf"(?=.*\b{any_of('here')}(?!\w))(?=.*(?:\b{any_of('asks')}\b|\?)).*?"
        rf"\b({any_of('private')}|{any_of('reference')})\b"
    )


@cache
def _asked_anywhere() -> re.Pattern[str]:
    """Something private that a public answer asks for without a word of how to tell it."""
    private = any_of("private")
    return re.compile(
        rf"{any_of('question')} (?:us |me )?"
        rf"(?:please |again |with |the |an?|your |you |is |both |just |\w+ and |\w+ , )*"
        rf"(?:\w+ ){{0,2}}?{private}\b"
        rf"|(?:^|[.,:;] )(?:(?:your|and|the) )?{private}(?: number)? (?:please|will do|would help|is all|and|,)"
        rf"|\b{any_of('private question')}\b"
    )
