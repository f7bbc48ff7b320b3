"""What a key may do: its id is looked up in the lists that come with the event, and nothing else counts."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from shared.domain.errors import Forbidden
from shared.http.roles import Role, key_ids, require, role_of_key

LISTS = {"ReadKeys": "r1,", "ActKeys": "a1,a2", "AdminKeys": "x1, x2"}
RANK = {Role.READ: 0, Role.ACT: 1, Role.ADMIN: 2}


def event(key_id: str | None, **changes: Any) -> dict[str, Any]:
    return {"requestContext": {"identity": {"apiKeyId": key_id}}, "stageVariables": LISTS, **changes}


@pytest.mark.parametrize(
    ("key_id", "role"), [("r1", Role.READ), ("a1", Role.ACT), ("a2", Role.ACT), ("x1", Role.ADMIN), ("x2", Role.ADMIN)]
)
def test_a_key_has_the_role_whose_list_names_it(key_id: str, role: Role) -> None:
    assert require(event(key_id), Role.READ) is role


def test_a_key_that_no_list_names_may_read_and_nothing_more() -> None:
    """API Gateway accepted it, so its owner put it into the usage plan."""
    assert require(event("other"), Role.READ) is Role.READ
    with pytest.raises(Forbidden, match="needs an API key with the role act; the role of yours is read"):
        require(event("other"), Role.ACT)


@pytest.mark.parametrize(("has", "needed"), [*product(Role, Role)])
def test_a_role_may_what_the_roles_below_it_may(has: Role, needed: Role) -> None:
    assert has.allows(needed) == (RANK[has] >= RANK[needed])


@pytest.mark.parametrize("given", [event(None), event(""), {"requestContext": {}, "stageVariables": LISTS}])
def test_a_request_without_a_key_has_no_role(given: dict[str, Any]) -> None:
    """As on a route that needs no key, where a client may still send whatever header it likes."""
    with pytest.raises(Forbidden, match="x-api-key"):
        require({**given, "headers": {"x-api-key": "x1"}}, Role.READ)


@pytest.mark.parametrize("key_id", ["a", "a1,a2", "1", "A1", "x1,", " x2"])
def test_a_part_of_a_list_is_not_a_key(key_id: str) -> None:
    assert role_of_key(event(key_id), key_id) is Role.READ


def test_a_stage_without_lists_gives_nobody_more_than_reading() -> None:
    bare = event("x1", stageVariables=None)
    assert require(bare, Role.READ) is Role.READ
    assert key_ids(bare, Role.ADMIN) == ()


def test_a_key_on_two_lists_has_the_stronger_role() -> None:
    twice = event("k", stageVariables={"ReadKeys": "k", "AdminKeys": "k"})
    assert require(twice, Role.READ) is Role.ADMIN
