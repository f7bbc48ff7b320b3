"""The page of a table-top exercise: two people with phones play a plan, and each press counts once."""

from __future__ import annotations

from typing import Any

import pytest

from functions.notify.handler import handler as notify
from shared.domain.brand import Brand
from shared.domain.people.role import Role
from shared.domain.people.subscriber import Subscriber
from shared.domain.time import MINUTE_MS, iso
from shared.sign_in.session import SESSION_MS, Session, cookie_of
from shared.sign_in.visitor import session_key
from shared.store import brands
from shared.store.drill import drills
from shared.store.people import subscribers
from shared.store.people.subscribers import Stored
from tests.api_client import Answer, ask
from tests.browser import Browser, Page
from tests.integration.notify_stage import NotifyRun
from tests.lambda_context import Context
from tests.unit.notify.examples import START

HOSTILE = "<script>alert(1)</script>\r\nX: y"
SITUATION = "It is Friday, 16:30.\nA video shows one of our kettles on fire."


@pytest.fixture(autouse=True)
def _stored(stage: NotifyRun) -> None:  # noqa: ARG001 - the tables must be there first
    brands.put(Brand("acme", "Acme", created_ms=START, updated_ms=START), expected_version=0)
    for name, role in (("ana", Role.ACT), ("ben", Role.ACT), ("cleo", Role.READ)):
        person = Subscriber(name, name.title(), f"{name}@acme.example", role=role, drills=True, created_ms=START)
        subscribers.put(Stored(person), 0)


class Phone:
    """The phone of somebody who is signed in; minutes count from when the exercise began."""

    def __init__(self, who: str) -> None:
        session = Session("person", who, str(START), "nonce", START + SESSION_MS)
        name, _, value = cookie_of(session, session_key()).partition(";")[0].partition("=")
        self.browser = Browser(START, {name: value})

    def open(self, drill: str, minute: float) -> Page:
        self.browser.now_ms = START + int(minute * MINUTE_MS)
        return self.browser.get(f"/pages/drill?id={drill}")

    def press(self, page: Page, do: str, minute: float, n: int | None = None, **filled: str) -> Page:
        """Press a button of an open page, perhaps long after it was opened."""
        self.browser.now_ms = START + int(minute * MINUTE_MS)
        wanted = ("n", str(n))
        form = next(f for f in page.forms if ("do", do) in f.buttons and (n is None or wanted in f.fields))
        return self.browser.submit(page, form, do, **filled)


def begin(**given: Any) -> str:
    """An exercise that Ana begins on her phone; its id."""
    ana = Phone("ana")
    page = ana.browser.get("/pages/drills")
    fields = {"brand": "acme", "plan": "negative-surge-urgent", "minutes": "60", "situation": "", **given}
    shown = ana.press(page, "begin", 0, **fields)
    assert shown.status == 200, shown.body
    return shown.path.partition("id=")[2]


def by_api(drill: str, act: str, minute: float, **given: str) -> Answer:
    """What Cleo's program does."""
    now_ms = START + int(minute * MINUTE_MS)
    return ask("POST", f"/drills/{drill}/{act}", body={"by": "cleo", **given}, now_ms=now_ms)


def told(page: Page) -> str:
    """What the page says came of the button."""
    return page.body.partition('role="status">')[2].partition("<")[0]


def tick(minute: float) -> None:
    """A minute tick of notify."""
    notify({"trigger": "tick", "time": iso(START + int(minute * MINUTE_MS))}, Context())


