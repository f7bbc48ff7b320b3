"""GET /brands/{brand}/pulse and /channels: counts by time step, and the health of what brings them."""

from __future__ import annotations

import pytest

from shared.domain.poll_status import PollStatus
from shared.domain.time import MINUTE_MS
from shared.runtime.settings import setting
from shared.store.collection import poll_statuses
from shared.store.counters import counts
from shared.store.dynamodb import dynamodb, number, text
from tests.api_client import NOW_MS, ask
from tests.integration.query.brands.brand_settings import SETTINGS

pytestmark = pytest.mark.usefixtures("aws")


def count(at_ms: int, shard: str, **sums: int) -> None:
    item = counts.counter_key("acme", at_ms, shard)
    item |= {counts.SUM_ATTRIBUTES[name]: number(value) for name, value in sums.items()}
    item |= {"seen": number(at_ms), "t:kettle": number(2), "c:rss": number(sums["mentions"])}
    dynamodb().put_item(TableName=setting("COUNTS_TABLE"), Item=item)


def test_the_pulse_sums_minutes_and_counter_shards_and_shows_zeros() -> None:
    ask("PUT", "/brands/acme", body=SETTINGS)
    for minute in (1, 2, 7):
        count(NOW_MS - minute * MINUTE_MS, "0", mentions=3, scored=2, negative=1, compound_e4=-5_000, reach=10)
    count(NOW_MS - MINUTE_MS, "1~late", mentions=4)
    pulse = ask("GET", "/brands/acme/pulse", since=(NOW_MS - 20 * MINUTE_MS) // 1_000, until=NOW_MS // 1_000).json
    assert [point["mentions"] for point in pulse["points"]] == [0, 0, 3, 10]
    assert pulse["points"][3]["negative_share"] == 0.5
    assert pulse["points"][0]["negative_share"] is None
    assert pulse["totals"]["mentions"] == 13
    assert pulse["totals"]["mean_compound"] == -0.25
    assert pulse["totals"]["hashtags"] == {"kettle": 8}
    assert pulse["totals"]["channels"] == {"rss": 13}


@pytest.mark.parametrize(("step", "points"), [("1m", 180), ("5m", 288), ("1h", 168), ("1d", 30)])
def test_the_pulse_has_a_default_length_for_every_step(step: str, points: int) -> None:
    ask("PUT", "/brands/acme", body=SETTINGS)
    pulse = ask("GET", "/brands/acme/pulse", step=step).json
    assert len(pulse["points"]) == points


def test_channels_show_what_they_cover_and_their_health() -> None:
    ask("PUT", "/brands/acme", body=SETTINGS)
    ask("PUT", "/brands/quiet", body={"name": "Quiet"})
    polled = poll_statuses.attributes(PollStatus("hackernews", "Acme", success_ms=NOW_MS - 60_000))
    key = {"pk": text("cursor#hackernews"), "sk": text("x")}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={**key, **polled, "cursor": text("{}")})
    found = {one["channel"]: one for one in ask("GET", "/channels").json["channels"]}
    assert found["hackernews"]["state"] == "ok"
    assert found["hackernews"]["last_success_at"] == "2026-03-01T14:04:00Z"
    assert found["hackernews"]["brands_without"] == ["quiet"]
    assert found["mastodon"]["state"] == "waiting"
    assert found["webhook"]["state"] == "pushed"
    assert all(one["not_covered"] for one in found.values())
