"""GET /m/{token} and GET and POST /a/{token}: the link from a message acknowledges, and only a press does."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import boto3
import pytest

from functions.respond.handler import handler
from functions.respond.routes.button_response import pressed_response
from shared.domain.moments.lifecycle import next_version, reopen, resolve
from shared.domain.moments.moment import Moment, Status, Transition
from shared.domain.moments.transitions import Action
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from shared.links.page_link import Scope, link_token, new_link
from shared.plans.plan import Plan, PlanStep
from shared.runtime import secrets
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.store import moments, plans
from shared.store.dynamodb import dynamodb
from tests.api_client import Answer, ask, event
from tests.unit.notify.examples import START, burst, surge

NOW = START + 10 * MINUTE_MS


def put(moment: Moment) -> Moment:
    dynamodb().put_item(TableName=setting("MOMENTS_TABLE"), Item=moments.to_item(moment))
    return moment


@pytest.fixture
def crisis(aws: dict[str, str]) -> list[Moment]:  # noqa: ARG001 - the tables must be there first
    """A crisis of two moments; its id is that of the first."""
    first = surge()._replace(version=1)
    return [put(first._replace(crisis=first.id)), put(burst()._replace(crisis=first.id, version=1))]


def page(moment: Moment, now_ms: int = NOW, scope: Scope = Scope.ACT) -> Answer:
    token = link_token(new_link(moment.id, scope, 2, START), internal_key("link"))
    return ask("GET", f"/m/{token}", now_ms=now_ms)


def buttons(moment: Moment, now_ms: int = NOW, scope: Scope = Scope.ACT) -> list[str]:
    """The addresses of the forms on the page, as a browser resolves them."""
    return [f"/a/{token}" for token in re.findall(r'action="\.\./a/([^"]+)"', page(moment, now_ms, scope).body)]


def button(moment: Moment, act: str = "ack", now_ms: int = NOW) -> str:
    return next(path for path in buttons(moment, now_ms) if path.startswith(f"/a/{act}."))


def press(path: str, now_ms: int = NOW + MINUTE_MS, **form: str) -> Answer:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask("POST", path, body=urlencode(form), headers=headers, now_ms=now_ms)


def stored(found: list[Moment]) -> list[Moment]:
    return [moments.get(moment.id) for moment in found]


def acknowledgements(found: list[Moment]) -> list[int]:
    return [sum(e.change is Transition.ACKNOWLEDGED for e in moment.timeline) for moment in stored(found)]


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
        put(moment._replace(status=Status.RECOVERING, version=2))
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


def test_a_button_does_nothing_about_what_its_page_did_not_show(crisis: list[Moment]) -> None:
    path = button(crisis[0])
    joined = put(burst()._replace(id="c" * 12, crisis=crisis[0].id, version=1, detected_ms=NOW + MINUTE_MS))
    answer = press(path, NOW + 2 * MINUTE_MS, by="Ana")
    assert "1 more moment has begun" in answer.body
    assert moments.get(joined.id) == joined
    assert acknowledgements(crisis) == [1, 1]


def test_a_button_of_before_a_reopening_does_nothing(crisis: list[Moment]) -> None:
    path = button(crisis[0])
    for moment in crisis:
        over = resolve(moment, Action(NOW + MINUTE_MS, by="ana"))
        again = reopen(over, Action(NOW + 2 * MINUTE_MS, by="ben"))
        moments.put_change(next_version(moment, again, NOW), moment.version)
    late = press(path, NOW + 3 * MINUTE_MS, by="Eve")
    assert (late.status, "This page is old" in late.body) == (409, True)
    assert acknowledgements(crisis) == [0, 0]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_button_can_be_pressed_for_an_hour(crisis: list[Moment], method: str) -> None:
    path = button(crisis[0])
    late = ask(method, path, now_ms=NOW + HOUR_MS, body="" if method == "POST" else None)
    assert (late.status, "This page is old" in late.body) == (410, True)
    (back,) = re.findall(r'href="\.\./(m/[^"]+)"', late.body)
    assert ask("GET", f"/{back}", now_ms=NOW + HOUR_MS).status == 200
    assert stored(crisis) == crisis


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_invalid_token_is_a_404_page_without_details(crisis: list[Moment], method: str) -> None:
    good = button(crisis[0])
    for path in (
        "/a/0",
        "/a/ack.x",
        good[:-1],
        good.replace("ack.", "dismiss."),
        good + "A",
        good.replace("/a/", "/a/x"),
    ):
        answer = ask(method, path, now_ms=NOW, body="" if method == "POST" else None)
        assert (answer.status, "There is no such page" in answer.body) == (404, True)
        assert "Acme" not in answer.body
    assert stored(crisis) == crisis


def test_a_link_to_read_and_an_old_one_have_no_buttons(crisis: list[Moment]) -> None:
    assert buttons(crisis[0], scope=Scope.READ) == []
    assert buttons(crisis[0], START + 6 * DAY_MS) != []
    assert buttons(crisis[0], START + 8 * DAY_MS) == []


def test_pages_are_not_kept_and_name_themselves_to_no_other_site(crisis: list[Moment]) -> None:
    path = button(crisis[0])
    for answer in (ask("GET", path, now_ms=NOW), press(path), press(path), press("/a/0"), page(crisis[0])):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "form-action 'self'" in answer.headers["Content-Security-Policy"]


def test_hostile_forms_are_harmless(crisis: list[Moment]) -> None:
    path = button(crisis[0])
    for body in ("by=%ff%fe", "&" * 5_000, "by=" + "x" * 50_000, "=&=&by", "\x00"):
        assert ask("POST", path, body=body, now_ms=NOW + MINUTE_MS).status == 200
    assert "<script>" not in press(button(crisis[0], "dismiss"), by="<script>alert(1)</script>", note="<b>").body


def test_no_token_is_written_to_the_log(crisis: list[Moment], caplog: pytest.LogCaptureFixture) -> None:
    path = button(crisis[0])
    caplog.clear()
    for address in (path, path[:-3]):
        sent = event("POST", address, "", headers={}, query={}, now_ms=NOW) | {"resource": "/a/{token}"}
        handler(sent, None)
    written = "".join(str(vars(record)) for record in caplog.records)
    assert written.count("/a/{token}") == 2
    assert path.removeprefix("/a/")[:-3] not in written


def test_after_a_rotation_the_links_of_before_are_good_once_more(
    crisis: list[Moment], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = button(crisis[0])
    client = boto3.client("secretsmanager")
    for rotation, status in ((1, 200), (2, 404)):
        client.put_secret_value(SecretId=setting("INTERNAL_SECRET_ARN"), SecretString=f"another {rotation}" * 4)
        monkeypatch.setattr(secrets, "_kept", {})
        assert press(path, NOW + rotation * MINUTE_MS).status == status
