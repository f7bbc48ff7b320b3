"""A public id is enough to find a mention, and nothing else is read as one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import parse_public_id, public_id_of
from shared.domain.time import MAX_TIME_MS


@given(st.integers(0, MAX_TIME_MS), st.text(min_size=1, max_size=40))
def test_a_public_id_gives_back_time_and_id_and_is_safe_in_an_address(at_ms: int, key: str) -> None:
    mention = Mention("acme", "rss", key, "x", at_ms, at_ms)
    text = public_id_of(mention)
    assert parse_public_id(text) == (at_ms, mention.id)
    assert re.fullmatch("[0-9a-f-]{36,38}", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0123456789abcdef012345",
        "1772373900000#0123456789abcdef012345",
        "1772373900000-0123456789ABCDEF012345",
        "177237390000-0123456789abcdef012345",
        "999999999999999-0123456789abcdef012345",
        "١٧٧٢٣٧٣٩٠٠٠٠٠-0123456789abcdef012345",
        "1772373900000-0123456789abcdef012345\n",
    ],
)
def test_nothing_else_is_read_as_one(text: str) -> None:
    assert parse_public_id(text) is None
