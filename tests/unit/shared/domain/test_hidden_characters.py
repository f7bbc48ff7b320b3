"""Characters that nobody sees are found in names, and those that a script or an emoji needs are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.hidden_characters import hidden_character

HIDDEN = [
    *("\x00", "\t", "\n", "\x1b", "\x7f", "\x85", "\xad", "\u034f", "\u061c", "\u180e", "\u200b", "\u200e", "\u200f"),
    *("\u2028", "\u202a", "\u202e", "\u2060", "\u2063", "\u2066", "\u2069", "\u206a", "\u3164", "\uffa0", "\ufeff"),
    *("\ufff9", "\ud800", "\udfff", "\ue000", "\u2800", "\U000e0041"),
]


@pytest.mark.parametrize("sign", HIDDEN)
@pytest.mark.parametrize("name", ["Ac{}me", "{}Acme", "Acme{}", "می{}خواهم"])
def test_a_hidden_character_is_found_and_named(sign: str, name: str) -> None:
    found = hidden_character(name.format(sign))
    assert found is not None
    assert found.startswith(f"U+{ord(sign):04X}")
    assert found.isprintable()


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
@pytest.mark.parametrize("name", ["Ac{}me", "{}می", "می{}", "Å{}Ö", "Аб{}в", "می{} خواهم", "می{0}{0}خواهم"])
def test_a_joiner_that_joins_nothing_is_hidden(joiner: str, name: str) -> None:
    assert hidden_character(name.format(joiner)) is not None


@pytest.mark.parametrize(
    "name",
    [
        "می\u200cخواهم",
        "क्\u200dष",
        "ශ්\u200dරී",
        "👩\u200d🔬 Labs",
        "❤\ufe0f\u200d🔥",
        "👩🏽\u200d🚀",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "Crème Brûlée & Søn ™",
        "東京エレクトロン",
        "שלום",
        "e\u0301clair",
        "1️⃣",
    ],
)
def test_names_of_the_world_are_not(name: str) -> None:
    assert hidden_character(name) is None


@given(st.text(max_size=40))
def test_what_is_accepted_can_be_encoded_and_printed_on_one_line(name: str) -> None:
    if hidden_character(name) is None:
        assert name.encode().decode() == name
        assert len(name.splitlines()) <= 1
