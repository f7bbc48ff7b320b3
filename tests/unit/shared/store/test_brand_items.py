"""The item of a brand: whatever is wrong with a stored one, the error says so in one way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.domain.brand import Brand
from shared.domain.errors import Unreadable
from shared.store import brands
from shared.store.dynamodb import text

GOOD: dict[str, Any] = dict(brands.to_item(Brand("broken", "Broken")))


def settings(**changes: Any) -> dict[str, Any]:
    return GOOD | {"settings": text(json.dumps(json.loads(GOOD["settings"]["S"]) | changes))}


DAMAGES: dict[str, dict[str, Any]] = {
    "no settings": {name: value for name, value in GOOD.items() if name != "settings"},
    "not JSON": GOOD | {"settings": text("{")},
    "a list": GOOD | {"settings": text("[]")},
    "no name": GOOD | {"settings": text(json.dumps({"aliases": []}))},
    "a number for the aliases": settings(aliases=7),
    "an unknown sensitivity": settings(sensitivity="deaf"),
    "a text for the version": GOOD | {"version": text("one")},
}


@pytest.mark.parametrize("item", DAMAGES.values(), ids=DAMAGES)
def test_a_brand_that_cannot_be_read_says_how_to_replace_it(item: dict[str, Any]) -> None:
    with pytest.raises(Unreadable, match=r"'broken' cannot be read: .*replace them with PUT /brands/broken"):
        brands.from_item(item)


def test_a_good_one_is_read() -> None:
    assert brands.from_item(settings(aliases=["@b"])) == Brand("broken", "Broken", aliases=("@b",))
