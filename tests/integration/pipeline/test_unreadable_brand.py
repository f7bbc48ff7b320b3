"""A brand whose settings cannot be read costs only itself: it is listed as such, and can be replaced or deleted."""

from __future__ import annotations

from typing import Any

import pytest

from functions.intake import service
from functions.notify.decision import brand_rules
from functions.notify.policy.decision_types import Rules
from shared.domain.brand import Brand
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.dynamodb import dynamodb, text
from tests.api_client import ask
from tests.integration.intake_stage import item, push

GOOD: dict[str, Any] = dict(brands.to_item(Brand("broken", "Broken")))

BROKEN = GOOD | {"settings": text("{")}


@pytest.fixture(autouse=True)
def _damaged(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert aws
    monkeypatch.setattr(service, "_brands", (-100.0, {}))
    brands.put(Brand("acme", "Acme"))
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=BROKEN)


def test_the_others_are_listed_polled_and_take_mentions() -> None:
    listed = ask("GET", "/brands").json
    assert [brand["id"] for brand in listed["brands"]] == ["acme"]
    assert listed["unreadable"] == ["broken"]
    assert ask("GET", "/channels").status == 200
    sent = push([item(1), item(2, brand="broken")])
    assert (sent.status, sent.json["accepted"], sent.json["rejected"]) == (200, 1, 1)


def test_it_says_how_to_replace_it_and_is_replaced() -> None:
    answer = ask("GET", "/brands/broken")
    assert answer.status == 500
    assert "replace them with PUT /brands/broken" in answer.json["detail"]
    assert ask("PUT", "/brands/broken", body={"name": "Mended"}).status == 201
    assert ask("GET", "/brands/broken").json["name"] == "Mended"
    assert ask("GET", "/brands").json["unreadable"] == []


def test_it_can_be_deleted() -> None:
    assert ask("DELETE", "/brands/broken").status == 204
    assert ask("GET", "/brands").json["unreadable"] == []


def test_its_alerts_go_out_by_the_usual_rules() -> None:
    assert brand_rules("broken") == Rules()
