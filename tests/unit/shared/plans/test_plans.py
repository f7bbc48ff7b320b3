"""Response plans: which one a crisis has, what is due when, and who did which step."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.respond.schemas.plan import PlanInput, plan_from_input
from shared.domain.moments.moment import Kind, Severity, TimelineEntry, Transition
from shared.domain.time import MINUTE_MS
from shared.plans.choice import all_plans, choose_plan
from shared.plans.clock_record import next_update_ms
from shared.plans.code import PATTERN, code_of, named, with_same_code
from shared.plans.plan import Clock, Plan, PlanStep, from_document, to_document
from shared.plans.progress import done_steps, step_states
from shared.plans.shipped import shipped_plans
from tests.unit.notify.examples import START, burst, surge
from tests.unit.shared.plans.clocks import CLOCKS

MINE = Plan("mine", "Ours", (PlanStep("lead", "lead", 0, "Lead."),), contacts={"lead": "Ana"})
SHIPPED = list(shipped_plans().values())


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("severity", Severity)
def test_a_plan_comes_for_every_kind_and_severity(kind: Kind, severity: Severity) -> None:
    plan = choose_plan((), kind, severity)
    assert (plan.kinds, severity in plan.severities) == ((kind,), True)
    assert (plan.steps[0].id == "lead") is severity.pages, "who is woken first says who leads"


@pytest.mark.parametrize("plan", SHIPPED, ids=lambda plan: plan.id)
def test_what_comes_with_foreshock_would_be_taken_if_a_team_put_it(plan: Plan) -> None:
    body = {name: value for name, value in to_document(plan).items() if value and name != "id"}
    body["steps"] = [{name: value for name, value in step.items() if value != ""} for step in body["steps"]]
    assert plan_from_input(PlanInput.model_validate(json.loads(json.dumps(body))), plan.id) == plan


def test_every_plan_has_a_code_of_its_own_and_is_found_by_it() -> None:
    codes = [code_of(plan) for plan in SHIPPED]
    assert len(set(codes)) == len(SHIPPED)
    for plan in SHIPPED:
        assert named(SHIPPED, code_of(plan)) == named(SHIPPED, f"P{code_of(plan)}") == named(SHIPPED, plan.id) == plan
        assert with_same_code(plan, SHIPPED) is None
    assert named(SHIPPED, "999") is None


@given(st.from_regex(r"[a-z][a-z0-9-]{0,38}[a-z0-9]", fullmatch=True))
def test_a_code_made_from_an_id_is_four_digits_and_none_of_a_shipped_plan(plan_id: str) -> None:
    code = code_of(Plan(plan_id, "", ()))
    assert re.fullmatch(PATTERN, code)
    assert (len(code) == 4) is (plan_id not in shipped_plans())


def test_a_plan_that_could_be_mixed_up_by_its_code_is_named() -> None:
    for taken in (MINE._replace(id="other", code="71"), MINE._replace(id="71"), MINE._replace(id="p71")):
        assert with_same_code(MINE._replace(code="71"), [MINE, taken]) == taken
        assert with_same_code(taken._replace(code=taken.code or "5"), [MINE._replace(code="71")]), "the other way round"
    assert with_same_code(MINE._replace(code="71"), [MINE._replace(id="other", code="72")]) is None


@pytest.mark.parametrize("plan", [plan for plan in SHIPPED if plan.clock], ids=lambda plan: plan.id)
def test_the_steps_of_a_plan_keep_its_clock(plan: Plan) -> None:
    clock, due = plan.clock, {step.id: step for step in plan.steps}
    assert clock
    assert (due["first-word"].minutes, due["scope"].minutes) == (clock.first_word, clock.scope)
    assert due["updates"].minutes == clock.scope + clock.update_every
    assert f"every {clock.update_every} minutes" in due["updates"].do
    assert f"within {clock.update_every} minutes" in plan.holding_statement


def test_a_plan_of_the_team_comes_before_a_shipped_one_and_the_narrowest_wins() -> None:
    kind = MINE._replace(id="a-kind", kinds=(Kind.NEGATIVE_SURGE,))
    both = kind._replace(id="z-both", severities=(Severity.SEV1,))
    own = [MINE, kind, both]
    assert choose_plan(own, Kind.NEGATIVE_SURGE, Severity.SEV1) == both
    assert choose_plan(own, Kind.NEGATIVE_SURGE, Severity.SEV2) == kind
    assert choose_plan(own, Kind.PRAISE_WAVE, Severity.SEV4) == MINE
    assert choose_plan(reversed(own), Kind.NEGATIVE_SURGE, Severity.SEV1) == both


def test_an_own_plan_replaces_the_shipped_one_of_its_id() -> None:
    mine = MINE._replace(id="praise-wave-note")
    assert all_plans([mine])["praise-wave-note"] == mine
    assert list(all_plans([MINE])) == sorted([*shipped_plans(), "mine"])


def test_a_stored_plan_is_read_as_it_was_and_fields_of_a_later_version_are_left_out() -> None:
    document = json.loads(json.dumps(to_document(SHIPPED[0])))
    document["steps"][0]["colour"] = document["clock"]["tick"] = document["new"] = 1
    assert from_document(document) == SHIPPED[0]
    with pytest.raises((KeyError, ValueError)):
        from_document({**document, "kinds": ["fire"]})


def test_a_step_is_due_its_minutes_after_the_severity_was_set_and_overdue_after_that() -> None:
    plan = choose_plan((), Kind.NEGATIVE_SURGE, Severity.SEV1)
    first_word = next(s for s in step_states(plan, START, {}) if s.step.id == "first-word")
    assert (first_word.number, first_word.due_ms) == (4, START + 5 * MINUTE_MS)
    assert not first_word.overdue(first_word.due_ms)
    assert first_word.overdue(first_word.due_ms + 1)


@pytest.mark.parametrize(
    ("done_minute", "now_minute", "late"),
    [(None, 5, None), (None, 9, 4), (5, 60, 0), (3, 60, 0), (8, 60, 3)],
)
def test_the_record_of_the_clock_says_what_was_kept_and_by_how_much_it_was_missed(
    done_minute: int | None, now_minute: int, late: int | None
) -> None:
    done = None
    if done_minute is not None:
        done = TimelineEntry(START + done_minute * MINUTE_MS, Transition.NOTED, Severity.SEV1, step="first-word")
    plan = choose_plan((), Kind.NEGATIVE_SURGE, Severity.SEV1)
    states = {s.step.id: s for s in step_states(plan, START, {"first-word": done} if done else {})}
    assert states["first-word"].late_minutes(START + now_minute * MINUTE_MS) == late
    assert not states["lead"].overdue(START + 60 * MINUTE_MS), "nobody can keep what is due at once"


def test_who_was_first_did_the_step_whichever_moment_of_the_crisis_it_stands_on() -> None:
    ben, ana = (
        TimelineEntry(START + at, Transition.NOTED, Severity.SEV1, by=by, step="scope")
        for at, by in ((2, "ben"), (1, "ana"))
    )
    moments = [surge()._replace(timeline=(ben,)), burst()._replace(timeline=(ana,))]
    assert done_steps(moments) == {"scope": ana}


@given(CLOCKS, st.integers(0, 10**4), st.integers(0, 10**4))
def test_the_next_update_is_always_ahead_never_further_than_one_pause_and_never_goes_back(
    clock: Clock, now: int, later: int
) -> None:
    due = next_update_ms(clock, START, START + now * MINUTE_MS)
    begin = START + clock.scope * MINUTE_MS
    longest = max(clock.update_every, clock.then_every) * MINUTE_MS
    assert due > START + now * MINUTE_MS
    assert due <= max(begin, START + now * MINUTE_MS) + longest
    assert next_update_ms(clock, START, START + (now + later) * MINUTE_MS) >= due
