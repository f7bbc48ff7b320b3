"""Sessions: only our own cookie, unchanged and in time, is one; a form counts only in the session it was shown in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import Forbidden, InvalidInput, Unauthorized
from shared.sign_in.forms import MAX_BYTES, MAX_FIELDS, form_fields
from shared.sign_in.sealed import seal, unseal
from shared.sign_in.session import (
    COOKIE,
    SESSION_MS,
    Session,
    check_form_token,
    cookie_of,
    cookie_that_ends,
    form_token,
    session_of,
)

KEY, NOW = b"key", 1_772_373_900_000
ANA = Session("person", "ana", "17", "n1", NOW + SESSION_MS)


def sent_back(session: Session = ANA, key: bytes = KEY) -> str:
    """The cookie as a browser sends it back."""
    return cookie_of(session, key).partition(";")[0]


def test_a_cookie_that_was_sent_back_is_the_session() -> None:
    assert session_of([f"other=1; {sent_back()}; more=2"], [KEY], NOW) == ANA


def test_browsers_keep_it_from_scripts_other_sites_and_plain_http() -> None:
    for cookie in (cookie_of(ANA, KEY), cookie_that_ends()):
        assert cookie.startswith("__Host-")
        assert {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie


def test_a_session_ends_by_itself() -> None:
    session_of([sent_back()], [KEY], NOW + SESSION_MS - 1)
    with pytest.raises(Unauthorized):
        session_of([sent_back()], [KEY], NOW + SESSION_MS)


@pytest.mark.parametrize("headers", [[], [""], ["other=1"], [f"{COOKIE}="], [f"{COOKIE}=x.y"], ["\x00=;;=\x7f"]])
def test_no_cookie_or_junk_is_no_session(headers: list[str]) -> None:
    with pytest.raises(Unauthorized):
        session_of(headers, [KEY], NOW)


def test_another_key_makes_no_session() -> None:
    with pytest.raises(Unauthorized):
        session_of([sent_back(key=b"other")], [KEY], NOW)


def test_two_sessions_at_once_are_none() -> None:
    """Somebody who can plant a second cookie must not decide which one counts."""
    with pytest.raises(Unauthorized):
        session_of([sent_back(), sent_back(ANA._replace(id="mallory"))], [KEY], NOW)


@given(st.integers(0, 10_000), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_changed_seal_is_never_taken(place: int, character: str) -> None:
    good = seal({"who": "ana"}, NOW + 1, KEY)
    place %= len(good)
    changed = good[:place] + character + good[place + 1 :]
    if changed == good:
        return
    with pytest.raises(Unauthorized):
        unseal(changed, [KEY], NOW)


@given(st.text())
def test_a_made_up_text_is_never_taken(text: str) -> None:
    with pytest.raises(Unauthorized):
        unseal(text, [KEY], NOW)


def test_a_form_counts_in_its_own_session_only() -> None:
    check_form_token(form_token(ANA, KEY), ANA, [KEY])
    for token in ("", form_token(ANA._replace(nonce="n2"), KEY), form_token(ANA, b"other"), "ü"):
        with pytest.raises(Forbidden):
            check_form_token(token, ANA, [KEY])


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"Origin": "https://api.example", "Host": "api.example"}, True),
        ({"Origin": "https://evil.example", "Host": "api.example"}, False),
        ({"Origin": "null", "Host": "api.example"}, True),
    ],
)
def test_a_form_of_another_site_is_refused(headers: dict[str, str], own: bool) -> None:
    event = {"headers": headers, "body": "a=1"}
    if own:
        assert form_fields(event) == {"a": ["1"]}
    else:
        with pytest.raises(Forbidden):
            form_fields(event)


@pytest.mark.parametrize(
    "event",
    [
        {"body": "a=1&" * (MAX_FIELDS + 1)},
        {"body": "a=" + "x" * MAX_BYTES},
        {"body": "%%%", "isBase64Encoded": True},
    ],
)
def test_a_form_that_is_too_much_is_refused(event: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        form_fields(event)
