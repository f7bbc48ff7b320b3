"""The state of a crisis: its moments and what was sent about them, so that nine moments make one page.

A crisis is the moments of a brand that are open together. Its state is stored as one
small JSON document. Times are epoch milliseconds of the events, not of any clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from functions.notify.policy.escalation import Paging, stopped, without_held
from shared.domain.moments.moment import NEW_NORMAL, Evidence, Kind, Moment, Severity, Status, TimelineEntry, Transition
from shared.messages.phrases import UNKNOWN

_PLANNED = frozenset({Transition.OPENED, Transition.ESCALATED, Transition.RELAPSED, Transition.REOPENED})
"""After these the times of a plan begin, or hold again."""

_RISING = frozenset({Transition.ESCALATED, Transition.RELAPSED, Transition.REOPENED})
"""After these a moment recovers no longer."""


class Episode(NamedTuple):
    """One moment of the crisis: what the message about its end needs.

    ``settled``: it ended because its level has become the new normal. ``reopened_ms``: when
    a person reopened it for the last time (0: never).
    """

    id: str
    kind: Kind
    severity: Severity
    opened_ms: int
    ended_ms: int | None = None
    dismissed: bool = False
    peak: int = 0
    peak_ms: int = 0
    mentions: int = 0
    subject: str = ""
    settled: bool = False
    reopened_ms: int = 0

    def moment(self, crisis: Crisis) -> Moment:
        """The moment as far as it is known here, for when it cannot be read."""
        ended = Status.DISMISSED if self.dismissed else Status.RESOLVED
        return Moment(
            brand=crisis.brand,
            id=self.id,
            kind=self.kind,
            severity=self.severity,
            status=Status.OPEN if self.ended_ms is None else ended,
            opened_ms=self.opened_ms,
            detected_ms=self.opened_ms,
            updated_ms=self.ended_ms or self.opened_ms,
            crisis=crisis.id,
            brand_name=crisis.brand_name,
            peak_ms=self.peak_ms,
            peak=self.peak,
            ended_ms=self.ended_ms,
            mentions=self.mentions,
            evidence=Evidence(observed=self.peak, expected=UNKNOWN, subject=self.subject),
        )


class Crisis(NamedTuple):
    """The moments, what was sent, and what waits.

    ``paged`` is the worst severity that was paged, ``paged_ms`` when the last page was;
    ``mailed`` whether the first alert went out; ``waiting`` the lines of the next
    grouped alert, due at ``due_ms`` (0: nothing waits). ``closed_ms`` is when its end
    was sent (0: not yet). ``round`` counts how often this crisis began again after its end.
    ``look_ms`` is when a step of its plan may be overdue next (0: never); people were reminded of what was
    due before ``reminded_ms``.
    ``paging`` is stored beside the document, so that an earlier version reads the rest.
    """

    id: str
    brand: str
    brand_name: str = ""
    episodes: Mapping[str, Episode] = {}
    paged: Severity | None = None
    paged_ms: int = 0
    mailed: bool = False
    waiting: tuple[str, ...] = ()
    due_ms: int = 0
    closed_ms: int = 0
    round: int = 1
    version: int = 0
    look_ms: int = 0
    reminded_ms: int = 0
    paging: Paging = Paging()

    @property
    def urgent(self) -> bool:
        """Whether something that must wake somebody is going on, does not recover and is not silenced."""
        return any(
            episode.ended_ms is None and episode.severity.pages
            for name, episode in self.episodes.items()
            if name not in self.paging.calm and name not in self.paging.held
        )

    @property
    def over(self) -> bool:
        """Whether every known moment has ended."""
        return bool(self.episodes) and all(e.ended_ms is not None for e in self.episodes.values())

    @property
    def dismissed(self) -> bool:
        """Whether people closed every moment by hand."""
        return all(episode.dismissed for episode in self.episodes.values())

    @property
    def worst(self) -> Episode:
        """The moment that stands for the crisis: the most severe, and of these the first."""
        return min(self.episodes.values(), key=lambda e: (e.severity, e.opened_ms, e.id))

    @property
    def began_ms(self) -> int:
        """When its first moment opened."""
        return min(episode.opened_ms for episode in self.episodes.values())

    @property
    def ended_ms(self) -> int:
        """When its last moment ended; 0 while none has."""
        return max(episode.ended_ms or 0 for episode in self.episodes.values())


def new_crisis(moment: Moment, round_: int = 1, version: int = 0) -> Crisis:
    """The crisis of ``moment`` before anything was sent."""
    return Crisis(moment.crisis, moment.brand, moment.brand_name, round=round_, version=version)


def with_step(crisis: Crisis, moment: Moment, step: TimelineEntry) -> Crisis:
    """The crisis after this step of this moment.

    Records may come twice or out of order: what has ended stays ended until a later step
    reopens it, severity only rises, counts only grow.
    """
    known = crisis.episodes.get(moment.id)
    before = known or Episode(moment.id, moment.kind, step.severity, moment.opened_ms)
    if step.change is Transition.REOPENED and step.at_ms > before.reopened_ms:
        before = before._replace(ended_ms=None, dismissed=False, settled=False, reopened_ms=step.at_ms)
    ended = step.change.ends and step.at_ms > before.reopened_ms
    episode = before._replace(
        severity=min(before.severity, step.severity),
        ended_ms=(moment.ended_ms or step.at_ms) if ended and before.ended_ms is None else before.ended_ms,
        dismissed=before.dismissed or (ended and step.change is Transition.DISMISSED),
        peak=max(before.peak, moment.peak),
        peak_ms=moment.peak_ms if moment.peak >= before.peak else before.peak_ms,
        mentions=max(before.mentions, moment.mentions),
        subject=moment.evidence.subject or before.subject,
        settled=before.settled or (ended and step.note.startswith(NEW_NORMAL)),
    )
    name = moment.brand_name or crisis.brand_name
    after = crisis._replace(brand_name=name, episodes={**crisis.episodes, moment.id: episode})
    if after.over:
        after = after._replace(look_ms=0)
    elif step.change in _PLANNED:
        after = after._replace(look_ms=min(after.look_ms or step.at_ms, step.at_ms))
    return _with_paging_step(after, moment, step)


def _with_paging_step(crisis: Crisis, moment: Moment, step: TimelineEntry) -> Crisis:
    """Note who recovers, and end paging with an acknowledgement made since it began, or with the crisis."""
    paging = crisis.paging
    if step.change is Transition.RECOVERING:
        paging = paging._replace(calm=paging.calm | {moment.id})
    if step.change in _RISING:
        paging = paging._replace(calm=paging.calm - {moment.id})
    if step.change is Transition.ACKNOWLEDGED and step.at_ms >= (paging.asked_ms or paging.began_ms):
        paging = stopped(paging, step.by)
    if crisis.episodes[moment.id].ended_ms is not None:
        paging = without_held(paging, moment.id)
    return with_paging(crisis, stopped(paging) if crisis.over else paging)


def with_paging(crisis: Crisis, paging: Paging) -> Crisis:
    """The crisis with this state of its paging, which is paused while nothing is urgent."""
    noted = crisis._replace(paging=paging)
    return noted._replace(paging=paging._replace(paused=not noted.urgent))


def with_version(crisis: Crisis, version: int) -> Crisis:
    """The crisis with the version under which it is stored."""
    return crisis._replace(version=version)
