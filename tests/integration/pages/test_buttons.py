"""GET /m/{token} and GET and POST /a/{token}: the link from a message acknowledges, and only a press does."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from functions.respond.routes.button_response import pressed_response
from shared.domain.moments.moment import Moment, Status
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.links.page_link import Scope
from shared.plans.plan import Plan, PlanStep
from shared.store import plans
from tests.api_client import ask
from tests.integration.pages.pressed import NOW, acknowledgements, button, buttons, page, press, stored
from tests.integration.stored_crisis import put_moment


def test_the_link_from_a_message_acknowledges_the_crisis(crisis: list[Moment]) -> None:
    answer = press(button(crisis[1]), by="  Ana\u202e  Núñez ", note="calling the factory")
    assert answer.status == 200
    assert "You are on it" in answer.body
    assert "Ana Núñez acknowledged it at 14:16 UTC." in answer.body
    for moment in stored(crisis):
        entry = moment.timeline[-1]
        assert moment.status is Status.ACKNOWLEDGED
        assert (entry.by, entry.via, entry.note) == ("Ana Núñez", "link", "calling the factory")
    assert "Ana Núñez is on it" in page(crisis[0], NOW + 2 * MINUTE_MS).body


def test_a_scanner_that_opens_every_address_changes_nothing(crisis: list[Moment]) -> None:
    for path in buttons(crisis[0]):
        for method in ("GET", "GET"):
            answer = ask(method, path, now_ms=NOW)
            assert answer.status == 200
            assert '<form method="post"' in answer.body
    assert stored(crisis) == crisis


def steps(moment: Moment, now_ms: int = NOW) -> dict[str, str]:
    """The addresses of the buttons of steps, by step."""
    return {path.split(".")[6]: path for path in buttons(moment, now_ms) if path.startswith("/a/note.")}


def test_each_step_that_is_left_has_its_button_and_one_press_does_it(crisis: list[Moment]) -> None:
    before = steps(crisis[1])
    assert {"first-word", "scope", "pause", "updates"} <= set(before)
    assert "lead" not in before, "who acknowledges leads"
    answer = press(before["scope"], by="Ana")
    assert (answer.status, "<h1>Done</h1>" in answer.body) == (200, True)
    assert "Ana did it at 14:16 UTC." in answer.body
    again = press(before["scope"], NOW + 2 * MINUTE_MS)
    assert "It was done already" in again.body
    assert "Ana did it at 14:16 UTC on 1 March 2026." in again.body
    entries = [e for moment in stored(crisis) for e in moment.timeline if e.step]
    assert [(e.step, e.by, e.via) for e in entries] == [("scope", "Ana", "link")]
    assert set(before) - set(steps(crisis[0])) == {"scope"}
    assert "Done by Ana at 14:16 UTC: Say who and what is affected" in page(crisis[0]).body


def test_a_step_is_ticked_by_nobody_who_may_only_read_or_comes_too_late(crisis: list[Moment]) -> None:
    assert "note." not in "".join(buttons(crisis[0], scope=Scope.READ))
    path = steps(crisis[0])["scope"]
    for late in (press(path, NOW + HOUR_MS), ask("GET", path, now_ms=NOW + HOUR_MS)):
        assert (late.status, "This page is old" in late.body) == (410, True)
    assert press(path.replace(".scope.", ".pause.")).status == 404
    shown = ask("GET", path, now_ms=NOW)
    assert (shown.status, "Is it done?" in shown.body) == (200, True)
    assert stored(crisis) == crisis


def test_a_step_that_the_plan_no_longer_has_changes_nothing(crisis: list[Moment]) -> None:
    path = steps(crisis[0])["pause"]
    mine = PlanStep("call", "lead", 5, "Call <b>Ana</b>.")
    plans.put(Plan("ours", "Ours", (mine,), contacts={"lead": "Ana"}))
    for answer in (press(path), ask("GET", path, now_ms=NOW)):
        assert (answer.status, "This page is old" in answer.body) == (409, True)
    assert stored(crisis) == crisis
    answer = press(steps(crisis[0])["call"])
    assert "Call &lt;b&gt;Ana&lt;/b&gt;." in answer.body
    assert "on-call level 2 did it" in answer.body


def test_what_eases_has_no_buttons_for_steps(crisis: list[Moment]) -> None:
    for moment in crisis:
        put_moment(moment._replace(status=Status.RECOVERING, version=2))
    assert steps(crisis[0]) == {}
    assert button(crisis[0])


def test_to_press_again_says_that_it_is_done_and_changes_nothing(crisis: list[Moment]) -> None:
    path = button(crisis[0])
    press(path, by="Ana")
    before = stored(crisis)
    again = press(path, NOW + 2 * MINUTE_MS, by="Ben")
    assert (again.status, "Somebody is on it already" in again.body) == (200, True)
    assert "Ana acknowledged it at 14:16 UTC on 1 March 2026." in again.body
    assert stored(crisis) == before


def test_without_a_name_the_people_on_call_have_done_it(crisis: list[Moment]) -> None:
    path = button(crisis[0])
    for name in ("", " ", "Foreshock"):
        assert "on-call level 2 acknowledged it" in press(path, by=name).body
    assert acknowledgements(crisis) == [1, 1]


def test_twenty_who_press_at_once_have_one_winner(crisis: list[Moment]) -> None:
    """Each in a thread of its own, below the router, which as in Lambda takes one request at a time."""
    token = button(crisis[0]).removeprefix("/a/")
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda n: pressed_response(token, f"by=person+{n}", NOW + n), range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert sum("You are on it" in str(answer.body) for answer in answers) == 1
    assert len(set(re.findall(r"person \d+ acknowledged it", "".join(str(answer.body) for answer in answers)))) == 1
    assert acknowledgements(crisis) == [1, 1]


def test_a_false_alarm_is_dismissed_with_its_reason(crisis: list[Moment]) -> None:
    answer = press(button(crisis[0], "dismiss"), by="Ana", note="a game of that name")
    assert "Closed: a false alarm" in answer.body
    assert {moment.timeline[-1].note for moment in stored(crisis)} == {"false alarm: a game of that name"}


def test_who_comes_after_the_end_learns_who_ended_it(crisis: list[Moment]) -> None:
    path = button(crisis[0])
    press(button(crisis[0], "resolve"), by="Ana")
    late = press(path, NOW + 2 * MINUTE_MS, by="Ben")
    assert (late.status, "It is over already" in late.body) == (409, True)
    assert "closed by Ana" in late.body
