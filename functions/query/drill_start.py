"""What begins with a drill: what is played, how long and how fast, for whom, and by which plan it should be met."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from functions.query.schemas.drill import MOST_MINUTES, DrillInput
from shared.domain.brand import Brand
from shared.domain.drill import MARK, Drill, Inject, Script, stand_in_id
from shared.domain.errors import InvalidInput, NotFound
from shared.domain.moments.kind import Kind, Severity
from shared.messages.figures import moment_title
from shared.plans.choice import all_plans, choose_plan
from shared.plans.code import code_of, named
from shared.plans.plan import Plan
from shared.scenario import library
from shared.scenario.injects import shipped
from shared.scenario.posts import expected, minutes
from shared.scenario.scenario import Scenario

LEAST_RATE = 0.4
"""Posts a minute that an ordinary minute counts as at least, so that a small brand has a crisis as well."""

SPARE_MINUTES = 5
"""How much longer than its posts a drill lasts: until the last of them are counted."""

OWN_POSTS_MINUTES, TABLE_TOP_MINUTES = 180, 60

MOST_POSTS = 200_000
"""Posts of a drill at most: to store, score and count so many costs about half a dollar."""

OWN_SCENARIO, OWN_POSTS = "a scenario of your own", "posts of your own"


class Beginning(NamedTuple):
    """A drill, and the script that its posts come by, if they come by themselves."""

    drill: Drill
    script: Script | None


def beginning(given: DrillInput, brand: Brand, rate: float, own_plans: Sequence[Plan], now_ms: int) -> Beginning:
    """The drill that is asked for, for a brand with ``rate`` posts in an ordinary minute.

    Raises:
        NotFound: there is no such case or plan.
        InvalidInput: it lasts too long or has too many posts, or something would happen after its end.
    """
    scenario = library.scenario(given.case) if given.case else given.scenario
    plan = _wanted_plan(given, scenario, own_plans)
    drill = Drill(
        id=stand_in_id(brand.id, now_ms),
        brand=brand.id,
        name=f"{MARK} {brand.name}",
        case=_called(given, plan),
        speed=given.speed or (scenario.speed if scenario else 1),
        by=given.by,
        started_ms=now_ms,
        minutes=0,
        played=scenario is not None,
        wanted_plan=plan.id if plan else "",
        table_top=scenario is None and plan is not None,
    )
    if drill.table_top and plan:
        drill = drill._replace(situation=given.situation or _alert(brand, plan))
    elif given.situation:
        raise InvalidInput("only a table-top exercise, with a `plan` alone, has one", field="situation")
    lasts, spare = _lasts(drill, scenario, given.minutes), SPARE_MINUTES if scenario else 0
    if lasts + spare > MOST_MINUTES and given.minutes is None:
        raise InvalidInput(f"it would last {lasts:,} minutes; play it faster, or say `minutes`", field="speed")
    drill = drill._replace(minutes=given.minutes or lasts + spare)
    drill = drill._replace(injects=_injects(given, min(lasts, drill.minutes)))
    if late := [each.minute for each in drill.injects if each.minute >= drill.minutes]:
        raise InvalidInput(f"minute {late[-1]} comes after its end: it lasts {drill.minutes} minutes", field="injects")
    return Beginning(drill, _script(given, scenario, drill.speed, max(rate, LEAST_RATE)))


def stand_in(brand: Brand, drill: Drill) -> Brand:
    """The brand that stands in for ``brand``: named a drill, heard nowhere, otherwise the same."""
    return brand._replace(
        id=drill.id,
        name=drill.name,
        aliases=brand.words,
        queries={},
        created_ms=drill.started_ms,
        updated_ms=drill.started_ms,
        version=1,
    )


def _wanted_plan(given: DrillInput, scenario: Scenario | None, own_plans: Sequence[Plan]) -> Plan | None:
    if given.plan:
        found = named(all_plans(own_plans).values(), given.plan)
        if found is None:
            raise NotFound(f"there is no plan {given.plan!r}; GET /plans lists them", field="plan")
        return found
    if scenario and scenario.expects:
        return choose_plan(own_plans, scenario.expects.kind, Severity[scenario.expects.severity])
    return None


def _alert(brand: Brand, plan: Plan) -> str:
    """The situation where nobody describes one: an alert has come, and nobody knows more."""
    severity = min(plan.severities, default=Severity.SEV1)
    kind = min(plan.kinds, key=list(Kind).index, default=Kind.NEGATIVE_SURGE)
    return (
        f"You have just been told: “{severity.name} {brand.name} - {moment_title(kind)}, plan {code_of(plan)}”. "
        "Nobody knows more yet. From now on, do what you would do for real."
    )


def _called(given: DrillInput, plan: Plan | None) -> str:
    """What is played, in words."""
    if given.case:
        return given.case
    if given.scenario:
        return OWN_SCENARIO
    return f"plan {code_of(plan)}, {plan.title}" if plan else OWN_POSTS


def _lasts(drill: Drill, scenario: Scenario | None, asked: int | None) -> int:
    if scenario:
        return minutes(scenario, drill.speed)
    return asked or (TABLE_TOP_MINUTES if drill.table_top else OWN_POSTS_MINUTES)


def _injects(given: DrillInput, lasts: int) -> tuple[Inject, ...]:
    if given.injects is None:
        return shipped(lasts)
    return tuple(sorted(each.inject() for each in given.injects))


def _script(given: DrillInput, scenario: Scenario | None, speed: float, rate: float) -> Script | None:
    if scenario is None:
        return None
    number = expected(scenario, speed, rate)
    if number > MOST_POSTS:
        raise InvalidInput(
            f"it would have about {number:,.0f} posts, for the brand has {rate:.0f} a minute on any day; "
            f"play it {math.ceil(number / MOST_POSTS * speed):,} times as fast",
            field="speed",
        )
    return Script(given.case or "own", scenario.model_dump(mode="json", exclude_defaults=True), rate)
