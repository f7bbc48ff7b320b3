"""Requests to act that are refused before a table is read: each error names the field and how to fix it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api_client import ask


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("ack", {"by": " "}, "by"),
        ("ack", {"by": "x" * 81}, "by"),
        ("ack", {"by": "An\u202ea"}, "by"),
        ("ack", {"by": "Foreshock"}, "by"),
        ("ack", {"by": "Ana", "why": "so"}, "why"),
        ("ack", {"by": "Ana", "via": "My Phone"}, "via"),
        ("note", {"by": "Ana"}, "note"),
        ("note", {"by": "Ana", "note": "x" * 501}, "note"),
        ("dismiss", {"by": "Ana"}, "reason"),
        ("dismiss", {"by": "Ana", "reason": "boring"}, "reason"),
    ],
)
def test_a_wrong_field_is_named_before_anything_is_read(path: str, body: dict[str, Any], field: str) -> None:
    answer = ask("POST", f"/moments/a1b2c3d4e5f6/{path}", body=body)
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, field)


def test_a_dismissal_of_a_crisis_needs_a_reason_too() -> None:
    answer = ask("POST", "/crises/a1b2c3d4e5f6/dismiss", body={"by": "Ana"})
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, "reason")


@pytest.mark.parametrize("path", ["/moments/a1b2c3d4e5f6/ack", "/crises/a1b2c3d4e5f6/resolve"])
def test_who_may_only_read_cannot_act(path: str) -> None:
    answer = ask("POST", path, body={"by": "Ana"}, role="read")
    assert answer.status == 403
    assert "role act" in answer.json["detail"]
