"""A poll status survives its item, and old or partial items can still be read."""

from __future__ import annotations

import json

import pytest

from shared.domain.poll_status import PollStatus
from shared.store.collection.poll_statuses import attributes, from_item
from shared.store.dynamodb import text

STATUS = PollStatus(
    channel="rss",
    query="https://a.example/feed",
    attempt_ms=5,
    success_ms=4,
    errors=3,
    not_before_ms=7,
    fresh_until_ms=6,
    lag_ms=2,
    items=1,
    rate_limits=8,
    error="410 Gone",
    endpoint="a.example/feed",
)


def test_every_field_survives_its_item() -> None:
    """``fresh_until_ms`` is part of the cursor, which the same item holds."""
    item = {**attributes(STATUS), "cursor": text(json.dumps({"fresh_until_ms": 6}))}
    assert from_item("rss", item) == STATUS


def test_the_attributes_have_the_names_they_always_had() -> None:
    assert attributes(STATUS) == {
        "query": {"S": "https://a.example/feed"},
        "place": {"S": "a.example/feed"},
        "error": {"S": "410 Gone"},
        "attempt": {"N": "5"},
        "success": {"N": "4"},
        "items": {"N": "1"},
        "errors": {"N": "3"},
        "limited": {"N": "8"},
        "not_before": {"N": "7"},
        "lag": {"N": "2"},
        "since": {"N": "0"},
    }


def test_a_query_without_a_post_has_no_lag() -> None:
    item = {**attributes(PollStatus("rss", "q")), "cursor": text("{}")}
    assert "lag" not in item
    assert from_item("rss", item) == PollStatus("rss", "q")


@pytest.mark.parametrize("missing", ["query", "attempt", "success", "errors", "not_before", "cursor"])
def test_an_item_without_what_tells_its_state_cannot_be_read(missing: str) -> None:
    item = {**attributes(STATUS), "cursor": text("{}")}
    with pytest.raises(KeyError):
        from_item("rss", {name: value for name, value in item.items() if name != missing})
