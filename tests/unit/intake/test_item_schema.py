"""An item may use many names, its values are checked strictly, and an error names its field."""

from __future__ import annotations

import contextlib
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.intake.item_schema import _cleaned, parse_item
from shared.domain.errors import InvalidInput
from shared.domain.mentions.from_post import MAX_PEOPLE
from shared.domain.mentions.mention import Engagement, Form, Post

RECORDED = Path(__file__).parents[4] / "shared" / "data" / "channels"
GOOD: dict[str, Any] = {"brand": "acme", "id": "1", "text": "It melted"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        "brand",
        "channel",
        "id",
        "key",
        "text",
        "title",
        "published_at",
        "created_at",
        "author",
        "reach",
        "language",
        "url",
        "form",
        "hashtags",
        "engagement",
        "backfill",
        "followers",
        "lang",
        "likes",
        "is_reply",
        "author_id",
    ]
)


def post(**changes: Any) -> Post:
    return parse_item(GOOD | changes).post()


def test_the_least_an_item_needs() -> None:
    assert post() == Post("webhook", "1", "1", "It melted")


def test_every_field_an_item_may_have() -> None:
    full = {
        "channel": "mastodon",
        "key": "https://social.example/1",
        "title": "Recall",
        "published_at": "2026-03-01T14:05:00+01:00",
        "author": {"name": "ana", "reach": 12},
        "language": "en",
        "url": "https://social.example/@ana/1",
        "form": "quote",
        "hashtags": ["#recall"],
        "engagement": {"likes": 1, "reposts": 2, "replies": 3},
    }
    assert post(**full) == Post(
        "mastodon",
        "1",
        "https://social.example/1",
        "It melted",
        published_ms=1_772_370_300_000,
        title="Recall",
        author="ana",
        reach=12,
        language="en",
        form=Form.QUOTE,
        url="https://social.example/@ana/1",
        hashtags=("#recall",),
        engagement=Engagement(1, 2, 3),
    )


