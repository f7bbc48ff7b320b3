"""The settings of a brand as a client sends them, checked field by field."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from functions.query.schemas.oncall import OnCallInput
from shared import channels
from shared.domain.brand import DEFAULT_MODEL, SLUG, Sensitivity
from shared.domain.hidden_characters import hidden_character
from shared.domain.moments.moment import Kind
from shared.domain.time import ALLOWED_LATENESS_MS, MAX_LATENESS_MS, MINUTE_MS, zone_of
from shared.http.fields import VISIBLE, ShortText, WholeNumber, YesNo, contact_address, visible_line

MAX_VALENCE = 4
"""The highest valence, and negated the lowest: VADER's scale."""

MAX_ENTRIES, MAX_ENTRY_LENGTH = 200, 80
"""Entries of a lexicon, and characters of an entry."""

READ_ONLY = ("id", "version", "created_at", "updated_at", "learning_until", "learning_reason")
"""Fields of the answer that a request may repeat, so that clients can edit what they read and send it back."""


def check_lexicon(given: Any) -> Any:
    """The entries of a lexicon, with single spaces in their words; what is not an object is left to pydantic.

    Raises:
        ValueError: an entry is not valid; the message names it.

    >>> check_lexicon({"Flange  wobble": -3}), check_lexicon(7)
    ({'Flange wobble': -3}, 7)
    """
    if not isinstance(given, Mapping):
        return given
    if len(given) > MAX_ENTRIES:
        raise ValueError(f"has {len(given)} entries; keep the {MAX_ENTRIES} that matter most")
    found: dict[str, Any] = {}
    words: dict[str, str] = {}
    for word, valence in given.items():
        _check_entry(word, valence)
        spaced = " ".join(word.split())
        if other := words.get(spaced.casefold()):
            raise ValueError(f"has {other!r} and {word!r}, which are the same entry; keep one")
        words[spaced.casefold()] = word
        found[spaced] = valence
    return found


def _check_entry(word: str, valence: object) -> None:
    if not word.strip():
        raise ValueError(f"has an entry without a word, {word[:MAX_ENTRY_LENGTH]!r}; remove it or name the word")
    if len(word) > MAX_ENTRY_LENGTH:
        raise ValueError(
            f"has an entry of {len(word)} characters, {word[:40]!r}…; at most {MAX_ENTRY_LENGTH} are allowed"
        )
    if hidden := hidden_character(word):
        raise ValueError(f"has a hidden character in {word!r}, {hidden}; remove it")
    number = None if isinstance(valence, bool) or not isinstance(valence, int | float) else valence
    if number is None or not -MAX_VALENCE <= number <= MAX_VALENCE:
        raise ValueError(f"needs a number from -{MAX_VALENCE} to {MAX_VALENCE} for {word!r}; got {str(valence)[:40]}")


Lexicon = Annotated[
    dict[str, Annotated[float, Field(ge=-MAX_VALENCE, le=MAX_VALENCE)]],
    Field(max_length=MAX_ENTRIES),
    BeforeValidator(check_lexicon),
]


class QueryInput(BaseModel):
    """One query to a channel; a bare text is short for `{"text": ...}`."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    text: Annotated[str, Field(max_length=400), AfterValidator(visible_line)] = Field(
        json_schema_extra=lambda schema: schema.update(
            minLength=1, pattern=VISIBLE["pattern"], description=channels.query_help()
        )
    )
    every: YesNo = Field(
        default=False,
        description="Take every post that it finds, also without the brand's name: for the brand's own forum",
    )


def _query(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class BrandInput(BaseModel):
    """The settings of one brand. A PUT replaces all of them: a missing field gets its default."""

    model_config = ConfigDict(extra="forbid", defer_build=True, json_schema_extra={"title": "BrandSettings"})

    name: ShortText = Field(description="As people write it", examples=["Acme"])
    aliases: list[ShortText] = Field(
        default=[], max_length=50, description="Words and handles that mean the brand; they do not count for sentiment"
    )
    queries: dict[str, Annotated[list[Annotated[QueryInput, BeforeValidator(_query)]], Field(max_length=20)]] = Field(
        default={}, description=f"The queries of each polled channel: {', '.join(channels.asked())}"
    )
    excluded: list[ShortText] = Field(
        default=[], max_length=50, description="A post with one of these words is not a mention"
    )
    time_zone: str = Field(default="UTC", max_length=60, description="An IANA name", examples=["Europe/Berlin"])
    sensitivity: Sensitivity = Field(
        default=Sensitivity.STANDARD, description="How many false alarms you accept in order to miss fewer moments"
    )
    sensitivities: dict[Kind, Sensitivity | Literal["off"]] = Field(
        default={},
        description="Sensitivities of single kinds of moment; `off`: never reported",
        examples=[{"question_wave": "high", "praise_wave": "off"}],
    )
    lexicon: Lexicon = Field(
        default={},
        description="Words and phrases that mean more, or less, for this brand than for others; valence -4 to 4",
        examples=[{"flange wobble": -2.5, "killer deal": 2.0}],
    )
    table: str = Field(
        default=DEFAULT_MODEL,
        pattern=f"^(?:{SLUG.pattern})$",
        description="The sentiment model: `default`, or the name that `foreshock train --install` gave",
    )
    oncall: OnCallInput = Field(
        default_factory=OnCallInput, description="Who is paged when, how often, and when mails of SEV3 and SEV4 wait"
    )
    late_after_minutes: WholeNumber = Field(
        default=ALLOWED_LATENESS_MS // MINUTE_MS,
        ge=ALLOWED_LATENESS_MS // MINUTE_MS,
        le=MAX_LATENESS_MS // MINUTE_MS,
        description="A post that comes later than this after its publication counts, and never alerts. More than the "
        "default costs reads: detect looks at so many minutes again each time",
    )
    support: Annotated[str, Field(max_length=200), AfterValidator(contact_address)] = Field(
        default="",
        description="Where customers reach you, an https or mail address; drafts of answers to posts name it",
        examples=["help@acme.example"],
    )
    shards: WholeNumber = Field(
        default=1,
        ge=1,
        le=16,
        description="Write partitions at least; each takes 1,000 mentions a second. A busy brand gets more by itself",
    )

    @model_validator(mode="before")
    @classmethod
    def _without_read_only(cls, body: Any) -> Any:
        if not isinstance(body, dict):
            return body
        return {name: value for name, value in body.items() if name not in READ_ONLY}

    @field_validator("time_zone")
    @classmethod
    def _check_time_zone(cls, name: str) -> str:
        if not is_time_zone(name):
            raise ValueError("is not a time zone; write an IANA name such as Europe/Berlin or UTC")
        return name

    @field_validator("queries")
    @classmethod
    def _check_queries(cls, queries: dict[str, list[QueryInput]]) -> dict[str, list[QueryInput]]:
        for channel, found in queries.items():
            if channel not in channels.asked():
                polled = ", ".join(channels.asked())
                raise ValueError(f"must name channels that are polled, {polled}; got {channel[:40]!r}")
            for query in found:
                channels.channel(channel).check_query(query.text)
        return queries


@cache
def is_time_zone(name: str) -> bool:
    """Whether ``name`` is in the IANA database."""
    return zone_of(name) is not None
