"""The signed webhook: each event once, whatever the receiver answers, and never before a page."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator

import boto3
import pytest

from functions.notify.outputs.receivers import signed_post
from functions.notify.outputs.receivers.webhook import Webhook
from shared.domain.moments.moment import Severity, Transition
from tests.integration.dead_letters import dead_letters
from tests.integration.notify_stage import NotifyRun, record, staged, stepped, stream, tick, unsent
from tests.receiver import TOO_LATE, Got, Receiver, receiving
from tests.unit.notify.examples import START, opened, step, surge

KEY, NEXT_KEY = "the key of today, in any characters", "the key of tomorrow, ü"
HOUR = 60


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyRun]:
    monkeypatch.setenv("OUTPUTS", "webhook")
    monkeypatch.setattr(signed_post, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(Webhook, "target", signed_post.SignedPost())
    monkeypatch.setattr(signed_post, "TIMEOUT", 0.4)
    yield from staged(aws, monkeypatch)


def configure(receiver: Receiver, monkeypatch: pytest.MonkeyPatch, key: str = KEY) -> str:
    """The secret as the template makes it."""
    content = json.dumps({"url": f"{receiver.url}/hook", "key": key})
    arn = boto3.client("secretsmanager").create_secret(Name="webhook", SecretString=content)["ARN"]
    monkeypatch.setenv("WEBHOOK_SECRET_ARN", arn)
    monkeypatch.setenv("PRIVATE_HOSTS", receiver.url.removeprefix("http://"))
    signed_post._pool.cache_clear()
    return arn


def signed_by(got: Got, key: str) -> bool:
    """As a receiver verifies: HMAC of id, time and the raw body, compared with any of the signatures."""
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    expected = base64.b64encode(hmac.digest(key.encode(), signed, "sha256")).decode()
    return f"v1,{expected}" in got.headers["webhook-signature"].split(" ")


def test_an_event_is_posted_as_it_is_on_the_bus_and_signed(stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as receiver:
        configure(receiver, monkeypatch)
        stream(record(surge()))
    (got,) = receiver.got
    assert got.path == "/hook"
    assert got.headers["content-type"] == "application/json"
    assert got.body.decode() == stage.sent_to("bus")[0].text
    assert got.headers["webhook-id"] == json.loads(got.body)["id"] == "a1b2c3d4e5f6/opened"
    assert signed_by(got, KEY)
    assert not signed_by(got, NEXT_KEY)


@pytest.mark.parametrize("script", [[429, 429], [500, 503], [TOO_LATE], [301, 404, TOO_LATE]])
def test_a_receiver_that_fails_gets_each_event_once(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch, script: list[int]
) -> None:
    """Tried again every minute; what was taken before a time-out has the same id and body the second time."""
    first = surge()
    second = stepped(first, step(Transition.ACKNOWLEDGED, Severity.SEV1, 4))
    with receiving(*script) as receiver:
        configure(receiver, monkeypatch)
        stream(record(first), record(second, first))
        for minute in range(5, 9):
            tick(minute)
    ids = [got.headers["webhook-id"] for got in receiver.taken]
    assert sorted(set(ids)) == [f"{first.id}/acknowledged-{START + 240_000:013d}", f"{first.id}/opened"]
    assert len(ids) == 2 + script.count(TOO_LATE)
    assert len({(got.headers["webhook-id"], got.body) for got in receiver.taken}) == 2
    assert all(signed_by(got, KEY) for got in receiver.taken)
    assert unsent() == []
    assert len(stage.pages) == 1


def test_a_dead_receiver_is_asked_once_and_people_come_first(stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """After one that it did not take, it is left alone for half a minute: the others wait in the outbox."""
    monkeypatch.setattr(signed_post, "PAUSE_SECONDS", 30.0)
    with receiving(*[503] * 50) as receiver:
        configure(receiver, monkeypatch)
        stream(*(record(surge(id=f"{n:012x}", crisis=f"{n:012x}"), sequence=n) for n in range(1, 5)))
        assert len(receiver.got) == 1
    assert len(stage.pages) == len(stage.mails) == 4
    assert len(unsent()) == 4


def test_a_slow_receiver_gets_what_fits_and_the_rest_later(stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """It answers in time, each time; but all together would hold up the next page."""
    monkeypatch.setattr(signed_post, "PAUSE_SECONDS", 30.0)
    monkeypatch.setattr(signed_post, "MOST_SECONDS", 0.0)
    with receiving() as receiver:
        configure(receiver, monkeypatch)
        stream(*(record(surge(id=f"{n:012x}", crisis=f"{n:012x}"), sequence=n) for n in range(1, 4)))
        assert len(receiver.taken) == 1
        assert len(unsent()) == 2
        monkeypatch.setattr(Webhook, "target", signed_post.SignedPost())
        tick(5)
    assert len({got.headers["webhook-id"] for got in receiver.taken}) == 2
    assert len(stage.pages) == 3


@pytest.mark.usefixtures("stage")
def test_what_nobody_took_for_six_hours_is_a_dead_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(*[503] * 50) as receiver:
        configure(receiver, monkeypatch)
        stream(record(surge()))
        tick(7 * HOUR)
    assert unsent() == []
    assert [letter["record"]["letter"] for letter in dead_letters()] == ["opened#webhook"]


def test_while_a_key_rotates_both_receivers_of_the_old_and_the_new_one_can_verify(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving() as receiver:
        arn = configure(receiver, monkeypatch)
        rotated = json.dumps({"url": f"{receiver.url}/new", "key": NEXT_KEY})
        boto3.client("secretsmanager").put_secret_value(SecretId=arn, SecretString=rotated)
        stream(record(surge()))
    (got,) = receiver.got
    assert got.path == "/new"
    assert signed_by(got, KEY)
    assert signed_by(got, NEXT_KEY)
    assert len(stage.pages) == 1


@pytest.mark.parametrize("content", ["", "[]", '{"url": "http://127.0.0.1:1"}', '{"url": 5, "key": 6}'])
def test_a_secret_that_somebody_spoilt_delays_the_webhook_alone(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    arn = boto3.client("secretsmanager").create_secret(Name="webhook", SecretString=content or " ")["ARN"]
    monkeypatch.setenv("WEBHOOK_SECRET_ARN", arn)
    assert stream(record(surge())) == {"batchItemFailures": []}
    assert len(stage.pages) == 1
    assert unsent() == ["opened#webhook"]


def test_a_receiver_on_a_private_address_is_not_asked_unless_it_is_named(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving() as receiver:
        configure(receiver, monkeypatch)
        monkeypatch.delenv("PRIVATE_HOSTS")
        stream(record(surge()))
        assert receiver.got == []
        assert unsent() == ["opened#webhook"]
        monkeypatch.setenv("PRIVATE_HOSTS", receiver.url.removeprefix("http://"))
        signed_post._pool.cache_clear()
        tick(5)
        assert len(receiver.got) == 1
    assert len(stage.pages) == 1


def test_without_the_setting_nothing_is_posted(stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTPUTS", ",,,,")
    stream(record(surge(timeline=(opened(),))))
    assert {message.audience for message in stage.published} == {"page", "alert", "bus"}
