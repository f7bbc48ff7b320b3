"""GET, PUT and DELETE of brands, the pulse, the channels' health, and what all answers have in common."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import StoredSignal
from functions.detect.storage.states import save_states
from shared.domain.brand import Brand, Query
from shared.domain.mentions.tally import Tally
from shared.domain.poll_status import PollStatus
from shared.domain.time import DAY_MS, MINUTE_MS, iso
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.collection import poll_statuses
from shared.store.counters import counts
from shared.store.dynamodb import dynamodb, number, text
from tests.api_client import NOW_MS, ask
from tests.unit.detect.simulated_brand import MinuteCount, SimulatedBrand

pytestmark = pytest.mark.usefixtures("aws")

SETTINGS: dict[str, Any] = {
    "name": "Acme",
    "aliases": ["@acmehq", "Acme Kettles"],
    "queries": {
        "hackernews": [{"text": "Acme", "every": False}],
        "mastodon": [{"text": "#acme", "every": False}],
        "rss": [{"text": "https://example.com/feed.xml", "every": True}],
    },
    "excluded": ["acme cartoon"],
    "time_zone": "Europe/Berlin",
    "sensitivity": "high",
    "sensitivities": {"praise_wave": "off", "question_wave": "low"},
    "shards": 2,
}


def test_the_first_put_creates_and_the_next_one_replaces() -> None:
    created = ask("PUT", "/brands/acme", body=SETTINGS)
    assert (created.status, created.json["version"]) == (201, 1)
    assert {name: created.json[name] for name in SETTINGS} == SETTINGS
    replaced = ask("PUT", "/brands/acme", body={"name": "Acme Ltd", "shards": 2}, now_ms=NOW_MS + 1_000)
    assert (replaced.status, replaced.json["version"], replaced.json["aliases"]) == (200, 2, [])
    assert replaced.json["created_at"] == created.json["created_at"]
    assert ask("GET", "/brands").json["brands"] == [replaced.json]


@pytest.mark.parametrize("role", ["read", "act"])
def test_only_an_admin_changes_brands(role: str) -> None:
    ask("PUT", "/brands/acme", body=SETTINGS)
    for method, body in (("PUT", {**SETTINGS, "name": "Mine"}), ("DELETE", None)):
        refused = ask(method, "/brands/acme", body=body, role=role)
        assert (refused.status, "needs an API key with the role admin" in refused.json["detail"]) == (403, True)
    assert ask("GET", "/brands/acme", role=role).json["name"] == "Acme"


def test_settings_that_were_read_can_be_edited_and_sent_back() -> None:
    ask("PUT", "/brands/acme", body=SETTINGS)
    read = ask("GET", "/brands/acme")
    answer = ask("PUT", "/brands/acme", body={**read.json, "name": "New"}, headers={"If-Match": read.headers["ETag"]})
    assert (answer.status, answer.json["name"]) == (200, "New")


def test_a_brand_shows_until_when_it_is_learning_and_why() -> None:
    ask("PUT", "/brands/acme", body=SETTINGS)
    new = ask("GET", "/brands/acme").json
    assert (new["learning_until"], "no post" in new["learning_reason"]) == (None, True)
    counted = [MinuteCount(NOW_MS - ago * MINUTE_MS, Tally(mentions=2)) for ago in range(90, 0, -1)]
    simulated = SimulatedBrand(counts=counted)
    simulated.evaluate(NOW_MS)
    states = {signal: stored.state for signal, stored in simulated.stored.items() if stored.state}
    save_states("acme", states, {signal: StoredSignal() for signal in Signal})
    learning = ask("GET", "/brands/acme").json
    assert learning["learning_until"].startswith(iso(NOW_MS - 90 * MINUTE_MS + DAY_MS)[:10])
    assert "less than a day" in learning["learning_reason"]
    later = ask("GET", "/brands/acme", now_ms=NOW_MS + 2 * DAY_MS).json
    assert (later["learning_until"], later["learning_reason"]) == (None, None)


@pytest.mark.parametrize("wrong", [{"rumour": "high"}, {"praise_wave": "never"}, ["praise_wave"]])
def test_sensitivities_accept_only_known_kinds_and_levels(wrong: object) -> None:
    answer = ask("PUT", "/brands/acme", body={**SETTINGS, "sensitivities": wrong})
    assert answer.status == 400
    assert "sensitivities" in answer.json["errors"][0]["field"]


def test_a_query_may_be_a_bare_text() -> None:
    answer = ask("PUT", "/brands/acme", body={"name": "Acme", "queries": {"hackernews": ["acme"]}})
    assert answer.json["queries"] == {"hackernews": [{"text": "acme", "every": False}]}


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


@pytest.mark.parametrize("field", ["name", "aliases", "excluded", "queries", "lexicon"])
def test_a_name_with_a_hidden_character_is_refused_and_the_field_named(field: str) -> None:
    bad = "Ac\u202eme"
    value = {"name": bad, "queries": {"hackernews": [bad]}, "lexicon": {bad: 1}}.get(field, ["fine", bad])
    refused = ask("PUT", "/brands/acme", body={**SETTINGS, field: value})
    assert (refused.status, refused.json["errors"][0]["field"].partition(".")[0].partition("[")[0]) == (400, field)
    assert "U+202E (RIGHT-TO-LEFT OVERRIDE)" in refused.json["detail"]


def test_a_name_that_an_earlier_version_took_can_be_read_and_put_right() -> None:
    brands.put(Brand("acme", "Ac\u200eme\n", aliases=("x\u2060",)))
    shown = ask("GET", "/brands/acme")
    assert shown.json["name"] == "Ac\u200eme\n"
    again = ask("PUT", "/brands/acme", body=shown.json)
    assert (again.status, "U+200E" in again.json["detail"]) == (400, True)
    assert ask("PUT", "/brands/acme", body={**shown.json, "name": "Acme", "aliases": []}).status == 200


def test_a_change_based_on_an_older_version_is_refused() -> None:
    old = ask("PUT", "/brands/acme", body=SETTINGS).headers["ETag"]
    ask("PUT", "/brands/acme", body=SETTINGS)
    for method in ("PUT", "DELETE"):
        body = SETTINGS if method == "PUT" else None
        answer = ask(method, "/brands/acme", body=body, headers={"If-Match": old})
        assert (answer.status, answer.json["errors"][0]["field"]) == (412, "if-match")


def test_a_brand_that_was_deleted_and_created_again_has_another_etag() -> None:
    old = ask("PUT", "/brands/acme", body=SETTINGS).headers["ETag"]
    ask("DELETE", "/brands/acme")
    ask("PUT", "/brands/acme", body=SETTINGS, now_ms=NOW_MS + 1)
    assert ask("PUT", "/brands/acme", body=SETTINGS, headers={"If-Match": old}).status == 412


def test_if_none_match_creates_a_brand_only_if_it_does_not_exist() -> None:
    only_new = {"If-None-Match": "*"}
    assert ask("PUT", "/brands/acme", body=SETTINGS, headers=only_new).status == 201
    assert ask("PUT", "/brands/acme", body=SETTINGS, headers=only_new).status == 412


def test_two_changes_at_once_do_not_mix(monkeypatch: pytest.MonkeyPatch) -> None:
    ask("PUT", "/brands/acme", body=SETTINGS)
    stale = brands.get("acme")
    ask("PUT", "/brands/acme", body=SETTINGS)
    monkeypatch.setattr("shared.store.brands.get", lambda _: stale)
    assert ask("PUT", "/brands/acme", body=SETTINGS).status == 409


def test_a_deleted_brand_is_gone_and_cannot_be_deleted_again() -> None:
    ask("PUT", "/brands/acme", body=SETTINGS)
    assert ask("DELETE", "/brands/acme").status == 204
    assert ask("DELETE", "/brands/acme").status == 404
    assert ask("GET", "/brands/acme").status == 404


def test_shards_can_only_grow_because_older_mentions_are_in_all_of_them() -> None:
    ask("PUT", "/brands/acme", body=SETTINGS)
    answer = ask("PUT", "/brands/acme", body={"name": "Acme"})
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, "shards")


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


def test_the_openapi_document_is_served_and_cached() -> None:
    answer = ask("GET", "/openapi.json")
    assert answer.json["openapi"].startswith("3.1")
    assert "/mentions" in answer.json["paths"]
    assert ask("GET", "/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}).status == 304


def test_no_answer_allows_other_origins() -> None:
    answer = ask("GET", "/brands", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_an_unexpected_error_is_a_500_without_details(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("the text of a post")

    monkeypatch.setattr("shared.store.brands.stored", broken)
    answer = ask("GET", "/brands")
    assert answer.status == 500
    assert "RuntimeError" not in answer.body
    logged = words_of(caplog)
    assert "RuntimeError" in logged
    assert "the text of a post" not in logged


@pytest.mark.parametrize(
    "trouble",
    [
        ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, "Query"),
        ClientError({"Error": {"Code": "InternalServerError", "Message": "sorry"}}, "Query"),
        EndpointConnectionError(endpoint_url="https://dynamodb.example"),
        ReadTimeoutError(endpoint_url="https://dynamodb.example"),
    ],
)
def test_tables_that_are_busy_or_unreachable_are_a_503_with_retry_after(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def busy() -> None:
        raise trouble

    monkeypatch.setattr("shared.store.brands.stored", busy)
    answer = ask("GET", "/brands")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")


def test_no_log_line_has_a_text_from_a_client(caplog: pytest.LogCaptureFixture) -> None:
    ask("PUT", "/brands/acme", body={"name": "secret words"})
    ask("GET", "/moments", brand="secret words")
    logged = words_of(caplog)
    assert "secret" not in logged
    assert "'status': 201" in logged


def words_of(caplog: pytest.LogCaptureFixture) -> str:
    """Everything that a log line can contain."""
    return "\n".join(str(vars(record)) for record in caplog.records if record.name == "foreshock")


def test_a_brand_says_who_is_paged_when_and_a_wrong_policy_is_named() -> None:
    usual = {"levels": [0, 10, 20], "severities": {}, "repeat_minutes": 5, "repeats": 4, "quiet_hours": None}
    assert ask("PUT", "/brands/acme", body={"name": "Acme"}).json["oncall"] == usual
    night = {"levels": [0, 15], "severities": {"SEV2": [0]}, "quiet_hours": {"from": "22:00", "until": "07:00"}}
    stored = ask("PUT", "/brands/acme", body={"name": "Acme", "oncall": night}).json
    assert stored["oncall"] == {**usual, **night}
    assert ask("PUT", "/brands/acme", body=stored).json["oncall"] == stored["oncall"], "what was read can be sent back"
    for wrong, field in (
        ({"levels": [5, 10]}, "oncall.levels"),
        ({"levels": [0, 10, 10]}, "oncall.levels"),
        ({"severities": {"SEV3": [0]}}, "oncall.severities.SEV3.[key]"),
        ({"quiet_hours": {"from": "7:00", "until": "22:00"}}, "oncall.quiet_hours.from"),
        ({"quiet_hours": {"from": "07:00", "until": "07:00"}}, "oncall.quiet_hours"),
        ({"repeat_minutes": 1}, "oncall.repeat_minutes"),
    ):
        answer = ask("PUT", "/brands/acme", body={"name": "Acme", "oncall": wrong})
        assert (answer.status, answer.json["errors"][0]["field"]) == (400, field), wrong


@pytest.mark.parametrize("minutes", [14, 361, "soon"])
def test_the_limit_of_late_posts_is_a_quarter_of_an_hour_to_six_hours(minutes: object) -> None:
    answer = ask("PUT", "/brands/acme", body={"name": "Acme", "late_after_minutes": minutes})
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, "late_after_minutes")
    kept = ask("PUT", "/brands/acme", body={"name": "Acme", "late_after_minutes": 360})
    assert (kept.status, kept.json["late_after_minutes"]) == (201, 360)
    assert brands.get("acme").late_after_ms == 6 * 3_600_000
