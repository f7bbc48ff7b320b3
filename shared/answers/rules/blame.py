"""The words of a sentence that admit blame or assign it. To ask whose fault it was, or not to know, is none.

Three kinds: words that are blame whoever it is said of (``guilt`` in ``words/blame.txt``); a fault that is somebody's
(``fault``); and somebody who did harm, or left undone what they had to do (``harm``, ``undone``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from shared.answers.rules.sentences import Sentence
from shared.answers.rules.vocabulary import word_of

_CONDITION = re.compile(
    r"\b(?:if|in case|should|unless|when|wherever|where) "
    r"\w+\b(?! had)"
    r"(?!(?: \w+){0,8} ,? ?(?:would|could) )[^,;]*?(?= ,| ;| please| [.!?]|$)"
)
"""What may be so is not said to be so; what would have been if somebody had read it is."""

_FOR_YOU = re.compile(r"^(?:please|kindly|do not|never|always)\b(?! (?:blame|take it up|direct|forgive|accept))")
"""How a request to the person begins."""

_TURN = re.compile(r" (?:but|although|though|however|yet)(?= )|[.;:!] ")


def blaming_words(sentence: Sentence) -> Iterator[str]:
    """The words that blame somebody, as they are written.

    >>> from shared.answers.rules.sentences import sentence_of
    >>> list(blaming_words(sentence_of("Sorry, this was our fault.")))
    ['our fault']
    >>> list(blaming_words(sentence_of("Whose fault it was is not clear.")))
    []
    """
    plain = sentence.plain
    asked = plain.rstrip().endswith("?") and not word_of("rhetorical").search(plain)
    if asked or _FOR_YOU.match(plain):
        return
    told = _CONDITION.sub(lambda found: " " * len(found[0]), plain)
    for start, part in _parts(told):
        if not word_of("open").search(part):
            for found in word_of("blame").finditer(part):
                if not word_of("harmless").fullmatch(found[0]):
                    yield sentence.words(start + found.start(), start + found.end())


def names_a_cause(fact: Sentence) -> bool:
    """Whether a confirmed fact itself names a cause, a fault, or what somebody did."""
    return any(word_of(name).search(fact.plain) for name in ("cause", "blame"))


def _parts(plain: str) -> Iterator[tuple[int, str]]:
    """The parts of a sentence between which what is open may end: "we look into it, but it was our fault"."""
    turns = [0, *(found.start() for found in _TURN.finditer(plain)), len(plain)]
    for start, end in pairwise(turns):
        yield start, plain[start:end]
