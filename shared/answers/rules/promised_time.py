"""The times that a sentence promises: what will be done by when. A time that is over, or that is only told, is none.

Every expression of time is a promise unless its clause tells of the past, asks something of the person, tells what is
always so, or says that nothing is known. A length ("two hours"), and a time that may be now ("today"), are promises
only where the clause speaks of what is still to come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from shared.answers.rules.sentences import Sentence
from shared.answers.rules.tenses import (
    clauses,
    denied_at,
    has_verb,
    is_ahead,
    is_always,
    is_asked_of_you,
    is_event,
    is_past,
)
from shared.answers.rules.time_expressions import TimeExpression, TimeKind, times_in
from shared.answers.rules.vocabulary import any_of, word_of

_BY = re.compile(r"\b(?:by|within|in|as of|again from|before|again on) (?:the |about )*$")
_BY_ITSELF = re.compile(r"(?:by|before|within|in) ")
_OPEN = re.compile(r"\b(?:open|staffed|reachable|available)\b(?! again)(?:(?! will ).)*? (?:until|from|between|to) ")
_NAMES = re.compile(r"'s (?!when\b|at the)\w")
"""A time that names something: "Tuesday's outage"."""

_JOINED = frozenset({"", "on", "in", "of", "at", "in the", "on the", "of the"})
"""Between two parts of one time: "since about 9.40 this morning"."""

_ROOM = re.compile(r"\b(?:room|gate|platform|terminal|hall|page|version|section|stand|bay|zone|model|type|step) $")
_TAKES = re.compile(r"\b(?:takes?|needs?)\b")
_WILL_IT = re.compile(r"\b(?:will|shall|does) (?:it|the|they|we|everything|our|this|that)\b")


class _Place(NamedTuple):
    """An expression of time, what stands around it, its clause, and whether that clause tells what happens."""

    time: TimeExpression
    plain: str
    before: str
    after: str
    clause: str
    event: bool


def promised_times(sentence: Sentence) -> Iterator[TimeExpression]:
    """The times that the sentence promises.

    >>> from shared.answers.rules.sentences import sentence_of
    >>> [time.plain for time in promised_times(sentence_of("We'll have it fixed within 24 hours."))]
    ['24 hours']
    >>> list(promised_times(sentence_of("It was down from 14:05 on Friday.")))
    []
    """
    plain = sentence.plain
    parts = list(clauses(plain))
    excused_to = -1
    for time in times_in(sentence):
        if excused_to >= 0 and plain[excused_to : time.start].strip() in _JOINED:
            excused_to = time.end
            continue
        start, clause = [part for part in parts if part[0] <= time.start][-1]
        told = has_verb(clause[: time.start - start] + clause[max(0, time.end - start) :])
        event = told and is_event(clause)
        place = _Place(time, plain, plain[: time.start], plain[time.end :], clause if told else plain, event)
        excused_to = time.end if _is_excused(place) else -1
        if excused_to < 0 and _is_ahead(place):
            yield time


def _is_excused(place: _Place) -> bool:
    """Whether the clause tells of the past, asks something, tells what is always so, or that nothing is known."""
    clause = place.clause
    return (
        _before("over before").search(place.before) is not None
        or _after().match(place.after) is not None
        or _NAMES.match(place.after) is not None
        or _ROOM.search(place.before) is not None
        or denied_at(place.plain, place.time.start)
        or (place.plain.rstrip().endswith("?") and not _WILL_IT.search(clause))
        or (is_past(clause) and not is_ahead(clause))
        or (is_asked_of_you(clause) and not word_of("wait for us").search(clause))
        or _is_open(place)
    )


def _is_open(place: _Place) -> bool:
    """Whether a time is one of those at which something is always open."""
    by = _BY.search(place.before[-12:]) or _BY_ITSELF.match(place.time.plain)
    return not by and (is_always(place.clause) or _OPEN.search(place.plain) is not None)


def _is_ahead(place: _Place) -> bool:
    """Whether the time is one of what is still to come."""
    time, clause = place.time, place.clause
    ahead = is_ahead(clause)
    if time.kind is TimeKind.SOON:
        return ahead or (place.event and " not " not in clause) or not word_of("at once").match(time.plain)
    deadline = ahead or _before("deadline").search(place.before) is not None
    if time.kind is TimeKind.LENGTH:
        return deadline or _TAKES.search(clause) is not None
    return deadline or place.event or not re.match(any_of("now"), time.plain)


@cache
def _before(name: str) -> re.Pattern[str]:
    """What stands right before a time."""
    return re.compile(rf"\b{any_of(name)} (?:the |about |around |roughly |next |late |early )*$")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf" {any_of('over after')}")
