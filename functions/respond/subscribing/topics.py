"""The subscriptions of the two topics, as SNS has them: list, subscribe, filter, unsubscribe, test.

An address that waits for its confirmation is listed without an ARN; SNS cannot
unsubscribe it, and forgets it after two days (Amazon SNS API, Subscribe).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError

from shared.domain.errors import InvalidInput
from shared.domain.people.subscription import Policy, Subscription, Topic
from shared.runtime.aws import client
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.people.subscribers import Held

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

PENDING = "PendingConfirmation"
"""What SNS lists in place of an ARN until the address is confirmed."""

PEOPLE = ("sms", "email")
"""The protocols of people; others belong to machines."""

TEXT_TYPE: Any = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}


def listed() -> dict[Held, str]:
    """Every address of a person on either topic, with the ARN of its subscription or :data:`PENDING`."""
    return {
        Held(topic, found["Protocol"], found["Endpoint"]): found["SubscriptionArn"]
        for topic in Topic
        for page in _sns().get_paginator("list_subscriptions_by_topic").paginate(TopicArn=_arn(topic))
        for found in page["Subscriptions"]
        if found["Protocol"] in PEOPLE
    }


def subscribe(wanted: Subscription) -> None:
    """Subscribe a new address with its policy.

    Raises:
        InvalidInput: SNS does not take the address.
    """
    try:
        _sns().subscribe(
            TopicArn=_arn(wanted.topic),
            Protocol=wanted.protocol,
            Endpoint=wanted.endpoint,
            Attributes={"FilterPolicy": policy_json(wanted.policy)},
            ReturnSubscriptionArn=True,
        )
    except ClientError as error:
        if "already exists with different attributes" in error.response["Error"]["Message"]:
            return  # subscribed by somebody else a moment ago; the next look at the list sets its policy
        if error.response["Error"]["Code"] in ("InvalidParameter", "InvalidParameterException"):
            field = "phone" if wanted.protocol == "sms" else "email"
            raise InvalidInput(f"SNS does not take this {field}; check it for a typing error", field=field) from error
        raise


def has_policy(arn: str, policy: Policy) -> bool:
    """Whether the subscription filters by exactly this policy."""
    attributes = _sns().get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    return bool(json.loads(attributes.get("FilterPolicy") or "null") == json.loads(policy_json(policy)))


def set_policy(arn: str, policy: Policy) -> None:
    """Filter the subscription by this policy; SNS takes up to 15 minutes to apply it."""
    _sns().set_subscription_attributes(
        SubscriptionArn=arn, AttributeName="FilterPolicy", AttributeValue=policy_json(policy)
    )


def unsubscribe(arn: str) -> None:
    """End the subscription; to end it twice is no error."""
    _sns().unsubscribe(SubscriptionArn=arn)


def opted_out(phone: str) -> bool | None:
    """Whether the phone answered STOP, so that it gets no text; ``None`` if SNS does not say."""
    try:
        return _sns().check_if_phone_number_is_opted_out(phoneNumber=phone)["isOptedOut"]
    except ClientError as error:
        logger.warning("opt-out unknown", extra={"error": error.response["Error"]["Code"]})
        return None


def publish(topic: Topic, subject: str, text: str, attributes: Mapping[str, str | list[str]]) -> None:
    """Publish one message with these attributes."""
    _sns().publish(
        TopicArn=_arn(topic),
        Subject=subject,
        Message=text,
        MessageAttributes={
            **{name: _attribute(value) for name, value in attributes.items()},
            **(TEXT_TYPE if topic is Topic.PAGE else {}),
        },
    )


def policy_json(policy: Policy) -> str:
    """The policy as SNS takes it.

    >>> policy_json({"brand": ("acme",)})
    '{"brand": ["acme"]}'
    """
    return json.dumps({name: list(values) for name, values in policy.items()})


def _attribute(value: str | list[str]) -> Any:
    if isinstance(value, str):
        return {"DataType": "String", "StringValue": value}
    return {"DataType": "String.Array", "StringValue": json.dumps(value)}


def _arn(topic: Topic) -> str:
    return setting(f"{topic.value.upper()}_TOPIC_ARN")


@cache
def _sns() -> SNSClient:
    patient = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=5)
    made: SNSClient = client("sns", patient)
    return made
