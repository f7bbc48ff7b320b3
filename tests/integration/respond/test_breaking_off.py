"""Whatever request breaks off, wherever: sent again it leaves what one request leaves, and tells nobody twice."""

from __future__ import annotations

import hmac
import json
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

import boto3
import pytest

from shared.domain.brand import Brand
from shared.domain.time import DAY_MS, iso
from shared.runtime.settings import setting
from shared.store import brands, mentions
from shared.store.dynamodb import number, text, write_all
from tests.api_client import Answer, ask
from tests.integration.answers.answers_stage import BURNT, LOVE, NOW_MS, POSTS, SUPPORT
from tests.integration.pages.pressed import buttons, press
from tests.integration.respond.breaking_off import DIES, FAILS, Aws, Killed, Request
from tests.integration.stored_crisis import stored_crisis
from tests.unit.notify.examples import surge

LATER_MS = NOW_MS + 7_000
"""When the request is sent again."""

CRISIS = surge().id
MOMENT, OF_CRISIS = f"/moments/{CRISIS}", f"/crises/{CRISIS}"
PRAISE = f"/brands/acme/praise/{LOVE}"
TEXT = "We take your report very seriously. Please write to help@acme.example."
PLAN = {
    "title": "Burns",
    "contacts": {"lead": "x"},
    "steps": [{"id": "a", "owner": "lead", "minutes": 0, "do": "Call"}],
}
PAGE = {"headline": "Kettles", "known": "Some burn.", "by": "ana"}
SILENCE = {"brand": "acme", "until": iso(NOW_MS + DAY_MS), "author": "ana", "reason": "works"}
GRANT = {"places": ["website"], "note": "Sure!", "until": iso(NOW_MS + 9 * DAY_MS)}


class Case(NamedTuple):
    """A request, what was done before it, and what it answers when its effect is there already."""

    request: Request
    before: tuple[Request, ...] = ()
    again: int = 200


def post(path: str, **body: Any) -> Request:
    return lambda now_ms: ask("POST", path, body={"by": "ana", **body}, now_ms=now_ms)


def put(path: str, **body: Any) -> Request:
    return lambda now_ms: ask("PUT", path, body=body, now_ms=now_ms)


def delete(path: str, **query: Any) -> Request:
    return lambda now_ms: ask("DELETE", path, now_ms=now_ms, **query)


def pressed(mark: str) -> Request:
    """A button of a page that was opened before, by what its address has in it."""
    opened = cache(lambda: next(path for path in buttons(surge(), NOW_MS) if mark in path))
    return lambda now_ms: press(opened(), now_ms, by="ana")


def webhook(now_ms: int) -> Answer:
    agent, data = {"summary": "Ana Lima"}, {"type": "incident", "incident_key": CRISIS}
    told = {"id": "1", "event_type": "incident.resolved", "occurred_at": iso(NOW_MS), "agent": agent, "data": data}
    body = json.dumps({"event": told})
    signature = "v1=" + hmac.new(b"secret", body.encode(), "sha256").hexdigest()
    return ask("POST", "/hooks/pagerduty", body=body, headers={"X-PagerDuty-Signature": signature}, now_ms=now_ms)


def exercise(act: str, **body: Any) -> Request:
    """Something done in the exercise that began last."""

    def send(now_ms: int) -> Answer:
        (drill,) = ask("GET", "/drills", now_ms=now_ms).json["drills"]
        return post(f"/drills/{drill['id']}/{act}", **body)(now_ms)

    return send


PUBLISHED = put(f"{OF_CRISIS}/public", **PAGE)
ASKED, GRANTED = post(f"{PRAISE}/ask"), post(f"{PRAISE}/grant", **GRANT)
DRILL, EXERCISE = post("/drills", brand="calm", minutes=60), post("/drills", brand="calm", plan="111", minutes=60)

