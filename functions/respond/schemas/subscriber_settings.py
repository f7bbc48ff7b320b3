"""The settings of a subscriber as a client sends them, checked field by field."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from shared.domain.brand import SLUG
from shared.domain.moments.moment import Kind
from shared.domain.people.oncall import MAX_LEVELS
from shared.domain.people.role import Role
from shared.domain.people.subscriber import EMAIL, PHONE
from shared.domain.time import zone_of
from shared.http.fields import SeverityName, ShortText, WholeNumber, YesNo

READ_ONLY = ("id", "masked", "opted_out", "subscriptions", "being_removed", "created_at", "updated_at", "version")
"""Fields of the answer that a request may repeat, so that clients can edit what they read and send it back."""


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
    levels: list[Annotated[WholeNumber, Field(ge=1, le=MAX_LEVELS)]] = Field(
        default=[1], max_length=MAX_LEVELS, description="On-call levels that page this person; none: alerts only"
    )
    brands: list[Annotated[str, Field(pattern=f"^(?:{SLUG.pattern})$")]] = Field(
        default=[], max_length=50, description="Ids of brands; none: all"
    )
    severities: list[SeverityName] = Field(default=[], description="Severities; none: all")
    kinds: list[Kind] = Field(default=[], description="Kinds of moment; none: all")
    drills: YesNo = Field(default=False, description="Also exercises")
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
