"""The figures of a crisis, from which texts, mails, the page, its chart and the API take their numbers.

A crisis is the moments of a brand that are open together. Its figures are summed up in
:mod:`shared.messages.crisis.crisis_summary` and worded in :mod:`shared.messages.crisis.crisis_words`, so that no two
places disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.mentions.tally import Tally
from shared.domain.mentions.theme import Theme
from shared.domain.moments.care import Care, care_of
from shared.domain.moments.crowd import Crowd
from shared.domain.moments.moment import NEW_NORMAL, Evidence, Moment, Severity, Status, TimelineEntry, Transition
from shared.domain.response.feedback import FeedbackTally
from shared.domain.response.publication import Publication
from shared.domain.time import MINUTE_MS
from shared.messages.crisis.trend import Trend
from shared.messages.crisis.what_changed import WhatChanged
from shared.messages.theme_texts import (
    Quote,
    ThemeWords,
)
from shared.plans.choice import choose_plan
from shared.plans.plan import LEAD_STEP, Plan
from shared.plans.progress import StepState, done_steps, step_states

if TYPE_CHECKING:
    from shared.domain.drill import Inject
    from shared.domain.site_traffic import SiteTraffic
    from shared.effect.verdict import Answered


class Counters(NamedTuple):
    """The tallies of a brand's minutes from ``since_ms`` on, each with the time of its minute."""

    since_ms: int
    minutes: Sequence[tuple[int, Tally]]


LEAST_FOR_A_SHARE = 10
"""Of fewer posts people are told the counts: one of three is not "33%"."""


class Sums(NamedTuple):
    """What was counted in a span of time: all posts, those whose sentiment is known, the negative ones."""

    posts: int
    scored: int
    negative: int

    @property
    def tells_a_share(self) -> bool:
        """Whether these are enough posts to speak of a share of them."""
        return self.scored >= LEAST_FOR_A_SHARE


class CrisisFigures(NamedTuple):
    """All figures of a crisis at ``now_ms``.

    ``lead`` is the moment that stands for it: the most severe one. ``evidence`` has the
    lead's figures of its peak, and ``past_peak`` says that this is over. ``theme`` is what
    the crisis is about, ``None`` where no theme leads, and ``topic`` the same for a
    headline. ``sums`` are those since it began, ``None`` where the counters could not be read. The negative
    share is that of the whole crisis, and without counters that of the lead's latest evaluation. ``latest``
    are the sums of the last ten minutes that are over, the same as the trend's, or of the last ten before the
    end; ``None`` where the counters could not be read, or it has not lasted so long. ``crowd`` is who
    posts; whether it is a few accounts is what the lead's evidence says.
    ``own_plans`` are the response plans of the team, which come before the shipped ones,
    ``answered`` what it said in public with what that changed, the earliest first, ``published`` what stands on the
    public page now, and ``feedback`` what its readers answered; both ``None`` where that was not read.
    ``traffic`` are the visitors of the brand's site, ``None`` where they are not known. ``injects`` is what happened
    in a drill beside the posts, with its times.
    """

    id: str
    now_ms: int
    moments: tuple[Moment, ...]
    lead: Moment
    severity: Severity
    status: Status
    began_ms: int
    ended_ms: int | None
    evidence: Evidence
    past_peak: bool
    theme: Theme | None
    topic: str
    trend: Trend
    sums: Sums | None = None
    negative_share: float | None = None
    normal_negative_share: float | None = None
    latest: Sums | None = None
    reach: int = 0
    themes: tuple[ThemeWords, ...] = ()
    quotes: tuple[Quote, ...] = ()
    channels: Mapping[str, int] = MappingProxyType({})
    hashtags: Mapping[str, int] = MappingProxyType({})
    changed: WhatChanged = WhatChanged()
    crowd: Crowd = Crowd()
    own_plans: Sequence[Plan] = ()
    answered: tuple[Answered, ...] = ()
    published: Publication | None = None
    feedback: FeedbackTally | None = None
    traffic: SiteTraffic | None = None
    injects: tuple[tuple[int, Inject], ...] = ()

    @property
    def brand(self) -> str:
        """The brand's id."""
        return self.lead.brand

    @property
    def brand_name(self) -> str:
        """The brand's name, as somebody typed it."""
        return self.lead.brand_name

    @property
    def ongoing(self) -> bool:
        """Whether it is not over."""
        return self.ended_ms is None

    @property
    def lasted_ms(self) -> int:
        """How long it has been going on, or lasted."""
        return max(0, (self.now_ms if self.ended_ms is None else self.ended_ms) - self.began_ms)

    @property
    def lasted_minutes(self) -> int:
        """The same in whole minutes, at least one, as texts say it."""
        return max(1, round(self.lasted_ms / MINUTE_MS))

    @property
    def settled(self) -> tuple[Moment, ...]:
        """The moments that ended because their level has become the new normal."""
        return tuple(
            moment
            for moment in self.moments
            if any(step.change is Transition.RESOLVED and step.note.startswith(NEW_NORMAL) for step in moment.timeline)
        )

    @property
    def plan(self) -> Plan:
        """The response plan."""
        return choose_plan(self.own_plans, self.lead.kind, self.severity)

    @property
    def done_steps(self) -> Mapping[str, TimelineEntry]:
        """Who did which step of the plan, by the step's id; who acknowledged leads."""
        leads = self.acknowledged_by
        return {**({LEAD_STEP: leads} if leads else {}), **done_steps(self.moments)}

    @property
    def step_states(self) -> list[StepState]:
        """The steps of the plan with their times, and who did them."""
        return step_states(self.plan, self.severity_set_ms, self.done_steps)

    @property
    def care(self) -> Care:
        """Who takes care of it, and what nobody has acknowledged."""
        return care_of(self.moments)

    @property
    def acknowledged_by(self) -> TimelineEntry | None:
        """The latest acknowledgement by a person, ``None`` where nobody is on it, or was until it ended."""
        return self.care.by

    @property
    def severity_set_ms(self) -> int:
        """When this severity was set: at the lead's opening, or at its last escalation."""
        changes = (Transition.OPENED, Transition.ESCALATED)
        times = (step.at_ms for step in self.lead.timeline if step.change in changes)
        return max(times, default=self.lead.detected_ms)
