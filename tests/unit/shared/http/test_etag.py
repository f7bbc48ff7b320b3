"""ETags: an unchanged answer is a 304 without a body, and a change based on an old state is refused (RFC 9110)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import Conflict
from shared.http.etag import check_precondition, conditional_response, etag_matches, etag_of


def answer(status: int = 200, body: str = "{}") -> dict[str, Any]:
    return {"statusCode": status, "body": body, "multiValueHeaders": {"Content-Type": ["application/json"]}}


@given(st.text())
def test_a_client_that_sends_the_etag_of_the_body_gets_304(body: str) -> None:
    again = conditional_response("GET", etag_of(body), answer(body=body))
    assert (again["statusCode"], again["body"]) == (304, "")
    assert "Content-Type" not in again["multiValueHeaders"]


@pytest.mark.parametrize(("method", "status"), [("PUT", 200), ("GET", 404), ("GET", 500), ("DELETE", 204)])
def test_only_a_successful_get_may_be_cached(method: str, status: int) -> None:
    given_back = conditional_response(method, "*", answer(status))
    assert given_back["statusCode"] == status
    assert given_back["multiValueHeaders"]["Cache-Control"] == ["no-store"]
    assert "ETag" not in given_back["multiValueHeaders"]


def test_an_answer_without_a_body_has_an_empty_one() -> None:
    assert conditional_response("DELETE", "", {**answer(204), "body": None})["body"] == ""


@pytest.mark.parametrize(
    ("header", "etag", "matching"),
    [
        ('W/"1"', 'W/"1"', True),
        ('W/"1"', 'W/"2"', False),
        ('W/"1"', '"1"', True),
        ('"1"', 'W/"1"', True),
        ('"1"', '"1"', True),
        ('"1"', '"2"', False),
    ],
)
def test_if_none_match_is_compared_weakly(header: str, etag: str, *, matching: bool) -> None:
    """The examples of RFC 9110 section 8.8.3.2, in both directions."""
    assert etag_matches(header, etag) is matching


@pytest.mark.parametrize(
    ("header", "matching"),
    [
        ('"0", W/"1", "2"', True),
        ('"0",W/"1"', True),
        (' "1" ', True),
        ("*", True),
        ('"0", "2"', False),
        ('"11"', False),
        ("1", False),
        ('w/"1"', False),
        ('"W/1"', False),
        ("", False),
        (",", False),
    ],
)
def test_an_if_none_match_may_list_several_etags_but_each_must_be_whole(header: str, *, matching: bool) -> None:
    assert etag_matches(header, '"1"') is matching


def test_a_client_whose_etag_was_made_weak_on_the_way_gets_304() -> None:
    etag = conditional_response("GET", "", answer())["multiValueHeaders"]["ETag"][0]
    assert conditional_response("GET", f"W/{etag}", answer())["statusCode"] == 304
    assert conditional_response("GET", f"W/{etag}", answer(body="[]"))["statusCode"] == 200


def test_an_etag_is_a_quoted_text_that_follows_from_the_body_alone() -> None:
    assert etag_of("{}") == etag_of("{}") != etag_of("[]")
    assert re.fullmatch(r'"[0-9a-f]{24}"', etag_of("\ud800"))


def test_an_etag_that_the_route_has_set_is_kept() -> None:
    with_etag = answer() | {"multiValueHeaders": {"ETag": ['"2-18f"']}}
    assert conditional_response("GET", "", with_etag)["multiValueHeaders"]["ETag"] == ['"2-18f"']
    assert conditional_response("GET", '"2-18f"', with_etag)["statusCode"] == 304


@given(st.text(max_size=40))
def test_an_arbitrary_if_none_match_matches_nothing(header: str) -> None:
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
def test_preconditions_follow_rfc_9110(
    etag: str | None, if_match: str | None, if_none_match: str | None, *, passes: bool
) -> None:
    if passes:
        check_precondition(etag, if_match, if_none_match)
    else:
        with pytest.raises(Conflict):
            check_precondition(etag, if_match, if_none_match)
