"""Minute counters of a brand in, all that people would have been told of it out.

Detect decides as it does live, by the tick while the brand is active, and what its moments
lead to is decided by notify's own policy. Where every minute is replayed the stream decides
as well; in a replay by the bucket it would see what the tick sees at its end.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from copy import copy, deepcopy
from dataclasses import dataclass, field
from operator import attrgetter

from functions.detect.moments.confirmations import confirmed_episodes, with_confirmed
from functions.detect.moments.decision_types import DecisionInput, Trigger
from functions.detect.runner import ACTIVE_BUCKETS
from functions.notify.policy.alert_policy import decide, without_waiting
from functions.notify.policy.crisis_state import Crisis, new_crisis
from shared.domain.brand import Brand
from shared.domain.moments.moment import Kind, Moment
from shared.domain.time import BUCKET_MINUTES, BUCKET_MS, MINUTE_MS
from tests.unit.detect.simulated_brand import MinuteCount, SimulatedBrand

_minute = attrgetter("minute_ms")


@dataclass
class Told:
    """What people were told in some time: moments by kind, first alerts and mails, and pages."""

    days: float = 0.0
    moments: Counter[Kind] = field(default_factory=Counter)
    alerts: int = 0
    pages: int = 0

    def __add__(self, other: Told) -> Told:
        """Both together."""
        return Told(
            self.days + other.days,
            self.moments + other.moments,
            self.alerts + other.alerts,
            self.pages + other.pages,
        )

    @property
    def weeks(self) -> float:
        """The brand-weeks that were watched."""
        return self.days / 7


@dataclass
class Messages:
    """What notify sends of the moments of one brand: the times of its alerts and of its pages."""

    crises: dict[str, Crisis] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    alerts: list[int] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)

    def add(self, moments: Sequence[Moment], now_ms: int) -> None:
        """Follow the new steps of these moments, and send the grouped alerts that are due."""
        for moment in moments:
            for step in moment.timeline[self.steps.get(moment.id, 0) :]:
                decision = decide(self.crises.get(moment.crisis) or new_crisis(moment), moment, step)
                self.crises[moment.crisis] = decision.crisis
                self.alerts += [now_ms] * decision.alert
                self.pages += [now_ms] * decision.page
            self.steps[moment.id] = len(moment.timeline)
        for name, crisis in self.crises.items():
            if crisis.waiting and crisis.due_ms <= now_ms:
                self.alerts.append(now_ms)
                self.crises[name] = without_waiting(crisis)


class ReplayedBrand(SimulatedBrand):
    """A simulated brand with so many counters that they are looked up by their time."""

    def decision_input(self, now_ms: int, trigger: Trigger = Trigger.TICK) -> DecisionInput:
        """What is known of the brand at ``now_ms``."""
        valid = self.still_valid(now_ms, trigger)
        recent = list(self.moments.values())[-_LATEST:]
        confirmed = confirmed_episodes(valid, recent, now_ms)
        valid = with_confirmed(valid, confirmed, recent, recent[0].opened_ms if recent else 0)
        states = [stored.state for stored in valid.values()]
        since = min((state.bucket_ms for state in states if state), default=0) if all(states) else 0
        first, last = bisect_left(self.counts, since, key=_minute), bisect_right(self.counts, now_ms, key=_minute)
        return DecisionInput(self.brand, now_ms, valid, self.ongoing(), self.counts[first:last], confirmed=confirmed)

    def ongoing(self) -> list[Moment]:
        """The moments that are not over, the latest of them looked at only."""
        return [moment for moment in list(self.moments.values())[-_LATEST:] if moment.status.ongoing]


_LATEST = 40


class Replay:
    """One brand from its first counter on; :meth:`told` says what people heard of it in any time of that."""

    def __init__(self, brand: Brand, counts: Sequence[MinuteCount], end_ms: int, every: int = BUCKET_MINUTES) -> None:
        self.brand, self.messages = ReplayedBrand(brand, list(counts)), Messages()
        self.every, self.check_ms = every, 0
        self._go_on(counts[0].minute_ms // (every * MINUTE_MS) * every * MINUTE_MS, end_ms)

    def other_end(self, counts: Sequence[MinuteCount], end_ms: int) -> Replay:
        """A copy that goes on to ``end_ms`` with other counters; those that were replayed must be the same."""
        found = copy(self)
        known = self.brand
        found.brand = ReplayedBrand(known.brand, list(counts), dict(known.stored), dict(known.moments))
        found.messages = deepcopy(self.messages)
        found._go_on(self.now_ms, end_ms)
        return found

    def _go_on(self, begin_ms: int, end_ms: int) -> None:
        step_ms = self.every * MINUTE_MS
        self.now_ms = begin_ms
        while self.now_ms < end_ms:
            begin_ms, self.now_ms = self.now_ms, self.now_ms + step_ms
            posted = self._posted(begin_ms, self.now_ms)
            if posted and self.every < BUCKET_MINUTES:
                self._evaluate(posted[-1].minute_ms + MINUTE_MS // 2, Trigger.STREAM)
            active = self._posted(self.now_ms - ACTIVE_BUCKETS * BUCKET_MS, self.now_ms)
            if active or self.brand.ongoing() or 0 < self.check_ms <= self.now_ms:
                self.check_ms = self._evaluate(self.now_ms, Trigger.TICK) or 0

    def told(self, begin_ms: int, end_ms: int) -> Told:
        """What was told from ``begin_ms`` to ``end_ms``; a moment counts when it was detected."""
        moments = [one for one in self.brand.moments.values() if begin_ms <= one.detected_ms < end_ms]
        return Told(
            (end_ms - begin_ms) / (24 * 60 * MINUTE_MS),
            Counter(moment.kind for moment in moments),
            sum(begin_ms <= at_ms < end_ms for at_ms in self.messages.alerts),
            sum(begin_ms <= at_ms < end_ms for at_ms in self.messages.pages),
        )

    def _posted(self, begin_ms: int, end_ms: int) -> list[MinuteCount]:
        counts = self.brand.counts
        return counts[bisect_left(counts, begin_ms, key=_minute) : bisect_left(counts, end_ms, key=_minute)]

    def _evaluate(self, now_ms: int, trigger: Trigger) -> int | None:
        found = self.brand.evaluate(now_ms, trigger)
        changed = [
            *(moment for _, moment in found.openings),
            *found.changes,
            *(e.moment for e in found.ends if e.moment),
        ]
        self.messages.add([self.brand.moments[moment.id] for moment in changed], now_ms)
        return found.next_check_ms