CASES = {
    "acknowledge": Case(post(f"{MOMENT}/ack")),
    "note": Case(post(f"{MOMENT}/note", note="the kettle")),
    "dismiss": Case(post(f"{MOMENT}/dismiss", reason="known")),
    "resolve": Case(post(f"{MOMENT}/resolve")),
    "reopen": Case(post(f"{MOMENT}/reopen"), (post(f"{MOMENT}/resolve"),)),
    "do a step": Case(post(f"{MOMENT}/steps/2")),
    "record a statement": Case(
        post(f"{MOMENT}/statements", text="Unplug it.", channel="press", published_at=iso(NOW_MS))
    ),
    "confirm a fact": Case(post(f"{MOMENT}/facts", text="Only kettles of March burn.")),
    "approve": Case(post(f"{MOMENT}/drafts/{BURNT}/approve", text=TEXT)),
    "approve and hand over": Case(post(f"{MOMENT}/drafts/{BURNT}/approve", text=TEXT, hand_over=True)),
    "acknowledge a crisis": Case(post(f"{OF_CRISIS}/ack")),
    "dismiss a crisis": Case(post(f"{OF_CRISIS}/dismiss", reason="known")),
    "resolve a crisis": Case(post(f"{OF_CRISIS}/resolve")),
    "press acknowledge": Case(pressed("/ack.")),
    "press a step": Case(pressed(".scope.")),
    "webhook": Case(webhook),
    "publish": Case(PUBLISHED),
    "publish anew": Case(put(f"{OF_CRISIS}/public", **PAGE | {"known": "More."}), (PUBLISHED,)),
    "take off the page": Case(delete(f"{OF_CRISIS}/public", by="ana"), (PUBLISHED,), 204),
    "ask for praise": Case(ASKED),
    "grant praise": Case(GRANTED, (ASKED,)),
    "use praise": Case(post(f"{PRAISE}/use", place="website", url="https://acme.example/x"), (ASKED, GRANTED)),
    "refuse praise": Case(post(f"{PRAISE}/refuse"), (ASKED,)),
    "silence": Case(put("/silences/works", **SILENCE)),
    "end a silence": Case(delete("/silences/works", by="ana"), (put("/silences/works", **SILENCE),), 204),
    "put a plan": Case(put("/plans/burns", **PLAN)),
    "delete a plan": Case(delete("/plans/burns"), (put("/plans/burns", **PLAN),), 404),
    "begin a drill": Case(DRILL, again=409),
    "begin an exercise": Case(EXERCISE, again=409),
    "end a drill": Case(exercise("end"), (DRILL,)),
    "do a step of an exercise": Case(exercise("steps/1"), (EXERCISE,)),
    "tell an inject": Case(exercise("injects/1"), (EXERCISE,)),
    "say something in an exercise": Case(exercise("words"), (EXERCISE,)),
    "note in an exercise": Case(exercise("notes", note="Nobody knew."), (EXERCISE,)),
    "erase an author": Case(post("/erasures", brand="acme", author="kim"), again=202),
    "erase a brand": Case(delete("/brands/acme", mentions="erase", by="ana"), again=202),
}


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Aws:  # noqa: ARG001 - the tables must be there first
    stored_crisis()
    brands.put(Brand("acme", "Acme", aliases=("@acmehq",), support=SUPPORT))
    mentions.put(POSTS, {})
    brands.put(Brand("calm", "Calm"))
    write_all(setting("STATE_TABLE"), [{"pk": text("baseline#calm"), "sk": text("states"), "version": number(1)}])
    arn = boto3.client("secretsmanager").create_secret(Name="hook", SecretString="secret")["ARN"]
    settings = {"ERASE_FUNCTION": "erase", "ERASURE_GRACE_HOURS": "24", "PAGERDUTY_HOOK_SECRET_ARN": arn}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return Aws(monkeypatch)


@pytest.mark.parametrize("name", CASES)
def test_a_request_that_breaks_off_is_finished_by_the_same_one_and_changes_nothing_twice(stage: Aws, name: str) -> None:
    request, before, again = CASES[name]
    for earlier in before:
        assert earlier(NOW_MS - 60_000).status < 300
    stage.remember()
    with stage.run():
        later = request(LATER_MS)
        allowed = [stage.left()]
    with stage.run():
        first, count = request(NOW_MS), len(stage.calls)
        allowed.append(stage.left())
        repeated = request(LATER_MS)
        assert repeated.status == again
        assert stage.left() in allowed
    assert first.status == later.status < 300
    assert count > 0
    for point in range(count):
        for how in (FAILS, DIES):
            with stage.run(point, how):
                with suppress(Killed):
                    assert request(NOW_MS).status == 503
                stage.point = -1
                answer = request(LATER_MS)
                assert stage.left() in allowed, f"{how} call {point}"
                assert answer.body in {first.body, later.body, repeated.body}
