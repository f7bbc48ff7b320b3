"""HTML becomes the text a person reads, whatever it is made of and however long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.channels.html_text import html_to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("one<br>two<br />three", "one\ntwo\nthree"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<p>two<p>three", "one\ntwo\nthree"),
        (
            '<a href="x"><span class="invisible">https://www.</span><span>a.example/b</span></a>',
            "https://www.a.example/b",
        ),
        ('#<span>acme</span> by <span>@<a href="y">ana</a></span>\'s', "#acme by @ana's"),
        ("AT&amp;T &lt;b&gt; it&#x27;s &nbsp;here", "AT&T <b> it's \xa0here"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ('<img alt="a > b">after', "after"),
        ("<script>alert('<p>')</script>seen<style>p{}</style>", "seen"),
        ("<script>never ended", ""),
        ("<!-- note -->seen<!-- not ended", "seen"),
        ("<!DOCTYPE html><html><body>seen</body></html>", "seen"),
        ("<td>a</td><td>b</td>", "a\n\nb"),
        ("&#99999999999999999999999999; &#x110000; &#xD800;", "\ufffd \ufffd \ufffd"),
        ("", ""),
    ],
)
def test_markup_is_read_as_a_person_would(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", '<a b="', "<!", "<script>", "&#", "&", "<p>", "</", "x<y '", "\n \n"]
)
def test_a_megabyte_of_broken_markup_takes_a_moment(piece: str) -> None:
    """Linear time: a hundred times the length of what quadratic parsers choke on."""
    markup = piece * (1_000_000 // len(piece))
    began = time.process_time()
    html_to_text(markup)
    assert time.process_time() - began < 5


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_becomes_text(markup: str) -> None:
    assert isinstance(html_to_text(markup), str)


@given(st.text(alphabet="abc def.,!?", max_size=200))
def test_text_without_markup_only_loses_blanks(text: str) -> None:
    assert html_to_text(text).split() == text.split()
