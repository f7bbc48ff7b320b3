"""Requests that the API refuses before it reads a table: each error names the field and how to fix it."""

from __future__ import annotations

from typing import Any

import pytest

from shared.domain.time import DAY_MS
from tests.api_client import NOW_MS, ask

SETTINGS: dict[str, Any] = {"name": "Acme"}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.query.routes.paged_list.internal_keys", lambda purpose: [purpose.encode()])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-03-01", "until": "2026-03-01"}, "since"),
        ({"until": ""}, "until"),
        ({"label": "angry"}, "label"),
        ({"channel": "A B"}, "channel"),
        ({"label": ["negative", "positive"]}, "label"),
        ({"cursor": ""}, "cursor"),
        ({"cursor": "x" * 9_000}, "cursor"),
        ({"cursor": "AAAA.\u20ac"}, "cursor"),
        ({"lable": "negative"}, "lable"),
        ({"\x00<b>": "1"}, "\x00<b>"),
    ],
)
def test_a_wrong_parameter_of_mentions_is_named(query: dict[str, Any], field: str) -> None:
    answer = ask("GET", "/brands/acme/mentions", **query)
    assert answer.status == 400
    assert answer.json["errors"][0]["field"] == field


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"kind": "explosion"}, "kind[0]"),
        ({"severity": "1"}, "severity[0]"),
        ({"status": ["open", "gone"]}, "status[1]"),
        ({"brand": "No Such"}, "brand"),
        ({"brand": ["a", "b"]}, "brand"),
        ({"state": "open"}, "state"),
        ({"limit": -1}, "limit"),
        ({"until": "1e999"}, "until"),
    ],
)
def test_a_wrong_parameter_of_moments_is_named(query: dict[str, Any], field: str) -> None:
    answer = ask("GET", "/moments", **query)
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, field)
    assert answer.json["instance"] == "urn:uuid:6f0b1a52-1111-4222-8333-000000000000"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": 7}, "name"),
        ({"name": "Ac\u0000me"}, "name"),
        ({"name": "Ac\u202eme"}, "name"),
        ({"aliases": ["ok", "  "]}, "aliases[1]"),
        ({"aliases": ["x"] * 51}, "aliases"),
        ({"aliases": "acme"}, "aliases"),
        ({"queries": {"fax": ["acme"]}}, "queries"),
        ({"queries": {"rss": ["acme"]}}, "queries"),
        ({"queries": {"mastodon": ["two words"]}}, "queries"),
        ({"queries": {"hackernews": [{"text": "a", "evry": True}]}}, "queries.hackernews[0].evry"),
        ({"queries": {"hackernews": [{"text": ""}]}}, "queries.hackernews[0].text"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"sensitivity": "extreme"}, "sensitivity"),
        ({"shards": 0}, "shards"),
        ({"lexicon": {"wobble": 5}}, "lexicon"),
        ({"lexicon": {"wobble": "-3"}}, "lexicon"),
        ({"lexicon": {"wobble": True}}, "lexicon"),
        ({"lexicon": {"wobble": 10**400}}, "lexicon"),
        ({"lexicon": {"wobble": None}}, "lexicon"),
        ({"lexicon": {" ": 1}}, "lexicon"),
        ({"lexicon": {"w" * 81: 1}}, "lexicon"),
        ({"lexicon": {"wob\u202eble": 1}}, "lexicon"),
        ({"lexicon": {"a wobble": 1, "A  Wobble": 2}}, "lexicon"),
        ({"lexicon": {f"word{number}": 1 for number in range(201)}}, "lexicon"),
        ({"lexicon": ["wobble"]}, "lexicon"),
        ({"table": "No such"}, "table"),
        ({"table": ""}, "table"),
        ({"table": None}, "table"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_setting_is_named(change: dict[str, Any], field: str) -> None:
    answer = ask("PUT", "/brands/acme", body={"name": "Acme", **change})
    assert answer.status == 400
    assert answer.json["errors"][0]["field"] == field


@pytest.mark.parametrize(
    ("lexicon", "named"),
    [
        ({"fine": 1, "flange wobble": -9}, "'flange wobble'; got -9"),
        ({"fine": 1, "zorple": "bad"}, "'zorple'; got bad"),
        ({"Killer deal": 2, "killer  DEAL": 1}, "'Killer deal' and 'killer  DEAL'"),
        ({"fine": 1, "bad\x00": 1}, "'bad\\x00'"),
        ({f"word{number}": 1 for number in range(201)}, "201 entries; keep the 200"),
    ],
)
def test_a_wrong_entry_of_a_lexicon_is_named(lexicon: dict[str, Any], named: str) -> None:
    assert named in ask("PUT", "/brands/acme", body={"name": "Acme", "lexicon": lexicon}).json["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "label"),
        ({"label": "angry"}, "label"),
        ({"label": None}, "label"),
        ({"label": ["negative"]}, "label"),
        ({"label": "negative", "intent": "rant"}, "intent"),
        ({"label": "negative", "by": ""}, "by"),
        ({"label": "negative", "by": "x" * 81}, "by"),
        ({"label": "negative", "by": "Ana\u202e"}, "by"),
        ({"label": "negative", "note": "x"}, "note"),
        ("{", "body"),
    ],
)
def test_a_wrong_field_of_a_label_is_named(body: object, field: str) -> None:
    answer = ask("POST", "/brands/acme/mentions/1772373900000-0123456789abcdef012345/label", body=body)
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, field)


@pytest.mark.parametrize("body", [None, "", "{", "[]", "null", "7", '"acme"', '{"name": "\\ud800"}', "\x00"])
def test_a_body_that_is_not_settings_is_400(body: str | None) -> None:
    assert ask("PUT", "/brands/acme", body=body).status == 400


def test_a_wrong_brand_id_is_explained() -> None:
    answer = ask("PUT", "/brands/Acme!", body=SETTINGS)
    assert answer.status == 400
    assert "a-z" in answer.json["detail"]


@pytest.mark.parametrize("path", ["/", "/nothing", "/brands/acme/secrets", "/moments/1/ack", "//", "/brands//pulse"])
def test_a_path_without_a_route_is_404(path: str) -> None:
    answer = ask("GET", path)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["POST", "PATCH", "HEAD", "DELETE"])
def test_a_method_that_a_path_does_not_have_is_405_and_lists_the_allowed_ones(method: str) -> None:
    answer = ask(method, "/moments")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET")


@pytest.mark.parametrize(
    "query",
    [
        {"step": "2m"},
        {"step": "1m", "since": (NOW_MS - 2 * DAY_MS) // 1_000},
        {"step": "1h", "since": (NOW_MS - 40 * DAY_MS) // 1_000},
        {"since": 0},
        {"since": 0, "until": "9999-12-31", "step": "1d"},
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"limit": 5},
    ],
)
def test_an_impossible_pulse_is_refused_with_the_wrong_field(query: dict[str, Any]) -> None:
    answer = ask("GET", "/brands/acme/pulse", **query)
    assert answer.status == 400
    assert answer.json["errors"]
