"""The link in a message: whoever has it may read the page for thirty days; nobody can make one."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.domain.errors import NotFound
from shared.messages.signed_link import VALID_MS, expired, link_token, verified_moment_id

KEY = b"the deployment's own"
IDS = st.text(alphabet="0123456789abcdef", min_size=12, max_size=12)


@given(IDS)
def test_a_token_opens_the_moment_it_was_made_for_and_is_short(moment_id: str) -> None:
    token = link_token(moment_id, KEY)
    assert verified_moment_id(token, KEY) == moment_id
    assert len(token) == 12 + 1 + 12
    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")


@given(IDS, IDS)
def test_a_signature_of_one_moment_opens_no_other(one: str, other: str) -> None:
    assume(one != other)
    with pytest.raises(NotFound):
        verified_moment_id(f"{other}.{link_token(one, KEY).split('.')[1]}", KEY)


@given(IDS)
def test_another_deployment_s_token_opens_nothing(moment_id: str) -> None:
    with pytest.raises(NotFound):
        verified_moment_id(link_token(moment_id, b"another's"), KEY)


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_what_nobody_made_opens_nothing_and_breaks_nothing(guess: str) -> None:
    for token in (guess, f"a1b2c3d4e5f6.{guess}", f"{guess}.{link_token('a1b2c3d4e5f6', KEY)}x"):
        with pytest.raises(NotFound):
            verified_moment_id(token, KEY)


@given(IDS, st.integers(0, 11), st.sampled_from(string.ascii_letters + string.digits))
def test_a_signature_with_one_letter_changed_opens_nothing(moment_id: str, at: int, letter: str) -> None:
    name, signature = link_token(moment_id, KEY).split(".")
    assume(signature[at] != letter)
    with pytest.raises(NotFound):
        verified_moment_id(f"{name}.{signature[:at]}{letter}{signature[at + 1 :]}", KEY)


@given(IDS, st.sampled_from([".", ",", ")", "!", '"', ""]))
def test_the_end_of_a_sentence_does_not_break_a_link(moment_id: str, mark: str) -> None:
    """Apps that make links of text take a last hyphen off, or a full stop along."""
    token = link_token(moment_id, KEY)
    assert verified_moment_id(token + mark, KEY) == moment_id
    assert verified_moment_id(token.rstrip("-_"), KEY) == moment_id


def test_a_page_is_shown_for_thirty_days_after_the_opening() -> None:
    assert VALID_MS == 30 * 24 * 60 * 60 * 1000
    assert not expired(5, 5 + VALID_MS - 1)
    assert expired(5, 5 + VALID_MS)
