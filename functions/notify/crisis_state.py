"""What has been told of a crisis so far: the memory that makes one page out of nine alarms.

A crisis is the moments of a brand that are open together. It is kept as one small
document; times are epoch milliseconds of the events, not of any clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from shared.domain.moment import NEW_NORMAL, Kind, Moment, Severity, TimelineEntry, Transition
from shared.messages.kinds import count_noun, recovery_text


@dataclass(frozen=True, slots=True)
class Episode:
    """One moment of the crisis, as far as a recovery message needs it.

    ``settled``: it ended because its level has become the normal one.
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


@dataclass(frozen=True, slots=True)
class Crisis:
    """What was told and what waits.

    ``paged`` is the worst severity that was paged, ``paged_ms`` when last; ``mailed``
    whether the first alert went out; ``waiting`` the lines of the alert that groups
    the rest, due at ``due_ms`` (0: nothing waits). ``closed_ms`` is when its end was
    told (0: not yet). ``round`` counts the times the same crisis began anew after its end.
    """

    id: str
    brand: str
    brand_name: str = ""
    episodes: Mapping[str, Episode] = field(default_factory=dict)
    paged: Severity | None = None
    paged_ms: int = 0
    mailed: bool = False
    waiting: tuple[str, ...] = ()
    due_ms: int = 0
    closed_ms: int = 0
    round: int = 1
    version: int = 0

    @property
    def over(self) -> bool:
        """Whether every moment we heard of has ended."""
        return bool(self.episodes) and all(e.ended_ms is not None for e in self.episodes.values())

    @property
    def worst(self) -> Episode:
        """The moment that stands for the crisis: the most severe, of those the first."""
        return min(self.episodes.values(), key=lambda e: (e.severity, e.opened_ms, e.id))

    @property
    def outcome(self) -> str:
        """How it ended, in words that follow the brand's name."""
        worst = self.worst
        if worst.settled:
            return f"{count_noun(worst.kind, worst.subject)} steady at a new normal"
        return recovery_text(worst.kind, worst.subject)


def begun(moment: Moment, round_: int = 1, version: int = 0) -> Crisis:
    """The crisis of ``moment`` before anything of it was told."""
    return Crisis(moment.crisis, moment.brand, moment.brand_name, round=round_, version=version)


def followed(crisis: Crisis, moment: Moment, step: TimelineEntry) -> Crisis:
    """The crisis with this step of this moment known.

    Records may come twice or out of order: what ended stays ended, severity only
    rises, counts only grow.
    """
    known = crisis.episodes.get(moment.id)
    ended = step.change in (Transition.RESOLVED, Transition.DISMISSED)
    before = known or Episode(moment.id, moment.kind, step.severity, moment.opened_ms)
    episode = replace(
        before,
        severity=min(before.severity, step.severity),
        ended_ms=(moment.ended_ms or step.at_ms) if ended and before.ended_ms is None else before.ended_ms,
        dismissed=before.dismissed or step.change is Transition.DISMISSED,
        peak=max(before.peak, moment.peak),
        peak_ms=moment.peak_ms if moment.peak >= before.peak else before.peak_ms,
        mentions=max(before.mentions, moment.mentions),
        subject=moment.evidence.subject or before.subject,
        settled=before.settled or (ended and step.note.startswith(NEW_NORMAL)),
    )
    name = moment.brand_name or crisis.brand_name
    return replace(crisis, brand_name=name, episodes={**crisis.episodes, moment.id: episode})


def to_json(crisis: Crisis) -> str:
    """The document of a crisis."""
    return json.dumps(asdict(crisis), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Crisis:
    """The crisis of a document."""
    doc = json.loads(text)
    return Crisis(
        **{
            **doc,
            "episodes": {name: _episode(found) for name, found in doc["episodes"].items()},
            "paged": None if doc["paged"] is None else Severity(doc["paged"]),
            "waiting": tuple(doc["waiting"]),
        }
    )


def _episode(doc: Mapping[str, Any]) -> Episode:
    return Episode(**{**doc, "kind": Kind(doc["kind"]), "severity": Severity(doc["severity"])})


def numbered(crisis: Crisis, version: int) -> Crisis:
    """The crisis as the version it is stored as."""
    return replace(crisis, version=version)
