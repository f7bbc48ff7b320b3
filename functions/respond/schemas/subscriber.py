"""A subscriber as a client sends it, and as it is answered: addresses are masked unless the role is admin."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator
from typing_extensions import TypedDict

from shared.domain.brand import SLUG
from shared.domain.moment import Kind, Severity
from shared.domain.oncall import MAX_LEVELS
from shared.domain.role import Role
from shared.domain.subscriber import EMAIL, PHONE, Subscriber, masked, masked_email, masked_phone
from shared.domain.subscription import Topic
from shared.domain.text import digest
from shared.domain.time import iso, zone_of
from shared.http.fields import Instant, ShortText

READ_ONLY = ("id", "masked", "opted_out", "subscriptions", "being_removed", "created_at", "updated_at", "version")
"""Fields of the answer that a request may repeat, so that clients can edit what they read and send it back."""

SeverityName = Literal["SEV1", "SEV2", "SEV3", "SEV4"]


def _check_email(address: str) -> str:
    if address and (len(address) > 254 or not EMAIL.fullmatch(address)):  # noqa: PLR2004 - RFC 5321, section 4.5.3.1.3
        raise ValueError("is not a mail address; write it as name@example.com")
    return address


def _check_phone(number: str) -> str:
    if number and not PHONE.fullmatch(number):
        raise ValueError("must be in the international form, + and digits without spaces, such as +4930123456")
    return number


class SubscriberInput(BaseModel):
    """A person who is told. A PUT replaces all fields: a missing one gets its default."""

    model_config = ConfigDict(extra="forbid", defer_build=True, json_schema_extra={"title": "SubscriberSettings"})

    name: ShortText = Field(description="As your team knows them", examples=["Ana"])
    email: Annotated[str, AfterValidator(_check_email)] = Field(
        default="", description="Gets the alerts, and pages too where there is no phone", examples=["ana@example.com"]
    )
    phone: Annotated[str, AfterValidator(_check_phone)] = Field(
        default="", description="Gets the pages as texts; in the form E.164", examples=["+491701234567"]
    )
    levels: list[Annotated[int, Field(ge=1, le=MAX_LEVELS)]] = Field(
        default=[1], max_length=MAX_LEVELS, description="On-call levels that page this person; none: alerts only"
    )
    brands: list[Annotated[str, Field(pattern=f"^(?:{SLUG.pattern})$")]] = Field(
        default=[], max_length=50, description="Ids of brands; none: all"
    )
    severities: list[SeverityName] = Field(default=[], description="Severities; none: all")
    kinds: list[Kind] = Field(default=[], description="Kinds of moment; none: all")
    drills: bool = Field(default=False, description="Also exercises")
    role: Role = Field(default=Role.ACT, description="What they may do on the pages after they signed in")
    language: Literal["en"] = Field(default="en", description="Language of texts and mails")
    time_zone: str = Field(
        default="UTC",
        max_length=60,
        description="Of the pages they see; texts and mails have their brand's",
        examples=["Europe/Berlin"],
    )

    @model_validator(mode="before")
    @classmethod
    def _without_read_only(cls, body: Any) -> Any:
        if not isinstance(body, dict):
            return body
        return {name: value for name, value in body.items() if name not in READ_ONLY}

    @field_validator("levels", "brands", "severities", "kinds")
    @classmethod
    def _once(cls, values: list[Any]) -> list[Any]:
        return sorted(set(values))

    @field_validator("time_zone")
    @classmethod
    def _check_time_zone(cls, name: str) -> str:
        if zone_of(name) is None:
            raise ValueError("is not a time zone; write an IANA name such as Europe/Berlin or UTC")
        return name

    @model_validator(mode="after")
    def _check_reachable(self) -> SubscriberInput:
        if not self.email and not self.phone:
            raise ValueError("needs an email, a phone, or both: without them nobody is told")
        if not self.email and not self.levels:
            raise ValueError("a phone gets pages only, and pages need a level; give levels, or an email")
        return self


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
