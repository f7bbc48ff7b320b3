"""What the function that erases says and arranges: the mail, the event, and the schedule of its next call."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from functions.erase.announce import _attributes, announce
from functions.erase.handler import handler
from functions.erase.schedule import call_again
from functions.erase.words import body, cloud_event, subject
from shared.domain.erasure import Erasure
from shared.domain.moments.moment import Kind, Severity
from shared.domain.people.subscriber import Subscriber
from shared.domain.people.subscription import Topic, subscriptions
from shared.domain.time import MINUTE_MS
from shared.store import erasures

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:erase"
ASKED_MS, STARTS_MS = 1_772_373_900_000, 1_772_460_300_000
ASKED = Erasure(f"{ASKED_MS}-00ff", "acme", "00ff", ASKED_MS, STARTS_MS, pseudonyms=("ab" * 8,), by="dora", key="k1")


@pytest.fixture
def schedules(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ARG001 - AWS must be there first
    found = boto3.client("scheduler")
    found.create_schedule_group(Name="erasures")
    monkeypatch.setenv("SCHEDULE_GROUP", "erasures")
    monkeypatch.setenv("SCHEDULE_ROLE_ARN", "arn:aws:iam::123456789012:role/schedule")
    return found


@pytest.fixture
def bus(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUS_NAME", aws["BusArn"].rsplit("/", 1)[1])  # moto's Ref of a bus is not its name


def test_a_later_call_is_a_schedule_for_the_next_full_minute_that_deletes_itself(schedules: Any) -> None:
    for _ in range(2):
        call_again(ARN, ASKED.id, ASKED.starts_ms - MINUTE_MS + 1)
    (listed,) = schedules.list_schedules(GroupName="erasures")["Schedules"]
    found = schedules.get_schedule(GroupName="erasures", Name=listed["Name"])
    assert (found["ScheduleExpression"], found["ActionAfterCompletion"]) == ("at(2026-03-02T14:05:00)", "DELETE")
    assert (found["Target"]["Arn"], json.loads(found["Target"]["Input"])) == (ARN, {"erasure": ASKED.id})


@pytest.mark.usefixtures("bus")
def test_the_handler_announces_and_waits(schedules: Any, capsys: pytest.CaptureFixture[str]) -> None:
    far = ASKED._replace(starts_ms=4_000_000_000_000)
    erasures.ask(far, "")
    context = SimpleNamespace(
        invoked_function_arn=ARN,
        get_remaining_time_in_millis=lambda: 900_000,
        function_name="erase",
        memory_limit_in_mb=512,
        aws_request_id="1",
    )
    assert handler({"erasure": far.id}, context) == {"erasure": far.id, "status": "pending"}
    assert erasures.get(far.id).told == ("asked",)
    assert len(schedules.list_schedules(GroupName="erasures")["Schedules"]) == 1
    logged = capsys.readouterr().out
    assert "ErasuresAsked" in logged
    assert ASKED.pseudonyms[0] not in logged


@pytest.mark.parametrize(
    "wants",
    [
        {},
        {"brands": ("acme",)},
        {"severities": (Severity.SEV1,)},
        {"kinds": (Kind.PRAISE_WAVE,), "severities": (Severity.SEV2, Severity.SEV3)},
    ],
)
def test_whoever_is_told_of_the_brand_gets_the_mail(wants: dict[str, Any]) -> None:
    """SNS delivers where each name of the policy has one of the values that the message has."""
    person = Subscriber("ana", "Ana", email="ana@acme.example", **wants)
    (alert,) = [one for one in subscriptions(person) if one.topic is Topic.ALERT]
    told = {name: _values(attribute) for name, attribute in _attributes(ASKED).items()}
    assert all(set(values) & set(told[name]) for name, values in alert.policy.items())


def _values(attribute: dict[str, str]) -> list[str]:
    value = attribute["StringValue"]
    return list(json.loads(value)) if attribute["DataType"] == "String.Array" else [value]


@pytest.mark.parametrize("what", ["asked", "cancelled", "done"])
@pytest.mark.parametrize("everything", [True, False])
def test_no_message_says_who_was_meant(what: str, *, everything: bool) -> None:
    erasure = ASKED._replace(everything=everything, brand="b" * 64, reason="cancelled by ben")
    texts = [subject(erasure, what), body(erasure, what), cloud_event(erasure, what, ASKED.starts_ms)]
    assert not [text for text in texts if ASKED.pseudonyms[0] in text]
    assert (len(texts[0]) <= 100, texts[0].isascii()) == (True, True)
    assert json.loads(texts[2])["type"] == f"foreshock.erasure.{what}"


@pytest.mark.usefixtures("bus")
def test_the_mail_and_the_event_go_out(aws: dict[str, str]) -> None:
    queues = boto3.client("sqs")
    queue = queues.create_queue(QueueName="mails")["QueueUrl"]
    arn = queues.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    boto3.client("sns").subscribe(TopicArn=aws["AlertTopicArn"], Protocol="sqs", Endpoint=arn)
    announce(ASKED, "asked", ASKED.asked_ms)
    (mail,) = queues.receive_message(QueueUrl=queue)["Messages"]
    told = json.loads(mail["Body"])
    assert told["Subject"] == "acme: somebody asked to erase an author's posts"
    assert f"DELETE /erasures/{ASKED.id}" in told["Message"]
    announce(ASKED, "done", ASKED.starts_ms)
    assert "Messages" not in queues.receive_message(QueueUrl=queue)
