"""Where messages are published: an SNS topic or an EventBridge bus, and what the service's answer means.

A text cannot be taken back, so the SNS client tries once, and we look at why it failed.
After a refusal (throttled, forbidden, malformed, never connected) the message may be
sent again. After an unclear failure (a 5xx, a time-out) it may have gone out already.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

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

from functions.notify.messages.message import Message
from shared.runtime.aws import client
from shared.runtime.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

_NEVER_SENT = (
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
)
_SERVER_ERROR = 500


class PublishStatus(StrEnum):
    """Whether a message was accepted, was certainly not sent, or nobody can say.

    ``WAITING``: it was not accepted, and its receiver needs a pause: the next run tries again.
    """

    SENT = "sent"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    WAITING = "waiting"


class PublishResult(NamedTuple):
    """The status, with the service's message id or the class of its error."""

    status: PublishStatus
    detail: str


class Target(Protocol):
    """A place to publish to."""

    def publish(self, message: Message) -> PublishResult:
        """Publish once. May raise botocore's errors; :func:`publish` knows what they mean."""


class Topic(NamedTuple):
    """An SNS topic, by the setting that holds its ARN. ``attributes`` are added to every message."""

    setting: str
    attributes: Mapping[str, str] = MappingProxyType({})

    def publish(self, message: Message) -> PublishResult:
        """Publish the text and the subject."""
        attributes = {**message.attributes, **self.attributes}
        answer = _sns().publish(
            TopicArn=setting(self.setting),
            Message=message.text,
            Subject=message.subject,
            MessageAttributes={name: _sns_attribute(value) for name, value in attributes.items()},
        )
        return PublishResult(PublishStatus.SENT, answer["MessageId"])


def _sns_attribute(value: str | Sequence[str]) -> MessageAttributeValueTypeDef:
    """A value, or several: a filter policy matches where it names one of them (Amazon SNS, String.Array)."""
    if isinstance(value, str):
        return {"DataType": "String", "StringValue": value}
    return {"DataType": "String.Array", "StringValue": json.dumps(list(value))}


class EventBus(NamedTuple):
    """An EventBridge bus, by the setting that holds its name."""

    setting: str
    source: str

    def publish(self, message: Message) -> PublishResult:
        """Put one event. An accepted call may still refuse its entry: ``FailedEntryCount`` says so."""
        answer = _events().put_events(
            Entries=[
                {
                    "Source": self.source,
                    "DetailType": message.subject,
                    "Detail": message.text,
                    "EventBusName": setting(self.setting),
                    "Time": str(message.attributes["time"]),
                }
            ]
        )
        entry = answer["Entries"][0]
        if answer["FailedEntryCount"]:
            return PublishResult(PublishStatus.REFUSED, entry.get("ErrorCode", "FailedEntry"))
        return PublishResult(PublishStatus.SENT, entry.get("EventId", ""))


PAYLOADS = EventBus("BUS_NAME", "foreshock.payload")
"""The bus again, under a source of its own: ready payloads for single receivers are no events about moments."""


def publish(target: Target, message: Message) -> PublishResult:
    """Publish once. Never raises for what the service or the network answers."""
    try:
        return target.publish(message)
    except ClientError as error:
        http_status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", _SERVER_ERROR)
        status = PublishStatus.REFUSED if http_status < _SERVER_ERROR else PublishStatus.UNCLEAR
        return PublishResult(status, error.response["Error"]["Code"])
    except BotoCoreError as error:
        status = PublishStatus.REFUSED if isinstance(error, _NEVER_SENT) else PublishStatus.UNCLEAR
        return PublishResult(status, type(error).__name__)


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
