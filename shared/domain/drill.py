"""A drill: invented posts about a stand-in of a brand, through the same functions, so that a team can practise.

The stand-in is a brand of its own, ``drill-<brand>-<six digits>``, named "DRILL Acme". So no
counter, baseline, moment or report of the brand itself is touched, and every message says
that it is a drill where it says the name. Only who wants drills is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.domain.record import as_document, known_fields
from shared.domain.text import digest
from shared.domain.time import MINUTE_MS

STAND_IN = re.compile(r"drill-([a-z0-9](?:[a-z0-9-]{0,26}[a-z0-9])?)-[0-9a-f]{6}")
"""The id of a stand-in, and in it that of the brand; there is room for 28 characters of it."""

MARK = "DRILL"
"""Begins the name of a stand-in and the text of each post."""

MAX_BRAND = 28

DRILL_OVER = "the drill is over"

REAL = "a real moment of "
"""How the reason begins for which a drill gives way to what is real."""
"""The note with which the moments of a stand-in end that is gone."""


class Inject(NamedTuple):
    """What happens beside the posts, ``minute`` minutes after the drill began: ``who`` does what ``text`` says."""

    minute: int
    who: str
    text: str


class Score(NamedTuple):
    """What a team did in a drill. Minutes are since the drill began, ``None`` for what did not happen.

    ``plan`` is the one that the crisis had, ``wanted_plan`` the one that the drill asks for; ``steps`` are those of
    the plan, ``words_due`` the public words that its clock asked for. Of the answers to single posts,
    ``drafts_approved`` kept to the rules, and ``drafts_refused`` times one did not.
    """

    detected: float | None = None
    acknowledged: float | None = None
    first_word: float | None = None
    plan: str = ""
    steps: int = 0
    steps_done: int = 0
    words_due: int = 0
    words_in_time: int = 0
    wanted_plan: str = ""
    drafts_approved: int = 0
    drafts_refused: int = 0

    @property
    def right_plan(self) -> bool | None:
        """Whether the plan was the one that the drill asks for, and somebody began it; ``None``: it asks for none.

        >>> Score(plan="p", steps_done=1, wanted_plan="p").right_plan, Score(plan="p", wanted_plan="p").right_plan
        (True, False)
        """
        return self.plan == self.wanted_plan and self.steps_done > 0 if self.wanted_plan else None


class Drill(NamedTuple):
    """A drill of ``brand``; its ``id`` is the id of the stand-in. ``ended_ms`` is 0 while it runs.

    ``case`` says what is played; ``played``: its posts come by themselves, and nobody has to push any.
    ``wanted_plan`` is the id of the plan that it asks for, empty for none. ``table_top``: it has no posts and no
    stand-in; the steps and the clock of the plan are played, and ``situation`` is what its people are told first.
    """

    id: str
    brand: str
    name: str
    case: str
    speed: float
    by: str
    started_ms: int
    minutes: int
    ended_ms: int = 0
    ended_by: str = ""
    why: str = ""
    score: Score = Score()
    played: bool = False
    injects: tuple[Inject, ...] = ()
    wanted_plan: str = ""
    table_top: bool = False
    situation: str = ""

    @property
    def gave_way(self) -> bool:
        """Whether it was stopped for something real, so that its score says nothing of the team."""
        return self.why.startswith(REAL)

    @property
    def until_ms(self) -> int:
        """When it ends at the latest."""
        return self.started_ms + self.minutes * MINUTE_MS

    def runs(self, now_ms: int) -> bool:
        """Whether it goes on.

        >>> drill = Drill("drill-acme-00000a", "acme", "Acme", "own", 1, "ana", 0, minutes=30)
        >>> drill.runs(29 * MINUTE_MS), drill.runs(30 * MINUTE_MS)
        (True, False)
        """
        return not self.ended_ms and now_ms < self.until_ms

    def inject_ms(self, inject: Inject) -> int:
        """When this happens."""
        return self.started_ms + inject.minute * MINUTE_MS

    def with_told(self, told_ms: Mapping[int, int]) -> Drill:
        """It with the injects that somebody told before their minute, by number, in the minute in which they did."""
        injects = (
            each._replace(minute=min(each.minute, (told_ms[place] - self.started_ms) // MINUTE_MS))
            if place in told_ms
            else each
            for place, each in enumerate(self.injects)
        )
        return self._replace(injects=tuple(injects))

    def happened(self, now_ms: int) -> tuple[tuple[int, Inject], ...]:
        """What has happened beside the posts until now, or until the end, with its time.

        It is told with the crisis that is played, and never stored with it.

        >>> call = Inject(1, "A journalist", "calls.")
        >>> drill = Drill("drill-acme-00000a", "acme", "Acme", "own", 1, "ana", 0, 30, injects=(call,))
        >>> [len(drill.happened(at_ms)) for at_ms in (59_999, 60_000)]
        [0, 1]
        """
        until_ms = self.ended_ms or now_ms
        return tuple((at_ms, each) for each in self.injects if (at_ms := self.inject_ms(each)) <= until_ms)


class Script(NamedTuple):
    """By what the posts of a drill come: a scenario with its ``name``, for so many posts in an ordinary minute."""

    name: str
    scenario: dict[str, Any]
    rate: float


def stand_in_id(brand: str, started_ms: int) -> str:
    """The id of the stand-in of a brand, another one for each drill.

    >>> STAND_IN.fullmatch(stand_in_id("acme", 1)) is not None
    True
    """
    return f"drill-{brand}-{digest(f'{brand} {started_ms}', 6)}"


def drilled_brand(brand: str) -> str:
    """The brand whose stand-in this is; empty for a brand itself.

    >>> drilled_brand("drill-acme-0f3a9c"), drilled_brand("drill-bits"), drilled_brand("acme")
    ('acme', '', '')
    """
    found = STAND_IN.fullmatch(brand)
    return found[1] if found else ""


def to_document(drill: Drill) -> dict[str, Any]:
    """The drill as it is stored."""
    return {**as_document(drill), "injects": tuple(map(tuple, drill.injects))}


def from_document(document: Mapping[str, Any]) -> Drill:
    """The drill of a stored document; fields that a later version has added are left out.

    >>> drill = Drill("drill-acme-00000a", "acme", "DRILL Acme", "own", 1, "ana", 0, 30, score=Score(detected=4.5),
    ...               injects=(Inject(5, "A journalist", "calls."),))
    >>> from_document(to_document(drill) | {"mood": "calm"}) == drill
    True
    """
    injects = tuple(Inject(*each) for each in document.get("injects", ()))
    score = Score(**known_fields(Score, document["score"]))
    return Drill(**{**known_fields(Drill, document), "score": score, "injects": injects})