def test_two_people_with_phones_play_a_plan_and_whoever_presses_second_is_told_who_was_first() -> None:
    drill, ana, ben = begin(situation=SITUATION), Phone("ana"), Phone("ben")
    seen_by_ana, seen_by_ben = ana.open(drill, 3), ben.open(drill, 3)
    assert '<p dir="auto">A video shows one of our kettles on fire.</p>' in seen_by_ana.body
    assert "<b>Due now: steps 1, 2, 3. </b>Next: step 4, by minute 5." in seen_by_ana.body
    assert told(ana.press(seen_by_ana, "step", 4, n=4)) == "Step 4: done."
    second = ben.press(seen_by_ben, "step", 5, n=4)
    assert told(second) == "Step 4: Ana did it first, in minute 4."
    assert "Done by Ana, minute 4." in second.body
    assert [ana.open(drill, minute).body.count(">late</span>") for minute in (10, 16)] == [0, 2]
    assert [("n", "4") in form.fields for form in second.forms if ("do", "step") in form.buttons].count(True) == 0
    assert "When the first word is out, press Done beside step 4; updates come after it." in seen_by_ana.body
    assert "An update went out" not in seen_by_ana.body
    seen_by_ana, seen_by_ben = ana.open(drill, 31), ben.open(drill, 31)
    assert told(ana.press(seen_by_ana, "update", 31)) == "The update counts."
    assert told(ben.press(seen_by_ben, "update", 32)) == "Ana said so just before; it counts once."
    shown = ask("GET", f"/drills/{drill}", now_ms=START + 33 * MINUTE_MS).json
    assert (shown["steps"][3]["done_by"], shown["situation"]) == ("Ana", SITUATION)


def test_the_next_inject_comes_at_its_minute_or_when_somebody_asks_for_it_and_once(stage: NotifyRun) -> None:
    drill, ana, ben = begin(), Phone("ana"), Phone("ben")
    before, late = ana.open(drill, 5), ben.open(drill, 5)
    assert "A journalist" not in before.body, "what comes is a surprise"
    assert "comes in minute 12" in before.body
    shown = ana.press(before, "inject", 7, n=1)
    assert told(shown) == "Read it to your team."
    assert "Minute 7: </b>A journalist calls" in shown.body
    assert told(ben.press(late, "inject", 8, n=1)) == "Ana told it first."
    assert by_api(drill, "injects/1", 8).json["injects"][0]["told_by"] == "Ana", "an API client is told the same"
    for minute in (8, 12):
        tick(minute)
    assert [mail for mail in stage.mails if "journalist" in mail] == [
        "DRILL Acme - a journalist calls (minute 7 of 60)"
    ]
    assert told(ben.press(ben.open(drill, 20), "inject", 25, n=2)) == "It came at its minute already."
    shown_to_client = by_api(drill, "injects/2", 26).json["injects"]
    assert [(each["minute"], each["told_by"]) for each in shown_to_client] == [(7, "Ana"), (24, None), (39, None)]


def test_notes_are_kept_for_the_talk_and_stand_in_the_mail_with_the_score_card(stage: NotifyRun) -> None:
    drill, ana = begin(), Phone("ana")
    page = ana.open(drill, 10)
    for minute in (10, 11):
        shown = ana.press(page, "note", minute, note=HOSTILE)
    assert (told(shown), shown.body.count("&lt;script&gt;")) == ("Written down.", 1)
    assert ana.press(page, "note", 11, note="  ").status == 400
    over = ana.press(page, "end", 12)
    assert "Score card" in over.body
    assert over.body.count(">not done</span>") == 7
    assert [form for form in over.forms if form.action.startswith("../exercises")] == [], "nothing is left to press"
    tick(13)
    assert "What you wrote down\n  - <script>alert(1)</script> X: y" in stage.published[-1].text
    assert ana.press(page, "step", 14, n=1).status == by_api(drill, "notes", 14, note="Too late.").status == 409
    assert ask("GET", f"/drills/{drill}", now_ms=START).json["notes"] == [
        {"at": "2026-03-01T14:15:00Z", "by": "Ana", "text": "<script>alert(1)</script> X: y"}
    ]


def test_an_api_client_plays_an_exercise_beside_people_with_phones_and_each_thing_counts_once() -> None:
    drill, ana = begin(), Phone("ana")
    page = ana.open(drill, 3)
    assert by_api(drill, "injects/1", 4).json["injects"][0] | {"text": ""} == {
        "n": 1,
        "minute": 4,
        "at": iso(START + 4 * MINUTE_MS),
        "who": "A journalist",
        "text": "",
        "told_by": "cleo",
    }
    assert told(ana.press(page, "inject", 5, n=1)) == "cleo told it first."
    for minute in (6, 7):
        noted = by_api(drill, "notes", minute, note="Who approves\nat night?").json["notes"]
    assert noted == [{"at": iso(START + 6 * MINUTE_MS), "by": "cleo", "text": "Who approves at night?"}]
    assert "Minute 6, cleo: </b>Who approves at night?" in ana.open(drill, 8).body


