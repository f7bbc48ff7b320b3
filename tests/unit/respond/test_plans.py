"""PUT /plans/{plan}: a broken plan is refused before a table is read; the answer names the field and the remedy."""

from __future__ import annotations

from typing import Any

import pytest

from functions.respond.steps import of_step, step_of
from shared.domain.errors import Conflict, NotFound
from shared.domain.moments.moment import Severity
from shared.domain.moments.transitions import Action
from tests.api_client import ask
from tests.unit.notify.examples import START, burst, surge

STEP = {"id": "lead", "owner": "lead", "minutes": 0, "do": "Tell the team."}
PLAN: dict[str, Any] = {"title": "Ours", "contacts": {"lead": "Ana"}, "steps": [STEP]}


def steps(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"steps": [{**STEP, **change} for change in changes]}


BROKEN: list[tuple[dict[str, Any], str, str]] = [
    ({"code": "P71"}, "code", "match"),
    ({"code": "12345"}, "code", "match"),
    ({"title": " "}, "title", "empty"),
    ({"title": "x" * 81}, "title", "80"),
    ({"steps": []}, "steps", "at least 1"),
    (steps(*({"id": f"s{n}"} for n in range(31))), "steps", "at most 30"),
    (steps({}, {}), "steps", "id of its own"),
    (steps({"owner": "legal"}), "steps", "add it there"),
    (steps({"owner": None}), "steps[0].owner", "string"),
    (steps({"minutes": -1}), "steps[0].minutes", "greater than or equal to 0"),
    (steps({"minutes": 20_000}), "steps[0].minutes", "less than or equal to"),
    (steps({"minutes": 5}, {"id": "b", "minutes": 4}), "steps", "order the steps"),
    (steps({"do": "x" * 301}), "steps[0].do", "300"),
    (steps({"do": "Call\u202e Ana"}), "steps[0].do", "remove it"),
    (steps({"do": "Call \ud800"}), "steps[0].do", "unicode"),
    (steps({"why": "so"}), "steps[0].why", ""),
    ({"contacts": {}}, "contacts", "at least 1"),
    ({"contacts": {"lead": "x" * 301}}, "contacts.lead", "300"),
    ({"kinds": ["fire"]}, "kinds[0]", "volume_burst"),
    ({"kinds": ["praise_wave", "praise_wave"]}, "kinds", "twice"),
    ({"severities": ["SEV9"]}, "severities[0]", "SEV1"),
    ({"clock": {"first_word": 10, "scope": 5}}, "clock", "at least 10"),
    ({"clock": {"update_every": 0}}, "clock.update_every", "greater than or equal to 1"),
    ({"holding_statement": "x" * 1_001}, "holding_statement", "1000"),
]


@pytest.mark.parametrize(("change", "field", "remedy"), BROKEN)
def test_a_broken_plan_is_refused_with_the_field_and_the_remedy(
    change: dict[str, Any], field: str, remedy: str
) -> None:
    answer = ask("PUT", "/plans/ours", body={**PLAN, **change})
    assert answer.status == 400
    error = answer.json["errors"][0]
    assert error["field"] == field
    assert remedy in error["detail"]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_who_may_only_act_cannot_change_plans(method: str) -> None:
    answer = ask(method, "/plans/ours", body=PLAN if method == "PUT" else None, role="act")
    assert (answer.status, "role admin" in answer.json["detail"]) == (403, True)


def test_a_step_is_written_on_the_first_moment_of_the_crisis_and_only_once() -> None:
    crisis = [surge(), burst()]
    after = of_step(crisis, 4, (), None, Action(START, "ana", "api", "with legal"))
    assert after[1] == crisis[1]
    entry = after[0].timeline[-1]
    assert (entry.by, entry.step) == ("ana", "first-word")
    assert entry.note.startswith("Done: Say in public that you have seen it")
    assert entry.note.endswith(". with legal")
    assert of_step(after, 4, (), None, Action(START + 1, "ben")) == after
    done = step_of(after, 4, (), "negative-surge-urgent")
    assert done
    assert (done.entry.by, done.moment.id) == ("ana", crisis[0].id)


def test_a_step_that_the_plan_does_not_have_and_a_plan_that_was_replaced_are_refused() -> None:
    with pytest.raises(NotFound, match="its steps are 1 to 7"):
        of_step([surge()], 8, (), None, Action(START, "ana"))
    with pytest.raises(Conflict, match="'negative-surge-today' by now"):
        of_step([surge(severity=Severity.SEV3)], 1, (), "negative-surge-urgent", Action(START, "ana"))
