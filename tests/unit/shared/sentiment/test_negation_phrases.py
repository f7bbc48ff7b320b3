"""Negation by phrase: a text without the letters of a phrase is not searched for it, and nothing is missed."""

from __future__ import annotations

from shared.sentiment.crisis_lexicon import default_lexicon
from shared.sentiment.negation_phrases import _RULES, in_plain_words

PHRASES = (
    "couldn't be more helpful",
    "could not be less impressed",
    "couldn't be worse",
    "can't ask for better",
    "cannot thank them enough",
    "can't go wrong with it",
    "cant wait to try it",
    "hard to fault",
    "would not hesitate to return",
    "can hardly wait",
    "far from perfect",
    "anything but good",
    "nowhere near ready",
    "not even close to good",
    "by no means good",
    "less than helpful",
    "hardly works",
    "never had a problem",
    "scarcely any answer",
    "barely noticed the noise",
    "hardly ever broken",
    "scarcely good",
    "barely usable",
    "not what I'd call good",
    "far from a disaster",
    "never seen such rude staff",
    "nothing short of amazing",
    "nothing but trouble",
    "never had better",
    "haven't received one answer",
    "not one single answer",
    "never let me down",
    "never disappoints",
    "never fails to impress",
    "failed to work",
    "sorry, my bad",
    "no cap",
)
OTHER_SCRIPT = " 水"
"""A text with this is searched for every phrase, as some letters of other scripts count as Latin ones."""


def test_every_phrase_is_found_by_the_letters_that_it_needs() -> None:
    assert len(PHRASES) == len(_RULES)
    for phrase in PHRASES:
        for text in (phrase, f"This is {phrase.upper()} again"):
            assert _plain(text) != text
            assert _plain(text) + OTHER_SCRIPT == _plain(text + OTHER_SCRIPT)


def _plain(text: str) -> str:
    return in_plain_words(text, text.lower().split(), default_lexicon().valences)
