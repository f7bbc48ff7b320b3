"""The signature at the end of an answer: the name by which a member of the team signs, and what they do."""

from __future__ import annotations

import re
from functools import cache

from shared.answers.rules.vocabulary import list_of

_NAME = r"[A-ZÀ-Þ][\w'-]*(?:\s[A-ZÀ-Þ][\w'-]*)?"
_TOLD = r"(?:we|i|it|you|he|she|they|our|will|is|was|are|were|by|to|did|had|has)"
_TEAM = rf",?\s(?:(?!{_TOLD}\b)[\w&-]+\s?){{1,5}}"
_CLOSING = r"(?:(?:(?:[Kk]ind|[Bb]est|[Ww]arm)\s)?(?:[Rr]egards|[Ww]ishes|[Bb]est|[Tt]hanks|[Cc]heers|[Yy]ours),?\s)"
_SIGNATURE = re.compile(
    rf"(?:(?<=[.!?…)])|\n)\s*(?:[–—~^/-]\s?(?:{_NAME}(?:{_TEAM})?|[A-Za-z]{{1,3}})"
    rf"|{_CLOSING}?(?P<name>[A-ZÀ-Þ]\w+)(?:,{_TEAM[2:]})?)\s?x{{0,3}}[.!]?\s*$"
)
"""After the last sentence: anything short behind a dash or a caret, or a given name alone or with its team."""


def without_signature(text: str) -> str:
    """The text without its signature.

    >>> without_signature("Please send us a message. – Tom, Consumer Care"), without_signature("Try again. ^DK")
    ('Please send us a message.', 'Try again.')
    >>> without_signature("Sorry for that! Priya"), without_signature("Is it safe? Promise.")
    ('Sorry for that!', 'Is it safe? Promise.')
    >>> without_signature("All is well. – Sorry, we broke it.")
    'All is well. – Sorry, we broke it.'
    """
    found = _SIGNATURE.search(text)
    if not found or (found["name"] and found["name"] not in _given_names()):
        return text
    return text[: found.start()]


@cache
def _given_names() -> frozenset[str]:
    return frozenset(list_of("given names"))
