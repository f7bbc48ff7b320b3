"""A subscriber as it is answered: addresses are masked unless the role is admin."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from functions.respond.schemas.subscriber_settings import SubscriberInput
from shared.domain.moments.moment import Kind, Severity
from shared.domain.people.role import Role
from shared.domain.people.subscriber import Subscriber, masked, masked_email, masked_phone
from shared.domain.people.subscription import Topic
from shared.domain.text import digest
from shared.domain.time import iso
from shared.http.fields import Instant, SeverityName


class SubscriptionView(TypedDict):
    """An address at one topic."""

    topic: Annotated[
        Topic, Field(description="`page`: must wake somebody; `alert`: should be read; `sign_in`: links to the pages")
    ]
    protocol: Annotated[str, Field(description="`sms` or `email`")]
    address: str
    state: Annotated[
        Literal["active", "pending", "missing"],
        Field(description="`pending`: the link in SNS's mail was not opened yet; `missing`: send the PUT again"),
    ]
    filtered: Annotated[
        bool | None,
        Field(description="Whether SNS filters as these settings ask; send the PUT again if not. Null in lists"),
    ]


class SubscriberView(TypedDict):
    """A person who is told, and whether messages can reach them."""

    id: str
    name: str
    email: str
    phone: str
    masked: Annotated[bool, Field(description="Whether addresses are hidden, because the key's role is not admin")]
    levels: list[int]
    brands: list[str]
    severities: list[SeverityName]
    kinds: list[Kind]
    drills: bool
    role: Role
    language: str
    time_zone: str
    opted_out: Annotated[
        bool | None,
        Field(description="Whether the phone answered STOP and gets no text; null without a phone, or if not known"),
    ]
    subscriptions: list[SubscriptionView]
    being_removed: Annotated[
        bool, Field(description="Removed, but an unconfirmed address is still known to SNS, for two days at most")
    ]
    created_at: Instant
    updated_at: Instant
    version: int


class SubscriberList(TypedDict):
    """All subscribers, by id."""

    subscribers: list[SubscriberView]
    others: Annotated[
        int, Field(description="Phones and addresses on the topics that belong to no subscriber: subscribed by hand")
    ]


class TestResult(TypedDict):
    """What a test message was sent to."""

    sent: list[SubscriptionView]
    not_sent: Annotated[list[SubscriptionView], Field(description="Not active, so nothing would arrive")]
    opted_out: bool | None


def subscriber_from_input(
    given: SubscriberInput, subscriber_id: str, current: Subscriber | None, now_ms: int
) -> Subscriber:
    """The subscriber that a request asks for, in place of ``current``."""
    return Subscriber(
        id=subscriber_id,
        name=given.name,
        email=given.email,
        phone=given.phone,
        levels=tuple(given.levels),
        brands=tuple(given.brands),
        severities=tuple(Severity[name] for name in given.severities),
        kinds=tuple(given.kinds),
        drills=given.drills,
        role=given.role,
        language=given.language,
        time_zone=given.time_zone,
        created_ms=current.created_ms if current else now_ms,
        updated_ms=now_ms,
        version=current.version + 1 if current else 1,
    )


def subscriber_view(
    one: Subscriber,
    found: Iterable[SubscriptionView],
    *,
    opted_out: bool | None,
    removed: bool,
    role: Role,
) -> SubscriberView:
    """The answer about one subscriber to somebody with ``role``."""
    hidden = not role.allows(Role.ADMIN)
    return SubscriberView(
        id=one.id,
        name=one.name,
        email=masked_email(one.email) if hidden else one.email,
        phone=masked_phone(one.phone) if hidden else one.phone,
        masked=hidden,
        levels=list(one.levels),
        brands=list(one.brands),
        severities=_names(one.severities),
        kinds=list(one.kinds),
        drills=one.drills,
        role=one.role,
        language=one.language,
        time_zone=one.time_zone,
        opted_out=opted_out,
        subscriptions=[{**each, "address": masked(each["address"])} if hidden else each for each in found],
        being_removed=removed,
        created_at=iso(one.created_ms),
        updated_at=iso(one.updated_ms),
        version=one.version,
    )


def subscriber_etag(view: SubscriberView) -> str:
    """The ETag of an answer: the version of the settings, and a digest of all the rest, which SNS changes."""
    return f'"{view["version"]}.{digest(json.dumps(view), 8)}"'


def _names(severities: Sequence[Severity]) -> list[SeverityName]:
    names: dict[Severity, SeverityName] = {
        Severity.SEV1: "SEV1",
        Severity.SEV2: "SEV2",
        Severity.SEV3: "SEV3",
        Severity.SEV4: "SEV4",
    }
    return [names[severity] for severity in severities]
