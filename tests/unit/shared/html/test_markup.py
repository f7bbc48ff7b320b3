"""Markup: a text from outside is shown as text and never becomes markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.query.html.sections import post_link
from shared.domain.text import clean_text
from shared.html.markup import Markup, element, join
from tests.unit.shared.html.reader import ANY_TEXT, NASTY, Reader


@given(ANY_TEXT | NASTY)
def test_any_text_stays_one_text_in_one_element(words: str) -> None:
    found = Reader(element("p", words))
    assert found.elements == [("p", {})]
    assert found.words == clean_text(words)


@given(ANY_TEXT | NASTY)
def test_any_value_stays_one_value_of_one_attribute(words: str) -> None:
    assert Reader(element("p", title=words)).elements == [("p", {"title": clean_text(words)})]


@given(ANY_TEXT | NASTY, ANY_TEXT | NASTY)
def test_joining_keeps_markup_and_escapes_the_rest(one: str, other: str) -> None:
    found = Reader(element("b", one) + other + join([other, element("i", one)]))
    assert [name for name, _ in found.elements] == ["b", "i"]
    assert found.words == clean_text(one + other + other + one)


@given(ANY_TEXT)
def test_any_text_can_be_encoded(words: str) -> None:
    Markup.escape(words).encode("utf-8")


def test_markup_is_escaped_once() -> None:
    assert Markup.escape(Markup.escape("<")) == "&lt;"
    assert isinstance(element("b", "x") + "<", Markup)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "http://plain.example/1",
        "//host.example/1",
        "https://",
        "https://user@bank.example/",
        "https://bank.example\\@evil.example/",
        "https://bank.example/\nx",
        "https://bank.example/a b",
        "https://bänk.example/",
        "https://[::1/",
        "https://a.example/" + "x" * 2_000,
        " https://a.example",
        "",
    ],
)
def test_only_a_plain_https_address_becomes_a_link(url: str) -> None:
    assert post_link(url) == ""


@given(ANY_TEXT | NASTY, st.sampled_from(["https://", "HTTPS://a.example/", "https://a.example/", "javascript:", ""]))
def test_a_link_is_an_https_link_with_safe_attributes_only(rest: str, start: str) -> None:
    elements = Reader(post_link(start + rest)).elements
    assert len(elements) <= 1
    for name, attributes in elements:
        assert name == "a"
        assert set(attributes) == {"href", "rel", "referrerpolicy"}
        assert (attributes["href"] or "").lower().startswith("https://")
        assert attributes["rel"] == "noopener nofollow noreferrer"
