"""The expressions of time in a plain sentence: points, lengths, and words for "soon".

A point says when (``tonight``, ``by six``, ``the 15th``), a length how long (``a couple of days``), and a word for
"soon" both, loosely (``shortly``, ``before you know it``). The grammar is in ``words/time.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from shared.answers.rules.sentences import Sentence
from shared.answers.rules.vocabulary import any_of


class TimeKind(StrEnum):
    """What an expression of time says."""

    POINT = "point"
    LENGTH = "length"
    SOON = "soon"


class TimeExpression(NamedTuple):
    """An expression of time and its place in the plain form of its sentence."""

    kind: TimeKind
    plain: str
    start: int
    end: int


def times_in(sentence: Sentence) -> Iterator[TimeExpression]:
    """The expressions of time, from left to right.

    >>> from shared.answers.rules.sentences import sentence_of
    >>> [(str(time.kind), time.plain) for time in times_in(sentence_of("By Friday it's fixed, in a couple of days."))]
    [('point', 'friday'), ('length', 'a couple of days')]
    """
    for found in _grammar().finditer(sentence.plain):
        yield TimeExpression(TimeKind(str(found.lastgroup)), found[0], found.start(), found.end())


@cache
def _grammar() -> re.Pattern[str]:
    kinds = "|".join(rf"(?P<{kind}>(?<!\w){any_of(kind)}(?!\w))" for kind in ("soon", "point", "length"))
    return re.compile(kinds)
