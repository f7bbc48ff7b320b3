"""A moment: one episode in which what people post about a brand calls for an answer now."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from shared.domain.mentions.sample import Sample
from shared.domain.moments.crowd import Crowd
from shared.domain.moments.kind import Kind, Severity
from shared.domain.text import digest
from shared.domain.time import BUCKET_MINUTES

__all__ = [
    "NEW_NORMAL",
    "SYSTEM",
    "Evidence",
    "Kind",
    "Moment",
    "Sample",
    "Severity",
    "Status",
    "TimelineEntry",
    "Transition",
    "moment_id",
    "times_normal",
]


class Status(StrEnum):
    """The state of a moment."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RECOVERING = "recovering"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"

    @property
    def ongoing(self) -> bool:
        """Whether the moment is not over yet."""
        return self not in (Status.RESOLVED, Status.DISMISSED)


NEW_NORMAL = "new normal"
"""The note of a resolved moment begins with this when its level has become the normal one."""

SYSTEM = "foreshock"
"""Who made a transition that no person made."""


class Transition(StrEnum):
    """A step in the life of a moment."""

    OPENED = "opened"
    ESCALATED = "escalated"
    ACKNOWLEDGED = "acknowledged"
    RECOVERING = "recovering"
    RELAPSED = "relapsed"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    REOPENED = "reopened"
    NOTED = "noted"

    @property
    def ends(self) -> bool:
        """Whether the moment is over after it."""
        return self in (Transition.RESOLVED, Transition.DISMISSED)


class TimelineEntry(NamedTuple):
    """One line of a moment's timeline: what changed when, how severe it was then, and who did it from where.

    A note that says that a step of the response plan is done has the step's id as ``step``.
    """

    at_ms: int
    change: Transition
    severity: Severity
    by: str = SYSTEM
    note: str = ""
    via: str = ""
    step: str = ""

    @property
    def by_person(self) -> bool:
        """Whether a person did it."""
        return self.by != SYSTEM


class Evidence(NamedTuple):
    """The figures and samples behind the latest evaluation of a moment.

    ``observed`` of ``expected`` (the counts of the evaluated ``minutes``), the negative
    share of the scored mentions and its normal value (``None``: nothing was scored), the
    people reached, and what was posted where. ``subject`` is the hashtag that trends or
    the channel that is silent; ``themes`` counts what the posts are about. ``crowd`` is who
    posts, of the evaluation with the most posts.
    """

    observed: int = 0
    expected: float = 0.0
    negative_share: float | None = None
    normal_negative_share: float | None = None
    reach: int = 0
    samples: tuple[Sample, ...] = ()
    hashtags: Mapping[str, int] = {}
    channels: Mapping[str, int] = {}
    subject: str = ""
    minutes: int = BUCKET_MINUTES
    themes: Mapping[str, int] = {}
    crowd: Crowd = Crowd()

    @property
    def ratio(self) -> float:
        """How many times the normal count was seen."""
        return times_normal(self.observed, self.expected)


class Moment(NamedTuple):
    """One episode of one brand and kind, from its opening to its end.

    ``opened_ms`` is the start of the bucket in which it began, ``detected_ms`` when it was
    detected. Moments of a brand that are open together share a ``crisis`` (the id of the
    first of them): one page for all, and one message when they are over. ``mentions``
    counts all of the signal since the opening, ``quarters`` the same at the end of each
    full quarter of an hour. ``decision`` is the detector's record: inputs, baseline,
    surprise, threshold, version; it holds JSON values only.
    """

    brand: str
    id: str
    kind: Kind
    severity: Severity
    status: Status
    opened_ms: int
    detected_ms: int
    updated_ms: int
    crisis: str
    brand_name: str = ""
    peak_ms: int = 0
    peak: int = 0
    ended_ms: int | None = None
    mentions: int = 0
    evidence: Evidence = Evidence()
    reasons: tuple[str, ...] = ()
    decision: Mapping[str, Any] = {}
    timeline: tuple[TimelineEntry, ...] = ()
    quarters: tuple[int, ...] = ()
    version: int = 1


def times_normal(observed: int, expected: float) -> float:
    """How many times the normal count was observed; the normal counts as at least a half.

    >>> times_normal(30, 3.0), times_normal(3, 0.1)
    (10.0, 6.0)
    """
    return observed / max(expected, 0.5)


def moment_id(brand: str, kind: Kind, bucket_ms: int) -> str:
    """The id of the episode that opens in this bucket, the same for every trigger that sees it.

    >>> moment_id("acme", Kind.VOLUME_BURST, 0) == moment_id("acme", Kind.VOLUME_BURST, 0)
    True
    """
    return digest(f"{brand}\x00{kind}\x00{bucket_ms}", 12)
