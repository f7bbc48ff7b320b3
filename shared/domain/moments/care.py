"""Who takes care of a crisis as a whole: the steps of all its moments in the order of time in, one answer out.

An acknowledgement of one moment is one of the whole crisis, as bad as it is then. It holds until something asks for
another one: a moment that nobody has acknowledged becomes worse than all before, comes back after it ebbed, or is
reopened. The alert policy begins and stops its pages at the same steps, so that what people read on the page,
in mails and texts, and in the API is what their phones do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shared.domain.moments.moment import Moment, Severity, Status, TimelineEntry, Transition

_RISES = frozenset({Transition.OPENED, Transition.ESCALATED})


class Care(NamedTuple):
    """``by`` is the latest acknowledgement (``None``: there is none), ``waits`` the step that nobody has acknowledged.

    Somebody takes care of the crisis where there is a ``by`` and nothing ``waits``.
    """

    by: TimelineEntry | None = None
    waits: TimelineEntry | None = None

    @property
    def taken(self) -> bool:
        """Whether somebody takes care of it as bad as it is now."""
        return self.by is not None and self.waits is None


def care_of(moments: Iterable[Moment]) -> Care:
    """Who takes care of the crisis of these moments.

    >>> at = lambda ms, change: TimelineEntry(ms, change, Severity.SEV1, by="Ana")
    >>> from shared.domain.moments.moment import Kind
    >>> surge = Moment("acme", "1", Kind.NEGATIVE_SURGE, Severity.SEV1, Status.OPEN, 0, 0, 0, "1",
    ...     timeline=(at(0, Transition.OPENED),))
    >>> hers = surge._replace(timeline=(*surge.timeline, at(5, Transition.ACKNOWLEDGED)))
    >>> care_of([surge]).taken, care_of([hers]).taken
    (False, True)
    """
    course = _Course()
    for moment, step in _in_order(moments):
        course.take(moment.id, step)
    return course.care


class _Course:
    """What is known after each step: who takes care, the worst severity so far, and which moments go on."""

    def __init__(self) -> None:
        self.care = Care()
        self._worst: Severity | None = None
        self._going_on: set[str] = set()
        self._acknowledged: dict[str, TimelineEntry] = {}

    def take(self, moment: str, step: TimelineEntry) -> None:
        if step.change.ends:
            self._going_on.discard(moment)
        elif step.change is Transition.ACKNOWLEDGED:
            self.care = Care(step)
            self._acknowledged.setdefault(moment, step)
        elif step.change in _RISES:
            self._rise(moment, step)
        elif step.change is Transition.RELAPSED:
            self._relapse(moment, step)
        elif step.change is Transition.REOPENED:
            self._reopen(moment, step)

    def _rise(self, moment: str, step: TimelineEntry) -> None:
        if not self._going_on:
            self._worst, self.care = None, Care()
        self._going_on.add(moment)
        if self._worst is not None and step.severity >= self._worst:
            return
        self._worst = step.severity
        mine = self._acknowledged.get(moment)
        self.care = Care(self.care.by or mine) if mine else Care(self.care.by, step)

    def _reopen(self, moment: str, step: TimelineEntry) -> None:
        self._acknowledged.pop(moment, None)
        if step.severity.pages or not self._going_on or not (self._worst or step.severity).pages:
            left = max(self._acknowledged.values(), key=lambda entry: entry.at_ms, default=None)
            self.care = Care(left, step)
        self._going_on.add(moment)

    def _relapse(self, moment: str, step: TimelineEntry) -> None:
        if step.severity.pages and self.care.taken and moment not in self._acknowledged:
            self.care = self.care._replace(waits=step)


def _in_order(moments: Iterable[Moment]) -> Iterator[tuple[Moment, TimelineEntry]]:
    """The steps of all moments in the order of time; of those at one time an acknowledgement comes last."""
    steps = ((moment, step) for moment in moments for step in _steps(moment))
    return iter(sorted(steps, key=lambda found: (found[1].at_ms, found[1].change is Transition.ACKNOWLEDGED)))


def _steps(moment: Moment) -> tuple[TimelineEntry, ...]:
    """The timeline; where only the moment itself is known, what its status says."""
    opened = TimelineEntry(moment.detected_ms, Transition.OPENED, moment.severity)
    steps = moment.timeline or (opened,)
    if moment.status is Status.ACKNOWLEDGED and not any(step.change is Transition.ACKNOWLEDGED for step in steps):
        return (*steps, TimelineEntry(moment.updated_ms, Transition.ACKNOWLEDGED, moment.severity, by=""))
    return steps
