"""POST /hooks/pagerduty and /hooks/slack: what people do there holds here, once, and only if it is really them."""

from __future__ import annotations

import hmac
import json
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest

from functions.respond import slack_reply
from functions.respond.hooks.pagerduty import MAX_AGE_MS
from functions.respond.routes import hooks
from shared.domain.moments.moment import Status
from shared.domain.time import HOUR_MS, MINUTE_MS, iso
from shared.messages.slack import ACKNOWLEDGE
from shared.store import moments
from tests.api_client import Answer, ask
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START, burst, surge

NOW_MS = START + 10 * MINUTE_MS
SECRET, OLD_SECRET = "the secret", "the secret before"


@pytest.fixture(autouse=True)
def replies(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:  # noqa: ARG001 - tables first
    """Both hooks are on, their secrets just rotated; what is posted to Slack is kept."""
    manager = boto3.client("secretsmanager")
    for name in ("PAGERDUTY_HOOK_SECRET_ARN", "SLACK_SECRET_ARN"):
        arn = manager.create_secret(Name=name, SecretString=OLD_SECRET)["ARN"]
        manager.put_secret_value(SecretId=arn, SecretString=SECRET)
        monkeypatch.setenv(name, arn)
    posted: list[tuple[str, str]] = []
    monkeypatch.setattr(hooks, "reply", lambda url, text: posted.append((url, text)))
    return posted


@pytest.fixture
def crisis() -> str:
    """A crisis of two moments."""
    first = put_moment(surge()._replace(version=1))
    put_moment(burst()._replace(crisis=first.crisis, version=1))
    return first.crisis


def statuses(crisis: str) -> set[Status]:
    return {moment.status for moment in moments.of_crisis(crisis)}


def incident(key: str, kind: str = "incident.acknowledged", event_id: str = "01EVENT", at_ms: int = NOW_MS) -> str:
    """A webhook as PagerDuty documents it, shortened."""
    data = {"id": "PGR0VU2", "type": "incident", "incident_key": key, "status": "acknowledged"}
    agent = {"id": "PLH1HKV", "type": "user_reference", "summary": "Ana Lima"}
    event = {"id": event_id, "event_type": kind, "occurred_at": iso(at_ms), "agent": agent, "data": data}
    return json.dumps({"event": event})


def pagerduty(body: str, secret: str = SECRET, now_ms: int = NOW_MS, signature: str = "") -> Answer:
    signed = "v1=" + hmac.new(secret.encode(), body.encode(), "sha256").hexdigest()
    headers = {"X-PagerDuty-Signature": signature or f"v1=0000,{signed}", "Content-Type": "application/json"}
    return ask("POST", "/hooks/pagerduty", body=body, headers=headers, now_ms=now_ms, role="")


def press(crisis: str, action: str = ACKNOWLEDGE, name: str = "ana") -> str:
    """A pressed button as Slack documents it, shortened."""
    payload = {
        "type": "block_actions",
        "user": {"id": "U1", "name": name},
        "response_url": "https://hooks.slack.com/actions/T0/1/x",
        "actions": [{"type": "button", "action_id": action, "value": crisis}],
    }
    return urlencode({"payload": json.dumps(payload)})


def slack(body: str, secret: str = SECRET, sent_s: int = NOW_MS // 1000, now_ms: int = NOW_MS) -> Answer:
    signed = hmac.new(secret.encode(), f"v0:{sent_s}:{body}".encode(), "sha256").hexdigest()
    headers = {
        "X-Slack-Signature": f"v0={signed}",
        "X-Slack-Request-Timestamp": str(sent_s),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return ask("POST", "/hooks/slack", body=body, headers=headers, now_ms=now_ms, role="")


def test_an_acknowledged_incident_acknowledges_the_whole_crisis_by_name(crisis: str) -> None:
    answer = pagerduty(incident(crisis))
    assert (answer.status, answer.json["outcome"]) == (200, "acknowledged by Ana Lima at 14:15 UTC")
    entry = moments.get(crisis).timeline[-1]
    assert (entry.by, entry.via, entry.at_ms) == ("Ana Lima", "pagerduty", NOW_MS)
    assert statuses(crisis) == {Status.ACKNOWLEDGED}


def test_a_resolved_incident_resolves_the_crisis(crisis: str) -> None:
    assert pagerduty(incident(crisis, "incident.resolved")).status == 200
    assert statuses(crisis) == {Status.RESOLVED}


def test_a_repeated_webhook_changes_nothing_that_a_person_has_undone(crisis: str) -> None:
    """It was recorded, or PagerDuty did not get our answer; meanwhile somebody reopened the moment."""
    pagerduty(incident(crisis, "incident.resolved"))
    assert ask("POST", f"/moments/{crisis}/reopen", body={"by": "Ben"}, now_ms=NOW_MS + MINUTE_MS).status == 200
    answer = pagerduty(incident(crisis, "incident.resolved"), now_ms=NOW_MS + 2 * MINUTE_MS)
    assert (answer.status, answer.json["outcome"]) == (200, "done before")
    assert moments.get(crisis).status is Status.OPEN


def test_an_event_older_than_pagerduty_repeats_is_refused(crisis: str) -> None:
    answer = pagerduty(incident(crisis, at_ms=NOW_MS - MAX_AGE_MS - 1))
    assert (answer.status, answer.json["errors"][0]["field"]) == (401, "event.occurred_at")
    assert pagerduty(incident(crisis, at_ms=NOW_MS - 47 * HOUR_MS)).status == 200


def test_who_acknowledged_first_stays_so(crisis: str) -> None:
    ask("POST", f"/crises/{crisis}/ack", body={"by": "Ben"}, now_ms=NOW_MS - MINUTE_MS)
    assert pagerduty(incident(crisis)).json["outcome"] == "acknowledged by Ben at 14:14 UTC"
    assert slack(press(crisis)).json["outcome"] == "acknowledged by Ben at 14:14 UTC"


@pytest.mark.parametrize(
    "body",
    [
        incident("no-such-crisis"),
        incident(""),
        incident("x" * 500),
        incident("a1b2c3d4e5f6", "incident.triggered"),
        incident("a1b2c3d4e5f6", "incident.unacknowledged"),
        json.dumps({"event": {"id": "1", "event_type": "pagey.ping", "data": {"message": "Hello"}}}),
    ],
)
def test_what_is_not_about_a_crisis_is_no_error(crisis: str, body: str) -> None:
    """PagerDuty would repeat it for two days, and turn the webhook off in the end."""
    answer = pagerduty(body)
    assert (answer.status, answer.json["outcome"][:7]) == (200, "ignored")
    assert statuses(crisis) == {Status.OPEN}


def test_a_crisis_that_is_over_is_no_error(crisis: str) -> None:
    ask("POST", f"/crises/{crisis}/resolve", body={"by": "Ben"}, now_ms=NOW_MS)
    assert pagerduty(incident(crisis)).json["outcome"] == "the crisis is over already"
    assert slack(press(crisis)).json["outcome"] == "the crisis is over already"


@pytest.mark.parametrize("signature", ["", "v1=", "v1=00", "v0=1", "v1=\u00e9", ",", "x" * 10_000])
def test_a_wrong_signature_of_pagerduty_changes_nothing(crisis: str, signature: str) -> None:
    answer = pagerduty(incident(crisis), signature=signature or "none")
    assert (answer.status, answer.json["errors"][0]["field"]) == (401, "x-pagerduty-signature")
    assert statuses(crisis) == {Status.OPEN}


def test_a_changed_body_is_refused(crisis: str) -> None:
    genuine = incident("other")
    signed = "v1=" + hmac.new(SECRET.encode(), genuine.encode(), "sha256").hexdigest()
    assert pagerduty(incident(crisis), signature=signed).status == 401
    assert statuses(crisis) == {Status.OPEN}


def test_while_a_secret_rotates_both_are_valid_and_no_third(crisis: str) -> None:
    assert pagerduty(incident(crisis), OLD_SECRET).status == 200
    assert slack(press(crisis), OLD_SECRET).status == 200
    assert pagerduty(incident(crisis), "an older secret").status == 401
    assert slack(press(crisis), "an older secret").status == 401


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"event": 5}', '{"event": {"event_type": "incident.resolved"}}'])
def test_a_signed_body_that_is_no_webhook_names_what_is_missing(body: str) -> None:
    answer = pagerduty(body)
    assert answer.status == 400
    assert answer.json["errors"][0]["field"]


def test_the_button_acknowledges_and_the_channel_is_told(crisis: str, replies: list[tuple[str, str]]) -> None:
    answer = slack(press(crisis))
    assert (answer.status, answer.json["outcome"]) == (200, "acknowledged by ana at 14:15 UTC")
    entry = moments.get(crisis).timeline[-1]
    assert (entry.by, entry.via) == ("ana", "slack")
    assert replies == [("https://hooks.slack.com/actions/T0/1/x", "Acknowledged by ana at 14:15 UTC.")]


def test_the_same_press_sent_again_within_its_window_changes_nothing(crisis: str) -> None:
    first = slack(press(crisis))
    assert slack(press(crisis), now_ms=NOW_MS + 4 * MINUTE_MS).json == first.json
    assert len(moments.get(crisis).timeline) == 2


@pytest.mark.parametrize("seconds", [-301, 301, -86_400])
def test_a_press_from_outside_the_window_is_refused(crisis: str, seconds: int) -> None:
    answer = slack(press(crisis), sent_s=NOW_MS // 1000 + seconds)
    assert (answer.status, answer.json["errors"][0]["field"]) == (401, "x-slack-request-timestamp")
    assert statuses(crisis) == {Status.OPEN}


def test_the_button_that_opens_the_page_is_ignored(crisis: str, replies: list[tuple[str, str]]) -> None:
    assert slack(press(crisis, "open")).json["outcome"].startswith("ignored")
    assert statuses(crisis) == {Status.OPEN}
    assert replies == []


@pytest.mark.parametrize("body", ["", "payload=", "payload=5", "payload={}", "x=1", "payload=%5B%5D", "%ff" * 9])
def test_a_signed_form_that_is_no_press_is_refused(body: str) -> None:
    assert slack(body).status == 400


@pytest.mark.parametrize("name", ["<!channel>", "a\u202eb\n\x00", "x" * 5_000, ""])
def test_a_name_from_outside_is_one_short_visible_line(crisis: str, name: str) -> None:
    slack(press(crisis, name=name))
    by = moments.get(crisis).timeline[-1].by
    assert 0 < len(by) <= 80
    assert by.isprintable()


def test_a_deployment_that_takes_none_says_so(monkeypatch: pytest.MonkeyPatch, crisis: str) -> None:
    monkeypatch.setenv("PAGERDUTY_HOOK_SECRET_ARN", "")
    monkeypatch.setenv("SLACK_SECRET_ARN", "")
    assert pagerduty(incident(crisis)).status == 404
    assert slack(press(crisis)).status == 404


@pytest.mark.parametrize(
    "url",
    ["", "http://hooks.slack.com/x", "https://evil.example/x", "https://hooks.slack.com.evil.example/", "https://[", 5],
)
def test_an_answer_goes_to_slack_and_nowhere_else(monkeypatch: pytest.MonkeyPatch, url: Any) -> None:
    monkeypatch.setattr(slack_reply, "_pool", lambda: pytest.fail("nothing may be posted"))
    slack_reply.reply(str(url), "done")
