"""Which plan a crisis has: the plans of the team and the shipped ones in, one plan out."""

from __future__ import annotations

from collections.abc import Iterable

from shared.domain.moments.moment import Kind, Severity
from shared.plans.plan import Plan
from shared.plans.shipped import shipped_plans


def choose_plan(own: Iterable[Plan], kind: Kind, severity: Severity) -> Plan:
    """The plan for a crisis of this kind and severity.

    A plan of the team's ``own`` comes before a shipped one; of several, the one for the
    fewest kinds, then the fewest severities, then the first by id. There is always one:
    the shipped plans cover every kind and severity.

    >>> choose_plan((), Kind.NEGATIVE_SURGE, Severity.SEV2).id
    'negative-surge-urgent'
    """
    mine = [plan for plan in own if plan.covers(kind, severity)]
    found = mine or [plan for plan in shipped_plans().values() if plan.covers(kind, severity)]
    return min(found, key=_breadth)


def all_plans(own: Iterable[Plan]) -> dict[str, Plan]:
    """All plans by id, in the order of their ids: an own plan replaces the shipped one of its id."""
    return dict(sorted({**shipped_plans(), **{plan.id: plan for plan in own}}.items()))


def _breadth(plan: Plan) -> tuple[int, int, str]:
    return len(plan.kinds) or len(Kind), len(plan.severities) or len(Severity), plan.id
