"""Response plans from PUT to the crisis that has them, and steps that two people do at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from shared.domain.moments.moment import Moment
from shared.domain.time import MINUTE_MS, iso
from shared.runtime.settings import setting
from shared.store import moments, plans
from shared.store.dynamodb import dynamodb, text
from tests.api_client import Answer, ask
from tests.unit.notify.examples import START

NOW_MS = START + 10 * MINUTE_MS
PLAN: dict[str, Any] = {
    "title": "Kettles: <b>act</b>",
    "kinds": ["negative_surge"],
    "severities": ["SEV1"],
    "contacts": {"lead": "Ana, room 4", "factory": "extension 17"},
    "steps": [
        {"id": "lead", "owner": "lead", "minutes": 0, "do": "Take the lead."},
        {"id": "batch", "owner": "factory", "minutes": 15, "do": "Find the batch.", "do_not": "Do not guess."},
    ],
    "clock": {},
}


def put(plan_id: str = "kettles", **change: Any) -> Answer:
    return ask("PUT", f"/plans/{plan_id}", body={**PLAN, **change}, now_ms=NOW_MS)


def do(moment: Moment, number: int, by: str, **more: Any) -> Answer:
    return ask("POST", f"/moments/{moment.id}/steps/{number}", body={"by": by, **more}, now_ms=NOW_MS)


def shown(moment: Moment) -> Any:
    return ask("GET", f"/crises/{moment.crisis}", now_ms=NOW_MS).json["plan"]


def test_the_shipped_plans_are_there_without_being_put_and_an_own_one_replaces_one_until_it_is_deleted(
    crisis: list[Moment],
) -> None:
    listed = ask("GET", "/plans").json["plans"]
    assert len(listed) == 30
    assert all(plan["shipped"] for plan in listed)
    assert put("negative-surge-urgent").json["shipped"] is False
    assert shown(crisis[0])["title"] == "Kettles: <b>act</b>"
    assert ask("DELETE", "/plans/negative-surge-urgent").status == 204
    assert shown(crisis[0])["title"] == "Surge of negative posts: act now"
    again = ask("DELETE", "/plans/negative-surge-urgent")
    assert (again.status, "of yours" in again.json["detail"]) == (404, True)
    assert ask("GET", "/plans/nothing-like-it").status == 404


def test_a_plan_is_found_by_its_code_and_no_two_plans_have_one(crisis: list[Moment]) -> None:
    assert ask("GET", "/plans/111").json["id"] == ask("GET", "/plans/P111").json["id"] == "negative-surge-urgent"
    code = put().json["code"]
    assert shown(crisis[0])["code"] == code
    assert ask("GET", f"/plans/{code}").json["id"] == "kettles"
    taken = put("other", code=code)
    assert (taken.status, taken.json["errors"][0]["field"]) == (409, "code")
    assert "'kettles'" in taken.json["detail"]
    assert put("other", code="71").json["code"] == "71"
    assert put("negative-surge-urgent").json["code"] == "111", "in its place it keeps its code"


def test_contacts_are_shown_to_who_may_act(crisis: list[Moment]) -> None:  # noqa: ARG001 - the tables must be there
    put()
    assert ask("GET", "/plans/kettles", role="act").json["contacts"] == PLAN["contacts"]
    assert ask("GET", "/plans/kettles", role="read").json["contacts"] is None
    assert {plan["contacts"] is None for plan in ask("GET", "/plans", role="read").json["plans"]} == {True}


def test_a_crisis_and_each_of_its_moments_have_the_plan_with_its_times_and_who_did_what(crisis: list[Moment]) -> None:
    put()
    first, second = crisis
    set_ms = first.timeline[0].at_ms if first.timeline else first.detected_ms
    assert do(second, 1, "ana").json["yours"] is True
    plan = shown(first)
    assert plan["id"] == "kettles"
    assert [(step["done_by"], step["done_at"]) for step in plan["steps"]] == [("ana", iso(NOW_MS)), (None, None)]
    assert plan["steps"][1]["due_at"] == iso(set_ms + 15 * MINUTE_MS)
    assert plan["clock"]["first_word_due_at"] == iso(set_ms + 5 * MINUTE_MS)
    assert plan["clock"]["next_update_due_at"] == iso(set_ms + 30 * MINUTE_MS)
    words = [(word["what"], word["said_at"], word["late_minutes"]) for word in plan["clock"]["record"]]
    assert words == [("first word", None, (NOW_MS - set_ms) // MINUTE_MS - 5), ("scope", None, None)]
    for moment in crisis:
        assert ask("GET", f"/moments/{moment.id}", now_ms=NOW_MS).json["plan"] == plan
    assert ask("GET", f"/crises/{first.id}", now_ms=NOW_MS).json["steps"] == [
        f"By {iso(set_ms + 15 * MINUTE_MS)[11:16]} UTC: Find the batch. (factory)"
    ]


def test_of_two_people_who_do_a_step_at_two_moments_of_a_crisis_one_is_first_and_the_other_is_told_who(
    crisis: list[Moment],
) -> None:
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda pair: do(*pair), [(crisis[0], 4, "ana"), (crisis[1], 4, "ben")]))
    assert [answer.status for answer in answers] == [200, 200]
    first, other = sorted((answer.json for answer in answers), key=lambda answer: not answer["yours"])
    assert (first["yours"], other["yours"]) == (True, False)
    assert {**other, "yours": True} == first
    entries = [entry for moment in crisis for entry in moments.get(moment.id).timeline if entry.step]
    assert [(entry.step, entry.by) for entry in entries] == [("first-word", first["by"])]
    assert do(crisis[0], 4, first["by"]).json == first, "to repeat it changes nothing"


def test_a_step_of_a_plan_that_the_crisis_no_longer_has_is_refused(crisis: list[Moment]) -> None:
    put()
    answer = do(crisis[0], 1, "ana", plan="negative-surge-urgent")
    assert (answer.status, "'kettles' by now" in answer.json["detail"]) == (409, True)
    assert do(crisis[0], 3, "ana").status == 404
    assert ask("POST", "/moments/a1b2c3d4e5f7/steps/1", body={"by": "ana"}).status == 404
    assert ask("POST", f"/moments/{crisis[0].id}/steps/1", body={"by": "ana"}, role="read").status == 403


def test_a_plan_that_cannot_be_read_leaves_the_shipped_one(crisis: list[Moment]) -> None:
    put()
    item = {"pk": text(plans.PARTITION), "sk": text("kettles"), "doc": text('{"id": "kettles", "steps": 3}')}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item)
    assert shown(crisis[0])["id"] == "negative-surge-urgent"


def test_advice_asks_for_what_it_needs_and_refuses_answers_that_contradict_one_another(crisis: list[Moment]) -> None:
    path = f"/crises/{crisis[0].id}/advice"
    asked = ask("GET", path).json
    assert [one["parameter"] for one in asked["open_questions"]] == ["false_claim", "responsibility", "history"]
    answer = ask("GET", path, responsibility="accident", history="yes", false_claim="no").json
    assert [one["strategy"] for one in answer["strategies"]] == ["rebuild", "bolster"]
    assert "Coombs" in answer["source"]
    wrong = ask("GET", path, responsibility="accident", false_claim="yes")
    assert (wrong.status, wrong.json["errors"][0]["field"]) == (400, "responsibility")
    assert ask("GET", path, history="maybe").status == 400
    assert ask("GET", "/crises/a1b2c3d4e5f7/advice").status == 404
