"""Quotes of strangers: short, on one line, and without anything to tap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.moments.moment import Sample
from shared.messages.quote import quotable_samples, safe_text, shorten

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=300)


@given(ANY_TEXT, st.integers(2, 100))
def test_a_shortened_text_is_a_beginning_with_an_ellipsis_and_never_longer(text: str, length: int) -> None:
    short = shorten(text, length)
    assert len(short) <= length
    assert short == text or text.startswith(short.removesuffix("…"))


def test_a_text_is_cut_between_words_unless_that_loses_half_of_it() -> None:
    assert shorten("the cord melted", 15) == "the cord melted"
    assert shorten("the cord melted", 14) == "the cord…"
    assert shorten("the cord melted", 9) == "the cord…"
    assert shorten("the incomprehensible", 10) == "the incom…"


@given(ANY_TEXT)
def test_a_safe_text_is_one_line_and_has_nothing_to_tap(text: str) -> None:
    safe = safe_text(text)
    assert safe == " ".join(safe.split())
    assert "@" not in safe
    assert "://" not in safe


def test_only_the_first_six_hundred_characters_of_a_post_are_read() -> None:
    assert safe_text("x" * 10_000) == "x" * 600


def test_a_letter_keeps_two_combining_marks_of_a_stack() -> None:
    stack = "\u0334\u0335\u0336\u0337\u0338"
    assert safe_text(f"x{stack}yz") == f"x{stack[:2]}yz"


def test_sentences_are_quoted_before_single_words_and_nothing_twice() -> None:
    posts = ["Awful", "So bad", "The cord melted overnight", "the CORD melted overnight", "https://evil.example"]
    quotes = [words for words, _ in quotable_samples(Sample(post, "rss") for post in posts)]
    assert quotes == ["The cord melted overnight", "Awful", "So bad"]
    assert quotable_samples([Sample("It melted again", "rss"), Sample("Bad", "rss")])[0][0] == "It melted again"
