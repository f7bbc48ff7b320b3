"""What a crisis is told from: all its moments, and the counters around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.moments.moment import Moment
from shared.domain.response.feedback import FeedbackTally
from shared.domain.response.publication import Publication
from shared.domain.response.statement import Statement
from shared.domain.time import DAY_MS, MINUTE_MS
from shared.effect.windows import LOOKS
from shared.messages.crisis.crisis_figures import Counters, CrisisFigures
from shared.messages.crisis.crisis_summary import BEFORE_MS, crisis_figures
from shared.plans.plan import Plan
from shared.store import moments, plans
from shared.store.counters import counts
from shared.store.response import feedback, publications

LONGEST_MS = 2 * DAY_MS
"""The counters of a longer crisis are too many to read for one answer: those of its last two days are read."""

AFTER_MS = 30 * MINUTE_MS
"""How much of the time after its end is read."""

EFFECT_MS = max(LOOKS) * MINUTE_MS
"""How much of the time after a statement is read."""


class StoredCrisis(NamedTuple):
    """The moments of a crisis, the counters from before it on, the plans of the team, its statements and public page.

    The counters are ``None`` where they could not be read.
    """

    moments: list[Moment]
    counters: Counters | None = None
    own_plans: Sequence[Plan] = ()
    statements: Sequence[Statement] = ()
    published: Publication | None = None
    feedback: FeedbackTally | None = None

    def figures(self, now_ms: int) -> CrisisFigures:
        """The figures at ``now_ms``."""
        figures = crisis_figures(self.moments, self.counters, now_ms, self.own_plans, self.statements)
        return figures._replace(published=self.published, feedback=self.feedback)

    def with_public_page(self) -> StoredCrisis:
        """The same with what is published about it, and what readers answered."""
        brand, crisis = self.moments[0].brand, self.moments[0].crisis
        return self._replace(published=publications.get(brand, crisis), feedback=feedback.tally(crisis))


def of_moment(moment: Moment, now_ms: int) -> StoredCrisis:
    """The crisis of ``moment``, as it is now; of this moment the newer version of the given and the stored one."""
    found = [moment if each.id == moment.id and each.version < moment.version else each for each in _stored(moment)]
    return StoredCrisis(found, read_counters(found, now_ms), plans.own())


def read_counters(found: list[Moment], now_ms: int, statements: Sequence[Statement] = ()) -> Counters:
    """The counters from a few hours before these moments until soon after their end, or until ``now_ms``.

    They go on until the effect of the last statement is known.
    """
    ended = None if any(m.ended_ms is None for m in found) else max(m.ended_ms or 0 for m in found)
    until = (
        max(now_ms if ended is None else min(_told_until(ended, statements), now_ms), found[0].opened_ms) + MINUTE_MS
    )
    since = max(min(m.opened_ms for m in found) - BEFORE_MS, until - LONGEST_MS, 0)
    counted = counts.between(found[0].brand, since, until)
    return Counters(since, [(count.minute_ms, count.tally) for count in counted])


def _told_until(ended_ms: int, statements: Sequence[Statement]) -> int:
    """Until when the counters of a crisis that is over matter; what is said long after it has no effect on it."""
    return max([ended_ms + AFTER_MS, *(min(each.published_ms, ended_ms) + EFFECT_MS for each in statements)])


def _stored(moment: Moment) -> list[Moment]:
    """The moments of the crisis; this one alone where it is not stored."""
    return moments.in_crisis(moment) or [moment]
