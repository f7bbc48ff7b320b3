"""Handing a message to SNS or EventBridge, and knowing what the answer means.

A text cannot be taken back, so the SNS client tries once and we look at why it failed:
a refusal (throttled, forbidden, malformed, never connected) may be repeated, a silence
(a 5xx, a time-out) may hide a message that went out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
)

from functions.notify.messages.event import SOURCE
from functions.notify.messages.message import Audience, Message
from shared.runtime.aws import client
from shared.runtime.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sns import SNSClient

TOPIC = {Audience.PAGE: "PAGE_TOPIC_ARN", Audience.ALERT: "ALERT_TOPIC_ARN"}

_NEVER_SENT = (
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
)
_SERVER_ERROR = 500


class Fate(StrEnum):
    """What became of a message: accepted, certainly not, or nobody can say."""

    SENT = "sent"
    REFUSED = "refused"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate, with the service's message id or the class of its refusal."""

    fate: Fate
    detail: str


def publish(message: Message) -> Outcome:
    """Publish once. Never raises for what the service or the network answers."""
    try:
        return _put_event(message) if message.audience is Audience.BUS else _publish(message)
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", _SERVER_ERROR)
        fate = Fate.REFUSED if status < _SERVER_ERROR else Fate.UNCLEAR
        return Outcome(fate, error.response["Error"]["Code"])
    except BotoCoreError as error:
        fate = Fate.REFUSED if isinstance(error, _NEVER_SENT) else Fate.UNCLEAR
        return Outcome(fate, type(error).__name__)


def _publish(message: Message) -> Outcome:
    attributes: dict[str, Any] = {
        name: {"DataType": "String", "StringValue": value} for name, value in message.attributes.items()
    }
    if message.audience is Audience.PAGE:
        attributes["AWS.SNS.SMS.SMSType"] = {"DataType": "String", "StringValue": "Transactional"}
    answer = _sns().publish(
        TopicArn=setting(TOPIC[message.audience]),
        Message=message.text,
        Subject=message.subject,
        MessageAttributes=attributes,
    )
    return Outcome(Fate.SENT, answer["MessageId"])


def _put_event(message: Message) -> Outcome:
    """An accepted call may still refuse its entry: ``FailedEntryCount`` tells."""
    answer = _events().put_events(
        Entries=[
            {
                "Source": SOURCE,
                "DetailType": message.subject,
                "Detail": message.text,
                "EventBusName": setting("BUS_NAME"),
                "Time": message.attributes["time"],
            }
        ]
    )
    entry = answer["Entries"][0]
    if answer["FailedEntryCount"]:
        return Outcome(Fate.REFUSED, entry.get("ErrorCode", "FailedEntry"))
    return Outcome(Fate.SENT, entry.get("EventId", ""))


@cache
def _sns() -> SNSClient:
    once = Config(retries={"mode": "standard", "total_max_attempts": 1}, connect_timeout=2, read_timeout=10)
    made: SNSClient = client("sns", once)
    return made


@cache
def _events() -> EventBridgeClient:
    patient = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=5)
    made: EventBridgeClient = client("events", patient)
    return made
