"""GET, PUT and DELETE of brands: what settings hold, and what is refused with its reason."""

from __future__ import annotations

import pytest

from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import StoredSignal
from functions.detect.storage.states import save_states
from shared.domain.brand import Brand
from shared.domain.mentions.tally import Tally
from shared.domain.time import DAY_MS, MINUTE_MS, iso
from shared.store import brands
from tests.api_client import NOW_MS, ask
from tests.integration.query.brands.brand_settings import SETTINGS
from tests.unit.detect.simulated_brand import MinuteCount, SimulatedBrand

pytestmark = pytest.mark.usefixtures("aws")


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
