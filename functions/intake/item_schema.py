"""One pushed item as a sender writes it, checked field by field: many names are accepted, values are strict."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from shared.domain.brand import SLUG
from shared.domain.errors import InvalidInput
from shared.domain.mentions.from_post import MAX_PEOPLE
from shared.domain.mentions.mention import Engagement, Form, Post
from shared.domain.text import clean_text
from shared.domain.time import parse_time

AUTHOR_SHAPES = frozenset({"str", "Author"})
"""How pydantic names the two shapes of an author in the location of an error."""


def _named(*names: str) -> AliasChoices:
    return AliasChoices(*names)


def _time(value: object) -> int | None:
    return None if value in (None, "") else parse_time(value, field="published_at")


def _or_empty(value: object) -> object:
    return "" if value is None else value


def _or_zero(value: object) -> object:
    return 0 if value is None else value


def _name(value: object) -> object:
    """An id as it was meant; NaN, which stands for "no number" in many exports, is refused."""
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError("must be a text or a whole number")
    return int(value) if isinstance(value, float) else value


Text = Annotated[str, BeforeValidator(_or_empty)]
Many = Annotated[int, BeforeValidator(_or_zero), Field(ge=0, le=MAX_PEOPLE)]


class EngagementInput(BaseModel):
    """What readers did with the post."""

    model_config = ConfigDict(extra="ignore")

    likes: Many = 0
    reposts: Many = 0
    replies: Many = 0


class Author(BaseModel):
    """An author given as an object."""

    model_config = ConfigDict(extra="ignore")

    name: Text = Field("", validation_alias=_named("name", "handle", "username", "id"))
    reach: Many = Field(0, validation_alias=_named("reach", "followers"))


class Item(BaseModel):
    """One pushed mention. Fields that are not named here are ignored."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, populate_by_name=True)

    brand: str = Field(pattern=f"^(?:{SLUG.pattern})$", description="Id of a brand that exists")
    channel: str = Field("webhook", pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$", description="Where it was said")
    id: Annotated[str, BeforeValidator(_name)] = Field(
        validation_alias=_named("id", "native_id", "guid"), min_length=1, max_length=2_000, description="Its id there"
    )
    key: Text = Field(
        "", validation_alias=_named("key", "canonical_uri"), description="Recognises it again; default: id"
    )
    text: Text = Field("", description="What was said; its first 820 bytes are kept at most")
    title: Text = Field("", description="A headline beside the text")
    published_at: Annotated[int | None, BeforeValidator(_time)] = Field(
        None,
        validation_alias=_named("published_at", "created_at", "published", "timestamp"),
        description="ISO 8601 or epoch seconds; missing: the time of arrival",
    )
    author: str | Author | None = Field("", description="Kept as a pseudonym only")
    reach: Many = Field(0, validation_alias=_named("reach", "followers"), description="The author's audience")
    language: Text = Field("", validation_alias=_named("language", "lang"), description="Such as en")
    url: Text = ""
    form: Form = Form.ORIGINAL
    hashtags: list[str] | None = None
    engagement: EngagementInput | None = None
    withheld: bool = Field(
        default=False, description="Its author asks not to be shown: it counts, its text is not shown"
    )
    backfill: bool = Field(default=False, description="Counts, and never alerts")

    @model_validator(mode="before")
    @classmethod
    def _merge_fields(cls, given: Any) -> Any:
        """Read authors, counts and forms that some exports keep in separate fields."""
        if not isinstance(given, dict):
            return given
        merged = dict(given)
        if given.get("author") is None:
            merged["author"] = given.get("author_id")
        if given.get("engagement") is None:
            merged["engagement"] = {name: given.get(name) for name in ("likes", "reposts", "replies")}
        if given.get("form") is None:
            reply = Form.REPLY if given.get("is_reply") else Form.ORIGINAL
            merged["form"] = Form.REPOST if given.get("is_repost") else reply
        return merged

    def post(self) -> Post:
        """The post this item describes."""
        author = self.author if isinstance(self.author, Author) else Author(name=self.author or "", reach=0)
        engagement = self.engagement or EngagementInput()
        return Post(
            channel=self.channel,
            id=self.id,
            key=self.key or self.id,
            text=self.text,
            published_ms=self.published_at,
            title=self.title,
            author=author.name,
            reach=self.reach or author.reach,
            language=self.language,
            form=self.form,
            url=self.url,
            hashtags=tuple(self.hashtags or ()),
            engagement=Engagement(engagement.likes, engagement.reposts, engagement.replies),
            withheld=self.withheld,
        )


def parse_item(raw: object) -> Item:
    """The item in a decoded JSON value.

    Raises:
        InvalidInput: the first thing that is wrong with it; names the field.
    """
    if not isinstance(raw, dict):
        raise InvalidInput("an item must be a JSON object with at least brand, id and text", field="item")
    if "text" not in raw and "title" not in raw:
        raise InvalidInput("text: Field required, or a title", field="text")
    try:
        return Item.model_validate(_cleaned(raw))
    except ValidationError as error:
        raise _invalid_input(error) from None


def _invalid_input(error: ValidationError) -> InvalidInput:
    """The first error, at its deepest known field."""
    wrong = error.errors(include_url=False, include_input=False)
    first = max((one for one in wrong if one["loc"][:1] == wrong[0]["loc"][:1]), key=lambda one: len(one["loc"]))
    field = ".".join(str(part) for part in first["loc"] if part not in AUTHOR_SHAPES) or "item"
    return InvalidInput(f"{field}: {first['msg'].removeprefix('Value error, ')}", field=field)


def _cleaned(value: Any, depth: int = 4) -> Any:
    """Every string without characters that no store takes; nothing in an item is nested deeper than ``depth``."""
    if isinstance(value, str):
        return clean_text(value)
    if depth and isinstance(value, dict):
        return {clean_text(str(name)): _cleaned(inner, depth - 1) for name, inner in value.items()}
    if depth and isinstance(value, list):
        return [_cleaned(inner, depth - 1) for inner in value]
    return value if depth or not isinstance(value, dict | list) else None
