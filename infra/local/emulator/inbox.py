"""The messages that people would receive: everything the stack's topics publish, as a subscriber gets it.

SNS itself delivers to a queue that is subscribed to the topics, so a message here has
passed the whole pipeline.
"""

import json
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from infra.local.emulator.clients import Clients

QUEUE = "foreshock-local-inbox"


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its topic's name, subject (may be empty), text, attributes, and SNS's ISO 8601 time."""

    topic: str
    subject: str
    text: str
    attributes: dict[str, str]
    received: str

    def as_dict(self) -> dict[str, Any]:
        """Return the message as JSON values."""
        return asdict(self)


class Inbox:
    """Collects what was published since it was created."""

    def __init__(self, clients: Clients, topics: Iterable[str]) -> None:
        self._sqs = clients("sqs")
        self._url = self._sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
        self._messages: list[Message] = []
        self._lock = threading.Lock()
        arn = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self._sqs.set_queue_attributes(QueueUrl=self._url, Attributes={"Policy": _policy(arn)})
        for topic in topics:
            clients("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    def messages(self) -> list[Message]:
        """Return all messages so far, in the order of arrival."""
        with self._lock:
            while fetched := self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages", []):
                self._messages += [_message(message["Body"]) for message in fetched]
                for message in fetched:
                    self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
            return list(self._messages)


def _message(body: str) -> Message:
    envelope = json.loads(body)
    return Message(
        topic=envelope["TopicArn"].rpartition(":")[2],
        subject=envelope.get("Subject") or "",
        text=envelope["Message"],
        attributes={name: str(value["Value"]) for name, value in (envelope.get("MessageAttributes") or {}).items()},
        received=envelope["Timestamp"],
    )


def _policy(arn: str) -> str:
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [allow]})