@pytest.mark.parametrize(
    ("given_as", "field", "value"),
    [
        ({"native_id": "9", "id": None}, "id", None),
        ({"created_at": 1_772_370_300}, "published_ms", 1_772_370_300_000),
        ({"timestamp": "1772370300000"}, "published_ms", 1_772_370_300_000),
        ({"published_at": None}, "published_ms", None),
        ({"published_at": ""}, "published_ms", None),
        ({"lang": "de"}, "language", "de"),
        ({"lang": None}, "language", ""),
        ({"followers": 7}, "reach", 7),
        ({"followers": None}, "reach", 0),
        ({"reach": "12"}, "reach", 12),
        ({"author": {"handle": "ana", "followers": 3}}, "reach", 3),
        ({"author": None, "author_id": "77"}, "author", "77"),
        ({"author": 77}, "author", "77"),
        ({"likes": 3, "reposts": None}, "engagement", Engagement(likes=3)),
        ({"is_reply": True}, "form", Form.REPLY),
        ({"is_repost": True, "is_reply": True}, "form", Form.REPOST),
        ({"is_reply": True, "form": "quote"}, "form", Form.QUOTE),
        ({"form": None}, "form", Form.ORIGINAL),
        ({"canonical_uri": "https://x.example/1"}, "key", "https://x.example/1"),
        ({"id": 12}, "id", "12"),
        ({"id": 12.0}, "id", "12"),
        ({"hashtags": None}, "hashtags", ()),
        ({"text": None, "title": "Recall"}, "title", "Recall"),
        ({"text": "a\x00b\ud800c"}, "text", "abc"),
        ({"unknown": {"a": [[[[[1]]]]]}}, "id", "1"),
    ],
)
def test_names_and_shapes_of_other_exports_are_understood(given_as: dict[str, Any], field: str, value: Any) -> None:
    if value is None and field == "id":
        with pytest.raises(InvalidInput):
            post(**given_as)
    else:
        assert getattr(post(**given_as), field) == value


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"brand": None}, "brand"),
        ({"brand": "No Slug"}, "brand"),
        ({"brand": ["acme"]}, "brand"),
        ({"brand": "acme\n"}, "brand"),
        ({"channel": "Hacker News"}, "channel"),
        ({"channel": "c" * 33}, "channel"),
        ({"id": ""}, "id"),
        ({"id": "\x00"}, "id"),
        ({"id": None}, "id"),
        ({"id": math.nan}, "id"),
        ({"id": math.inf}, "id"),
        ({"id": True}, "id"),
        ({"id": {}}, "id"),
        ({"id": "i" * 2_001}, "id"),
        ({"text": ["It melted"]}, "text"),
        ({"published_at": "yesterday"}, "published_at"),
        ({"published_at": math.nan}, "published_at"),
        ({"published_at": "1969-12-31"}, "published_at"),
        ({"published_at": [1]}, "published_at"),
        ({"reach": -1}, "reach"),
        ({"reach": MAX_PEOPLE + 1}, "reach"),
        ({"reach": math.nan}, "reach"),
        ({"reach": math.inf}, "reach"),
        ({"reach": 1.5}, "reach"),
        ({"reach": "many"}, "reach"),
        ({"author": []}, "author"),
        ({"author": {"name": "ana", "reach": -1}}, "author.reach"),
        ({"engagement": {"likes": -1}}, "engagement.likes"),
        ({"engagement": []}, "engagement"),
        ({"likes": "many"}, "engagement.likes"),
        ({"form": "shout"}, "form"),
        ({"hashtags": "#recall"}, "hashtags"),
        ({"hashtags": ["a", {}]}, "hashtags.1"),
        ({"backfill": "perhaps"}, "backfill"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_item(GOOD | changes)
    assert refusal.value.field == field
    assert refusal.value.message.startswith(field)
    assert len(refusal.value.message) < 300


@pytest.mark.parametrize("missing", ["brand", "id", "text"])
def test_what_is_missing_is_named(missing: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_item({name: value for name, value in GOOD.items() if name != missing})
    assert refusal.value.field == missing


@pytest.mark.parametrize("value", [None, 5, "text", [], [GOOD], True, math.nan])
def test_a_value_that_is_not_an_object_is_refused(value: object) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_item(value)
    assert refusal.value.field == "item"


def test_characters_that_no_store_takes_are_removed_at_every_depth_and_deeper_values_are_dropped() -> None:
    nested = {"a": ["x\x00", {"b": ["y\x00", {"c": 1}]}]}
    assert _cleaned(nested) == {"a": ["x", {"b": ["y", None]}]}


@given(st.dictionaries(FIELDS, JSON))
def test_any_object_is_an_item_or_refused_by_a_field(changes: dict[str, Any]) -> None:
    with contextlib.suppress(InvalidInput):
        made = parse_item(GOOD | changes).post()
        assert made.key
        assert 0 <= made.reach <= MAX_PEOPLE


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded payloads are not here")
def test_recorded_posts_can_be_pushed_as_they_are() -> None:
    """Only the brand and the channel have to be added."""
    for file in sorted(RECORDED.glob("*/*.expected.json")):
        for recorded in json.loads(file.read_text())["items"]:
            made = parse_item(recorded | {"brand": "acme", "channel": file.parent.name}).post()
            assert made.id == recorded["id"]
            assert made.engagement.likes == (recorded.get("likes") or 0)
            assert (made.form is Form.REPLY) == (bool(recorded.get("is_reply")) and not recorded.get("is_repost"))


def test_a_line_of_a_poll_can_be_pushed_as_it_is() -> None:
    line = {
        "channel": "hackernews",
        "id": "1",
        "key": "1",
        "published_at": "2026-03-01T14:05:00Z",
        "author": "ana",
        "reach": 0,
        "title": "Recall",
        "text": "Same here",
        "language": "",
        "url": "https://news.example/1",
        "form": "reply",
        "hashtags": [],
        "engagement": {"likes": 0, "reposts": 0, "replies": 2},
    }
    made = parse_item(line | {"brand": "acme"}).post()
    assert (made.channel, made.form, made.engagement.replies) == ("hackernews", Form.REPLY, 2)
