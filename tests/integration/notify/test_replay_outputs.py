"""Dead letters of outputs: an event that a receiver did not take goes to the same rule again."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from infra.cli.deployed import replay
from infra.cli.deployed.replay import BUS, read
from shared.domain.errors import ForeshockError

EVENT = {"source": "foreshock.payload", "detail-type": "Payload for slack", "detail": {"body": {"text": "x"}}}


def letter(body: Any, **attributes: str) -> Any:
    told = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    return {"Body": json.dumps(body), "ReceiptHandle": "r", "MessageId": "m", "MessageAttributes": told}


def test_an_event_that_was_not_taken_is_put_on_the_bus_again(
    aws: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read(letter({**EVENT, "id": "e", "account": "1"}, ERROR_MESSAGE="HTTP 404"))
    assert (found.function, found.reason) == (BUS, "Payload for slack: HTTP 404")
    outputs = {"BusName": aws["BusArn"].rsplit("/", 1)[1], "DeadLettersUrl": aws["DeadLettersUrl"]}
    monkeypatch.setattr(replay, "stack_output", lambda _stack, name: outputs[name])
    queues, real, put = boto3.client("sqs"), boto3.client, list[dict[str, Any]]()

    class Bus:
        def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - the SDK's name
            put.extend(Entries)
            return {"FailedEntryCount": 0, "Entries": [{}]}

    monkeypatch.setattr(boto3, "client", lambda name: Bus() if name == "events" else real(name))
    queues.send_message(QueueUrl=aws["DeadLettersUrl"], MessageBody=json.dumps(EVENT))
    (waiting,) = replay._dead_letters("stack")
    assert replay._replayed("stack", waiting) == ""
    (entry,) = put
    assert (entry["Source"], entry["DetailType"]) == (EVENT["source"], EVENT["detail-type"])
    assert json.loads(entry["Detail"]) == EVENT["detail"]
    assert entry["EventBusName"] == outputs["BusName"]
    left = queues.get_queue_attributes(QueueUrl=aws["DeadLettersUrl"], AttributeNames=["All"])["Attributes"]
    assert left["ApproximateNumberOfMessages"] == left["ApproximateNumberOfMessagesNotVisible"] == "0"


def test_a_message_that_nobody_took_is_not_lost_by_a_replay() -> None:
    """Notify cannot send it from its text alone; to call it a success would delete it."""
    given_up = {"source": "notify", "reason": "refused for six hours", "record": {"letter": "opened#webhook"}}
    with pytest.raises(ForeshockError, match="not sent again"):
        replay._event(read(letter(given_up)))
