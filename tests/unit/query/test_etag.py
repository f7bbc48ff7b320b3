"""Answers that have not changed cost no body; nothing else is ever kept by a client."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.query.http.etag import check_precondition, conditional_response, etag_matches, etag_of
from shared.domain.errors import Conflict


def answer(status: int = 200, body: str = "{}") -> dict[str, Any]:
    return {"statusCode": status, "body": body, "multiValueHeaders": {"Content-Type": ["application/json"]}}


@given(st.text())
def test_the_validator_of_a_body_brings_304(body: str) -> None:
    again = conditional_response("GET", etag_of(body), answer(body=body))
    assert (again["statusCode"], again["body"]) == (304, "")
    assert "Content-Type" not in again["multiValueHeaders"]


@pytest.mark.parametrize(("method", "status"), [("PUT", 200), ("GET", 404), ("GET", 500), ("DELETE", 204)])
def test_only_a_successful_get_is_kept(method: str, status: int) -> None:
    given_back = conditional_response(method, "*", answer(status))
    assert given_back["statusCode"] == status
    assert given_back["multiValueHeaders"]["Cache-Control"] == ["no-store"]
    assert "ETag" not in given_back["multiValueHeaders"]


def test_an_answer_without_a_body_has_an_empty_one() -> None:
    assert conditional_response("DELETE", "", {**answer(204), "body": None})["body"] == ""


@given(st.text(max_size=40))
def test_a_strange_if_none_match_matches_nothing(header: str) -> None:
    if "*" not in header:
        assert not etag_matches(header, '"0123456789"')


@pytest.mark.parametrize(
    ("etag", "if_match", "if_none_match", "passes"),
    [
        ('"1"', None, None, True),
        (None, None, None, True),
        ('"1"', '"1"', None, True),
        ('"1"', '"2", "1"', None, True),
        ('"1"', "*", None, True),
        ('"1"', '"2"', None, False),
        ('"1"', 'W/"1"', None, False),
        (None, "*", None, False),
        (None, '"1"', None, False),
        (None, None, "*", True),
        ('"1"', None, "*", False),
        ('"1"', None, '"2"', True),
    ],
)
def test_preconditions_hold_as_rfc_9110_says(
    etag: str | None, if_match: str | None, if_none_match: str | None, *, passes: bool
) -> None:
    if passes:
        check_precondition(etag, if_match, if_none_match)
    else:
        with pytest.raises(Conflict):
            check_precondition(etag, if_match, if_none_match)
