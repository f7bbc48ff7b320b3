"""What begins with a drill: how long it lasts, how many posts it may have, and which plan is the right one."""

from __future__ import annotations

from typing import Any

import pytest

from functions.query.drill_start import LEAST_RATE, Beginning, beginning
from functions.query.schemas.drill import DrillInput
from shared.domain.brand import Brand
from shared.domain.errors import InvalidInput
from shared.domain.moments.kind import Kind
from shared.plans.shipped import shipped_plans

ACME = Brand("acme", "Acme")
OWN = {
    "speed": 60,
    "channels": {"mastodon": 1},
    "stages": [{"until": 10, "times": 20, "topics": {"smoke": 1}}],
    "posts": {"smoke": ["Smoke comes out of my {brand} kettle."]},
    "expects": {"kind": "question_wave", "severity": "SEV3"},
}


def begun(rate: float = 1.0, plans: Any = (), **asked: Any) -> Beginning:
    given = DrillInput.model_validate({"brand": "acme", "by": "ana", **asked})
    return beginning(given, ACME, rate, plans, now_ms=0)


def test_a_case_lasts_as_long_as_its_posts_and_a_little_more() -> None:
    drill, script = begun(case="united-3411")
    assert (drill.minutes, drill.speed, drill.case, drill.played) == (185, 30, "united-3411", True)
    assert script is not None
    assert begun(case="united-3411", speed=60).drill.minutes == 95
    assert begun(case="united-3411", minutes=20).drill.minutes == 20


def test_injects_come_while_there_are_posts() -> None:
    assert [each.minute for each in begun(case="united-3411").drill.injects] == [36, 72, 117]
    assert [each.minute for each in begun(plan="111", minutes=20).drill.injects] == [4, 8, 13]
    assert begun(plan="111", injects=[]).drill.injects == ()


def test_an_inject_after_the_end_is_refused() -> None:
    with pytest.raises(InvalidInput, match="minute 90 comes after its end: it lasts 60 minutes"):
        begun(plan="111", injects=[{"minute": 90, "who": "A shop", "text": "asks."}])


def test_a_quiet_brand_has_a_crisis_as_well() -> None:
    script = begun(rate=0, scenario=OWN).script
    assert script is not None
    assert script.rate == LEAST_RATE


def test_a_crisis_with_too_many_posts_is_refused_and_the_speed_that_fits_is_named() -> None:
    """In ten minutes, 20 times 2,000 a minute are 400,000."""
    with pytest.raises(InvalidInput, match=r"about 400,000 posts.*play it 120 times as fast"):
        begun(rate=2_000, scenario=OWN)
    assert begun(rate=2_000, scenario=OWN, speed=120).script is not None


def test_the_right_plan_is_the_team_s_own_where_it_has_one_for_what_the_scenario_expects() -> None:
    assert begun(scenario=OWN).drill.wanted_plan == "question-wave-today"
    own = shipped_plans()["question-wave-today"]._replace(id="our-questions", kinds=(Kind.QUESTION_WAVE,))
    assert begun(plans=[own], scenario=OWN).drill.wanted_plan == "our-questions"
    assert begun(scenario=OWN, plan="111").drill.wanted_plan == "negative-surge-urgent"
    assert begun().drill.wanted_plan == ""


def test_only_a_plan_alone_is_a_table_top_exercise() -> None:
    assert begun(plan="111").drill.table_top
    assert not begun(scenario=OWN, plan="111").drill.table_top
    assert (begun().drill.played, begun().drill.minutes) == (False, 180)
