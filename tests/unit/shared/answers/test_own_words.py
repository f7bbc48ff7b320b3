"""The words of a person that an answer repeats."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.answers.own_words import LENGTH, own_words


@pytest.mark.parametrize(
    ("words", "named", "quote"),
    [
        (
            "I came home. The whole kitchen was full of smoke! Never again.",
            ["smoke"],
            "The whole kitchen was full of smoke!",
        ),
        ("Hi all here. Is the blue kettle safe? Asking for my mother.", [], "Is the blue kettle safe?"),
        ("My kettle broke today, “great” quality", [], "My kettle broke today, 'great' quality"),
        ("no", [], ""),
        ("!!! ??? ...", [], ""),
        ("Your employees are racist", ["racist"], ""),
        ("You IDIOTS took our plane away", [], ""),
    ],
)
def test_the_sentence_that_names_the_concern_is_repeated_unless_it_insults(
    words: str, named: list[str], quote: str
) -> None:
    assert own_words(words, named) == quote


def test_a_long_sentence_is_cut_around_the_words_that_name_the_concern() -> None:
    long = f"{'we waited and ' * 12}then the cord of the kettle melted away before our eyes {'and so on ' * 12}"
    quote = own_words(long, ["melted"])
    assert quote.startswith("… ")
    assert quote.endswith(" …")
    assert "cord of the kettle melted away" in quote


@given(st.text(max_size=300), st.text(max_size=20))
def test_it_is_short_and_has_no_quotation_marks_of_its_own(words: str, named: str) -> None:
    quote = own_words(words, [named])
    assert len(quote) <= LENGTH + len("…  …")
    assert not set(quote) & set('“”"')
