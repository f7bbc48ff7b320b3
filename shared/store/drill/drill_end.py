"""The course and the end of a drill: how it goes, whether it must stop, what is removed and kept when it is over."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from shared.domain.drill import REAL, Drill, Score
from shared.domain.errors import NotFound
from shared.domain.time import DAY_MS
from shared.store import brands, moments
from shared.store.drill import drills

if TYPE_CHECKING:
    from shared.domain.moments.moment import Moment
    from shared.plans.plan import Plan

EARLIER = 5
"""Earlier drills of a brand that a score is shown with."""

LOOKED_BACK_MS = 30 * DAY_MS
"""A moment that began longer ago and still goes on is no reason not to practise."""

PLAYED = "played to its end"


def stop_reason(drill: Drill, now_ms: int) -> str:
    """Why a drill that has not ended must end now; empty: it goes on."""
    return real_moment(drill.brand, drill.started_ms) or ("" if drill.runs(now_ms) else PLAYED)


def real_moment(brand: str, at_ms: int) -> str:
    """What is really going on for the brand, in words; empty if nothing."""
    from shared.messages.phrases import date_and_time, one_line  # noqa: PLC0415 - only words about drills need them

    for moment in moments.opened_since(brand, at_ms - LOOKED_BACK_MS):
        if moment.ended_ms is None:
            name = one_line(moment.brand_name or brand)
            return f"{REAL}{name}, {moment.severity.name}, began at {date_and_time(moment.opened_ms)}"
    return ""


def moments_of(drill: Drill) -> list[Moment]:
    """The moments of the stand-in. What is seen at once began with its bucket, which is before the drill did."""
    return moments.opened_since(drill.id, drill.started_ms - DAY_MS)


def score_now(drill: Drill, now_ms: int) -> Score:
    """The score until now; the stored one after the end."""
    from shared.messages.drill_score import score_of, table_top_score  # noqa: PLC0415 - only a score card needs them
    from shared.store import crises, plans  # noqa: PLC0415 - as before
    from shared.store.drill import table_tops  # noqa: PLC0415 - as before
    from shared.store.response import approvals, refusals, statements  # noqa: PLC0415 - as before

    if drill.ended_ms:
        return drill.score
    if drill.table_top:
        return table_top_score(plan_of(drill), drill.started_ms, table_tops.played(drill.id), now_ms)
    empty = Score(wanted_plan=drill.wanted_plan)
    found = moments_of(drill)
    if not found:
        return empty
    first = min(found, key=lambda moment: (moment.detected_ms, moment.id))
    together, said = moments.in_crisis(first) or [first], statements.of_crisis(first.crisis)
    counters = crises.read_counters(together, now_ms, said)
    figures = crises.StoredCrisis(together, counters, plans.own(), said).figures(now_ms)
    return score_of(figures, drill.started_ms)._replace(
        wanted_plan=drill.wanted_plan,
        drafts_approved=len(approvals.of_crisis(first.crisis)),
        drafts_refused=refusals.of_crisis(first.crisis),
    )


def close(drill: Drill, now_ms: int, *, by: str, why: str) -> Drill:
    """The drill after its end, stored with its score; the stand-in is gone. Whoever ends it first is named."""
    if not drill.ended_ms:
        score = score_now(drill, now_ms)
        drill = drill._replace(ended_ms=now_ms, ended_by=by, why=why, score=score)
        drills.end(drill)
    if drill.table_top:
        return drill
    with suppress(NotFound):  # it broke off here before
        brands.delete(drill.id)
    drills.delete_baseline(drill.id)
    return drill


def earlier_scores(drill: Drill) -> list[Score]:
    """The scores of the brand's last drills before this one that were played to an end, the latest first."""
    same = (drill.brand, drill.table_top)
    alike = (one for one in drills.every() if (one.brand, one.table_top) == same and not one.gave_way)
    return [one.score for one in alike if one.started_ms < drill.started_ms][:EARLIER]


def plan_of(drill: Drill) -> Plan:
    """The plan that a table-top exercise plays; one without steps where it was deleted meanwhile."""
    from shared.plans.choice import all_plans  # noqa: PLC0415 - only table-top exercises need plans
    from shared.plans.plan import Plan  # noqa: PLC0415 - as before
    from shared.store import plans  # noqa: PLC0415 - as before

    return all_plans(plans.own()).get(drill.wanted_plan) or Plan(drill.wanted_plan, drill.wanted_plan, ())
