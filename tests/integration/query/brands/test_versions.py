"""Changes of a brand that meet: an older version is refused, and two at once do not mix."""

from __future__ import annotations

import pytest

from shared.store import brands
from tests.api_client import NOW_MS, ask
from tests.integration.query.brands.brand_settings import SETTINGS

pytestmark = pytest.mark.usefixtures("aws")


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
