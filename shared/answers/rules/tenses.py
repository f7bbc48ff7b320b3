"""What a clause speaks of: what is over, what is still to come, what the person should do, or what is always so.

Clauses are in the plain form of :mod:`shared.answers.rules.sentences`; the words are in ``words/tenses.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from shared.answers.rules.vocabulary import any_of, word_of

LEAST = 12
"""Characters before a comma or an "and" that make a clause of their own; "Please, …" is none."""

_BREAK = re.compile(
    r" (?:[^\w\s'\".!?%&/+-]|\.(?= \w))(?= )|(?<!both)(?<!between) "
    r"(?:and|but|so|because|which|while|although|though|however|or|as(?= (?:we|you|it|they|he|she|the|our)))(?= )"
)
_ALWAYS_BREAK = frozenset({"but", "so", "because"})
_TURN = re.compile(r" (?:but|however|although|though|still ,|yet)(?= )|[;.:] ")


def clauses(plain: str) -> Iterator[tuple[int, str]]:
    """The clauses of a plain sentence with the place where each begins.

    >>> [clause for _, clause in clauses("it was down , but it is back by noon")]
    ['it was down', ' , but it is back by noon']
    """
    starts = [0]
    for found in _BREAK.finditer(plain):
        if found.end() - starts[-1] > LEAST or found[0].strip() in _ALWAYS_BREAK:
            starts.append(found.start())
    inner = [end for start, end in pairwise(starts) if plain[start:end].strip(" ,;:–—(")]
    merged = [0, *inner]
    for start, end in zip(merged, [*merged[1:], len(plain)], strict=True):
        yield start, plain[start:end]


def has_verb(clause: str) -> bool:
    """Whether a clause has a verb that the lists know."""
    return any(word_of(name).search(clause) for name in ("verb", "future", "event"))


def is_ahead(clause: str) -> bool:
    """Whether a clause speaks of what is still to come."""
    return word_of("future").search(clause) is not None


def is_event(clause: str) -> bool:
    """Whether a clause of the present tells what happens."""
    return _event().search(clause) is not None


def is_past(clause: str) -> bool:
    """Whether a clause tells of what is over."""
    return word_of("past").search(clause) is not None


def is_asked_of_you(clause: str) -> bool:
    """Whether a clause asks something of the person, or leaves it to them."""
    return word_of("to you").search(clause.strip()) is not None


def is_always(clause: str) -> bool:
    """Whether a clause tells what is always so, such as opening hours."""
    return word_of("always").search(clause) is not None


def denied_at(plain: str, place: int) -> bool:
    """Whether the part of a sentence around a place, up to the next "but", says that something is not known."""
    turns = [0, *(found.start() for found in _TURN.finditer(plain)), len(plain)]
    start = max(turn for turn in turns if turn <= place)
    end = min((turn for turn in turns if turn > place), default=len(plain))
    return word_of("denied").search(plain[start:end]) is not None


@cache
def _event() -> re.Pattern[str]:
    """What happens in the main clause: in "the trains that leave today are full" nothing does."""
    return re.compile(rf"(?<!that )(?<!which )(?<!who )(?<!\w){any_of('event')}(?!\w)")
