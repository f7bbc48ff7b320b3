"""What a subscriber wants, as subscriptions of the two topics: an address of each, and the policy that filters for it.

A policy matches the attributes of a message. SNS allows 5 names in it and 150
combinations of their values, and takes up to 15 minutes to apply a change (Amazon SNS
developer guide, "Filter policy constraints").
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from math import prod
from typing import NamedTuple

from shared.domain.errors import InvalidInput
from shared.domain.moments.moment import Kind, Severity
from shared.domain.people.subscriber import Subscriber

MAX_COMBINATIONS = 150
MAX_NAMES = 5

Policy = Mapping[str, tuple[str, ...]]


class Topic(StrEnum):
    """The topics that people subscribe to."""

    PAGE = "page"
    """What must wake somebody."""

    ALERT = "alert"
    """What people should read."""

    SIGN_IN = "sign_in"
    """Links that sign one person in; on a topic of their own, where nobody else listens."""


class Subscription(NamedTuple):
    """An address of a topic. ``protocol`` is SNS's: ``sms`` or ``email``."""

    topic: Topic
    protocol: str
    endpoint: str
    policy: Policy


def subscriptions(subscriber: Subscriber) -> tuple[Subscription, ...]:
    """The subscriptions of a person: pages by text, or by mail without a phone; alerts and sign-in links by mail.

    Raises:
        InvalidInput: SNS does not take a policy with so many combinations.
    """
    paged = _policy(subscriber) | {"oncall_level": tuple(str(level) for level in subscriber.levels)}
    found: list[Subscription] = []
    if subscriber.phone and subscriber.levels:
        found.append(Subscription(Topic.PAGE, "sms", subscriber.phone, paged))
    if subscriber.email:
        if subscriber.levels and not subscriber.phone:
            found.append(Subscription(Topic.PAGE, "email", subscriber.email, paged))
        found.append(Subscription(Topic.ALERT, "email", subscriber.email, _policy(subscriber)))
        found.append(Subscription(Topic.SIGN_IN, "email", subscriber.email, {"subscriber": (subscriber.id,)}))
    for subscription in found:
        _check(subscription.policy)
    return tuple(found)


def attributes_of_test(subscriber: Subscriber, topic: Topic) -> dict[str, str | list[str]]:
    """The attributes of a test message: they match the policies of this subscriber and of no other one."""
    attributes: dict[str, str | list[str]] = {
        "brand": next(iter(subscriber.brands), "test"),
        "kind": next(iter(subscriber.kinds), Kind.VOLUME_BURST).value,
        "severity": next(iter(subscriber.severities), Severity.SEV4).name,
        "status": "open",
        "level": topic.value,
        "drill": _test_value(subscriber.id),
    }
    return attributes | ({"oncall_level": [str(level) for level in subscriber.levels]} if topic is Topic.PAGE else {})


def attributes_for_one(subscriber: Subscriber, attributes: Mapping[str, str | list[str]]) -> dict[str, str | list[str]]:
    """The attributes of a message that reaches this subscriber alone, whatever they want to hear of otherwise.

    It passes by the same value as a test message does.
    """
    limits = {name: values for name, values in _policy(subscriber).items() if attributes.get(name) not in values}
    return {**attributes, **{name: values[0] for name, values in limits.items()}, "drill": _test_value(subscriber.id)}


def _policy(subscriber: Subscriber) -> dict[str, tuple[str, ...]]:
    """The policy without levels; what is not limited is left out, and then everything passes.

    ``drill`` is in every policy, with a value of the subscriber's own: it lets their test messages through.
    """
    limits = {
        "brand": subscriber.brands,
        "severity": tuple(severity.name for severity in subscriber.severities),
        "kind": tuple(kind.value for kind in subscriber.kinds),
        "drill": ("false", *(["true"] if subscriber.drills else []), _test_value(subscriber.id)),
    }
    return {name: values for name, values in limits.items() if values}


def _test_value(subscriber_id: str) -> str:
    return f"test-{subscriber_id}"


def _check(policy: Policy) -> None:
    combinations = prod(len(values) for values in policy.values())
    if combinations > MAX_COMBINATIONS:
        counts = " x ".join(f"{len(values)} {name}" for name, values in policy.items())
        raise InvalidInput(
            f"{counts} are {combinations} combinations, and SNS filters for {MAX_COMBINATIONS} at most; "
            "choose fewer brands, severities or kinds, or all of one of them by an empty list",
            field="brands",
        )
