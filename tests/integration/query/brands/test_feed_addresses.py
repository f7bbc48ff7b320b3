"""Addresses of feeds: keys and passwords in them are never shown, and survive an edit."""

from __future__ import annotations

import pytest

from shared.domain.brand import Brand, Query
from shared.domain.poll_status import PollStatus
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.collection import poll_statuses
from shared.store.dynamodb import dynamodb, number, text
from tests.api_client import NOW_MS, ask
from tests.integration.query.brands.brand_settings import SETTINGS

pytestmark = pytest.mark.usefixtures("aws")


KEYED = "https://news.example/feed?token=a1b2c3&topic=kettles"
MASKED = "https://news.example/feed?token=***&topic=kettles"


def test_a_key_in_the_address_of_a_feed_is_never_shown_and_survives_an_edit() -> None:
    """Whoever may read sees which feed it is; whoever edits the settings sends the mask back."""
    answer = ask("PUT", "/brands/acme", body={**SETTINGS, "queries": {"rss": [KEYED]}})
    poll_status = PollStatus("rss", KEYED, NOW_MS, errors=1, error=f"no response from {KEYED}", endpoint="news.example")
    cursor = {"cursor": text("{}"), "version": number(1), **poll_statuses.attributes(poll_status)}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={"pk": text("cursor#rss"), "sk": text("1"), **cursor})
    shown = [answer, ask("GET", "/brands"), ask("GET", "/brands/acme"), ask("GET", "/channels")]
    assert all("a1b2c3" not in one.body for one in shown)
    assert answer.json["queries"]["rss"][0]["text"] == MASKED
    feeds = next(one for one in shown[3].json["channels"] if one["channel"] == "rss")
    assert (feeds["queries"][0]["query"], feeds["queries"][0]["state"]) == (MASKED, "failing")
    edited = {**shown[2].json, "name": "Acme Ltd"}
    assert ask("PUT", "/brands/acme", body=edited).status == 200
    assert [query.text for query in brands.get("acme").queries["rss"]] == [KEYED]


def test_a_mask_that_stands_for_nothing_is_refused() -> None:
    refused = ask("PUT", "/brands/acme", body={"name": "Acme", "queries": {"rss": [MASKED]}})
    assert (refused.status, refused.json["errors"][0]["field"]) == (400, "queries.rss")
    two = [KEYED, KEYED.replace("a1b2c3", "d4e5f6")]
    ask("PUT", "/brands/acme", body={"name": "Acme", "queries": {"rss": two}})
    unclear = ask("PUT", "/brands/acme", body={"name": "Acme", "queries": {"rss": [MASKED]}})
    assert (unclear.status, "several" in unclear.json["detail"]) == (400, True)


def test_a_feed_with_a_password_is_refused_with_the_place_where_it_belongs(caplog: pytest.LogCaptureFixture) -> None:
    feed = "https://ana:hunter2@news.example/feed"
    refused = ask("PUT", "/brands/acme", body={"name": "Acme", "queries": {"rss": [feed]}})
    assert refused.status == 400
    assert "<stack>/channels/rss" in refused.json["detail"]
    assert "hunter2" not in refused.body + caplog.text


def test_a_password_that_an_earlier_version_stored_is_not_shown() -> None:
    brands.put(Brand("acme", "Acme", queries={"rss": (Query("https://ana:hunter2@news.example/feed"),)}))
    shown = ask("GET", "/brands/acme")
    assert shown.json["queries"]["rss"][0]["text"] == "https://***@news.example/feed"
    again = ask("PUT", "/brands/acme", body=shown.json)
    assert (again.status, "<stack>/channels/rss" in again.json["detail"]) == (400, True)
    assert "hunter2" not in shown.body + again.body + ask("GET", "/channels").body
