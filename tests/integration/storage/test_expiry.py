"""How long each table keeps its items, in the seconds that DynamoDB's time to live reads."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from shared.domain.mentions.mention import Mention, Post
from shared.domain.time import HOUR_MS
from shared.runtime.settings import setting
from shared.store import mentions
from shared.store.collection.first_arrivals import publication_time
from tests.integration.enrich_stage import START, deliver, record

DAY_S = 86_400
MENTION = Mention("acme", "rss", "1", "the kettle sings", START - HOUR_MS, START)


def items(table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = boto3.client("dynamodb").scan(TableName=setting(table))["Items"]
    return found


def expiries(table: str, partition: str = "") -> set[int]:
    return {int(item["x"]["N"]) for item in items(table) if item["pk"]["S"].startswith(partition)}


@pytest.mark.usefixtures("aws")
def test_a_mention_and_the_marker_of_its_hour_are_kept_for_30_days_after_its_arrival() -> None:
    mentions.put([MENTION], {})
    assert expiries("MENTIONS_TABLE") == {START // 1_000 + 30 * DAY_S}
    assert expiries("STATE_TABLE", "hours#") == {START // 1_000 + 30 * DAY_S}


@pytest.mark.usefixtures("aws")
def test_the_first_arrival_of_an_undated_post_outlives_its_mention() -> None:
    publication_time(Post("rss", "1", "1", "text"), "acme", START)
    assert expiries("STATE_TABLE", "arrival#") == {START // 1_000 + 45 * DAY_S}


@pytest.mark.usefixtures("aws")
def test_counts_are_kept_for_400_days_after_their_minute() -> None:
    assert deliver([record(1, MENTION)]) == {"batchItemFailures": []}
    minute_s = MENTION.published_ms // 60_000 * 60
    assert expiries("COUNTS_TABLE") == {minute_s + 400 * DAY_S}
