"""POST /mentions in the OpenAPI document; another function answers it.

Only the document needs these models, so nothing here is loaded before a request for it.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from shared.domain.brand import SLUG
from shared.http.fields import Instant


class PushedEngagement(BaseModel):
    """The reactions to the post."""

    likes: int = Field(0, ge=0)
    reposts: int = Field(0, ge=0)
    replies: int = Field(0, ge=0)


class PushedMention(BaseModel):
    """One mention. Unknown fields are ignored."""

    brand: str = Field(description="Id of a brand that exists")
    id: str = Field(min_length=1, max_length=2_000, description="The id that the sender or channel uses")
    channel: str = Field("webhook", pattern="^[a-z0-9][a-z0-9_-]{0,31}$", description="Where it was posted")
    key: str | None = Field(None, description="Identifies the same post wherever it is seen; default: `id`")
    text: str = Field("", description="The text; the first 820 bytes are kept")
    title: str | None = Field(None, description="A headline before the text")
    published_at: Instant | float | None = Field(
        None, description="ISO 8601 or epoch seconds; if missing or not plausible: the time of arrival"
    )
    author: str | None = Field(None, description="Stored as a pseudonym only")
    reach: int = Field(0, ge=0, description="People in the author's audience")
    language: str | None = Field(None, description="For example `en`")
    url: str | None = None
    form: Literal["original", "reply", "repost", "quote"] = "original"
    hashtags: list[str] | None = None
    engagement: PushedEngagement | None = None
    backfill: bool = Field(False, description="It counts, and never causes an alert")
    withheld: bool = Field(
        False, description="Its author asks not to be shown: it counts, and its text is shown nowhere"
    )


class PushedBatch(BaseModel):
    """Up to 1,000 mentions and 4 MB."""

    mentions: list[PushedMention] = Field(max_length=1_000)


class ItemResult(BaseModel):
    """The result for one mention."""

    index: int = Field(description="Its position in the request, from 1")
    verdict: Literal["accepted", "duplicate", "rejected"]
    id: str = Field(description="Our id; empty if it was rejected")
    field: str | None = Field(None, description="The wrong field, if it was rejected")
    reason: str | None = Field(None, description="How to fix it, if it was rejected")
    late: bool = Field(False, description="It came too late to alert (`late_after_minutes` of the brand), and counts")
    redated: bool = Field(False, description="It counts as of its arrival: it came before, or is from the future")


class PushReceipt(BaseModel):
    """One result for each mention, in their order."""

    accepted: int
    duplicate: int
    rejected: int
    late: int = Field(description="Accepted ones that came too late to alert, without those sent as a backfill")
    redated: int = Field(description="Accepted ones that do not have the time of publication that was sent")
    hint: str | None = Field(None, description="What to do about late or redated ones, and a likely cause")
    items: list[ItemResult]


PUSH_HEADERS = {
    "X-Foreshock-Timestamp": "Seconds since 1970; at most five minutes off our clock",
    "Idempotency-Key": "1 to 128 visible ASCII characters without a point, unique for each batch; "
    "repeat it when you repeat the batch",
    "X-Foreshock-Signature": "`v1=` and the hexadecimal HMAC-SHA256, under the intake secret, of "
    "`<timestamp>.<idempotency key>.` followed by the raw body; with `mapping`, "
    "`mapping=<mapping>&brand=<brand>.` stands before the body",
}

PUSH_QUERY: dict[str, tuple[str, dict[str, Any]]] = {
    "mapping": ("The tool whose export the body is, as CSV or JSON", {"enum": ["brandwatch", "brand24", "mention"]}),
    "brand": ("With `mapping`: the brand that the rows are about", {"pattern": f"^(?:{SLUG.pattern})$"}),
}

_MODELS = (PushedBatch, PushedMention, PushReceipt)


def push_schemas() -> dict[str, Any]:
    """The schemas of the bodies by name."""
    pairs: list[Any] = [(model, "validation") for model in _MODELS]  # as a list, pydantic wants it of one model
    _, definitions = models_json_schema(pairs, ref_template="#/components/schemas/{model}")
    found: dict[str, Any] = definitions["$defs"]
    return found


def push_operation() -> dict[str, Any]:
    """The operation without the problems that every operation has."""
    batch, item = {"$ref": "#/components/schemas/PushedBatch"}, {"$ref": "#/components/schemas/PushedMention"}
    return {
        "operationId": "pushMentions",
        "summary": "Push mentions",
        "description": "Signed with the intake secret instead of an API key. You can repeat a whole batch: mentions "
        "that were stored before are reported as duplicates and are not counted again.",
        "tags": ["mentions"],
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": text, "schema": {"type": "string"}}
            for name, text in PUSH_HEADERS.items()
        ]
        + [
            {"name": name, "in": "query", "description": text, "schema": {"type": "string", **more}}
            for name, (text, more) in PUSH_QUERY.items()
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"anyOf": [batch, {"type": "array", "items": item}, item]}},
                "application/x-ndjson": {"schema": {"type": "string", "description": "One mention per line"}},
                "text/csv": {"schema": {"type": "string", "description": "With `mapping`: rows under a header"}},
            },
        },
        "responses": {
            "200": {
                "description": "A result for each mention; some may be rejected",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/PushReceipt"}}},
            }
        },
    }