@pytest.mark.parametrize(
    ("act", "given", "status", "field"),
    [
        ("injects/4", {}, 404, "n"),
        ("injects/0", {}, 404, "n"),
        ("injects/1", {"by": " "}, 400, "by"),
        ("notes", {"note": " \n "}, 400, "note"),
        ("notes", {"note": "x" * 501}, 400, "note"),
        ("notes", {"note": "\ud800"}, 400, "note"),
        ("notes", {}, 400, "note"),
    ],
)
def test_what_an_api_client_asks_wrongly_is_refused_with_the_field(
    act: str, given: dict[str, str], status: int, field: str
) -> None:
    refused = by_api(begin(), act, 1, **given)
    assert (refused.status, field in refused.body) == (status, True), refused.body


def test_without_a_situation_an_alert_has_come() -> None:
    page = Phone("cleo").open(begin(), 1)
    assert "“SEV1 Acme - surge of negative posts, plan 111”. Nobody knows more yet." in page.body


def test_who_may_only_read_sees_the_page_without_buttons_and_cannot_press() -> None:
    drill, cleo = begin(), Phone("cleo")
    page = cleo.open(drill, 1)
    assert [form.action for form in page.forms] == ["sign-out"]
    token = page.forms[0].fields[0]
    refused = cleo.browser.post(f"/exercises/{drill}", [token, ("do", "step"), ("n", "1")])
    assert (refused.status, ask("GET", f"/drills/{drill}", now_ms=START).json["steps"][0]["done_by"]) == (403, None)
    for act, given in (("injects/1", {}), ("notes", {"note": "x"})):
        assert ask("POST", f"/drills/{drill}/{act}", body={"by": "cleo", **given}, role="read").status == 403


REFUSED: tuple[tuple[dict[str, str], int], ...] = (
    ({"do": "step", "n": "99"}, 404),
    ({"do": "step", "n": "x"}, 404),
    ({"do": "inject", "n": "7"}, 404),
    ({"do": "inject", "n": "0"}, 404),
    ({"do": "dance"}, 400),
    ({"do": "note", "note": "x" * 501}, 400),
)


def test_what_no_page_sends_is_refused() -> None:
    drill, ana = begin(), Phone("ana")
    token = ana.open(drill, 1).forms[0].fields[0]
    for fields, status in REFUSED:
        assert ana.browser.post(f"/exercises/{drill}", [token, *fields.items()]).status == status, fields


def test_two_who_share_a_key_say_who_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    drill = begin()
    monkeypatch.setattr("shared.sign_in.visitor._known", lambda *_: ("API key", Role.ACT, "UTC"))
    phone = Phone("ana")
    asked = phone.open(drill, 1)
    named = phone.browser.submit(asked, next(form for form in asked.forms if form.method == "get"), by="Dora <b>")
    done = phone.press(named, "step", 2, n=1)
    assert "Done by Dora &lt;b&gt;, minute 2." in done.body
    assert [form.method for form in done.forms if form.method == "get"] == [], "it is asked once"


def test_a_second_exercise_is_refused_with_who_began_the_first() -> None:
    begin()
    ben = Phone("ben")
    page = ben.browser.get("/pages/drills")
    refused = ben.press(page, "begin", 1, brand="acme", plan="negative-surge-urgent", minutes="60", situation="")
    assert (refused.status, "Ana started a drill of acme" in refused.body) == (409, True)


def test_the_page_runs_the_script_of_the_other_pages_and_no_other() -> None:
    page = Phone("ana").open(begin(), 1)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.count("script-src") == page.body.count("<script") == 1
    assert [drill.ended_ms for drill in drills.every()] == [0]
