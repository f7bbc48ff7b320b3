"""Text from outside is made safe for every store, and cut to size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.text import clean_text, digest, truncate

ANYTHING = st.text(st.characters(exclude_categories=()) | st.sampled_from("\x00\ud800\udfff\u202e\u200b\u200d👩"))


@given(ANYTHING)
def test_cleaning_once_is_enough_and_makes_text_that_utf8_can_encode(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert clean.encode().decode() == clean


@given(ANYTHING)
def test_cleaning_only_removes(text: str) -> None:
    letters = iter(text)
    assert all(letter in letters for letter in clean_text(text))


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\x7f", "\x85", "\ud800", "\u202e", "\u2066", "\u200b", "\ufeff"])
def test_what_hides_reorders_or_breaks_text_is_removed(mark: str) -> None:
    assert clean_text(f"a{mark}b") == "ab"


@pytest.mark.parametrize("text", ["a\tb\nc", "👩\u200d👧 ❤\ufe0f", "שלום", "مرحبا", "न\u093f", "e\u0301"])
def test_what_people_write_stays(text: str) -> None:
    """Joiners and variation selectors belong to emoji; right-to-left letters are letters."""
    assert clean_text(text) == text


@given(st.text(), st.integers(-3, 200))
def test_truncating_never_exceeds_the_size_nor_splits_a_character(text: str, size: int) -> None:
    short = truncate(text, size)
    assert len(short.encode()) <= max(0, size)
    assert text.startswith(short)


@given(st.text(), st.integers(0, 200))
def test_truncating_keeps_all_that_fits(text: str, size: int) -> None:
    short = truncate(text, size)
    following = text[len(short) : len(short) + 1]
    assert short == text or len((short + following).encode()) > size


@given(ANYTHING, st.integers(1, 64))
def test_a_shorter_digest_is_the_start_of_a_longer_one(text: str, length: int) -> None:
    assert len(digest(text, length)) == length
    assert digest(text, 64).startswith(digest(text, length))
    assert digest(text).isalnum()
