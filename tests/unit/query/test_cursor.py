"""A cursor works only with the query that it came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.query.paging.cursor import decode_cursor, encode_cursor
from shared.domain.errors import InvalidInput

KEY = b"a key"
FILTERS = st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=4)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=60), st.text(max_size=9), FILTERS)
def test_a_cursor_decodes_to_the_position_it_was_made_for(position: str, route: str, filters: dict[str, str]) -> None:
    assert decode_cursor(encode_cursor(position, route, filters, KEY), route, filters, [KEY]) == position


@given(FILTERS, FILTERS)
def test_a_cursor_is_refused_with_other_filters(mine: dict[str, str], other: dict[str, str]) -> None:
    cursor = encode_cursor("1#a", "/moments", mine, KEY)
    if mine != other:
        with pytest.raises(InvalidInput, match="other filters"):
            decode_cursor(cursor, "/moments", other, [KEY])


@given(st.integers(min_value=0), st.sampled_from("AQgw_-.z="))
def test_a_cursor_with_one_character_changed_is_refused(place: int, replacement: str) -> None:
    cursor = encode_cursor("1772373900000#abcdef", "/moments", {}, KEY)
    place %= len(cursor)
    changed = cursor[:place] + replacement + cursor[place + 1 :]
    if changed != cursor:
        with pytest.raises(InvalidInput):
            decode_cursor(changed, "/moments", {}, [KEY])


@given(st.text(max_size=600))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        decode_cursor(text, "/moments", {}, [KEY])


def test_a_cursor_of_another_key_is_refused() -> None:
    with pytest.raises(InvalidInput, match="older than the keys in use"):
        decode_cursor(encode_cursor("1#a", "/moments", {}, b"old"), "/moments", {}, [KEY])


def test_a_cursor_of_an_older_format_is_refused_with_that_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    cursor = encode_cursor("1#a", "/moments", {}, KEY)
    monkeypatch.setattr("functions.query.paging.cursor.VERSION", 2)
    with pytest.raises(InvalidInput, match="another version"):
        decode_cursor(cursor, "/moments", {}, [KEY])
