"""The form below a public page: what is an answer, and what is refused with a reason for the reader."""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.intake.feedback.form import MAX_BYTES, Answer, answer_of
from shared.domain.errors import ForeshockError, InvalidInput, TooLarge
from shared.domain.response.feedback import MAX_TEXT


def form(**fields: str) -> str:
    return urlencode({"crisis": "c1", "helped": "yes", **fields})


def read(body: str | None, *, packed: bool = False) -> Answer:
    return answer_of({"body": body, "isBase64Encoded": packed})


def test_an_answer_is_read_as_a_browser_sends_it() -> None:
    assert read(form(helped="no", text="  a\r\nb ")) == Answer("c1", helped=False, text="a\nb")
    assert read(base64.b64encode(form().encode()).decode(), packed=True) == Answer("c1", helped=True, text="")


@pytest.mark.parametrize("text", ["I <3 you", "5 > 4 & 2<3", "a < b", "👩‍🔬 می‌خواهم", "x" * MAX_TEXT])
def test_hearts_comparisons_and_other_scripts_are_no_html(text: str) -> None:
    assert read(form(text=text)).text == text


@pytest.mark.parametrize("sign", ["x", "é", "語", "👍"])
def test_the_longest_text_of_any_script_fits(sign: str) -> None:
    assert len(form(text=sign * MAX_TEXT)) < MAX_BYTES
    assert read(form(text=sign * MAX_TEXT)).text == sign * MAX_TEXT


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (form(text="<b>bold</b>"), InvalidInput, r"has HTML \(<b"),
        (form(text="<script>alert(1)</script>"), InvalidInput, "has HTML"),
        (form(text="<!-- x"), InvalidInput, "has HTML"),
        (form(text="x" * 501), InvalidInput, "501 characters"),
        (form(text="x" * 1_000_000), TooLarge, "too long"),
        (form(text="a\u202eb"), InvalidInput, "hidden character"),
        (form(text="a\x00b"), InvalidInput, "hidden character"),
        ("crisis=c1&helped=yes&text=%ED%A0%80", InvalidInput, "not UTF-8"),
        ("crisis=c1&helped=yes&text=\ud800", InvalidInput, "hidden character"),
        ("&".join(f"a{number}=1" for number in range(50)), InvalidInput, "too many fields"),
        ("", InvalidInput, "Yes or No"),
        (None, InvalidInput, "Yes or No"),
        ("{}", InvalidInput, "Yes or No"),
        (form(helped="maybe"), InvalidInput, "Yes or No"),
        (form(crisis="c1#tally"), InvalidInput, "open the page again"),
    ],
)
def test_what_is_no_answer_is_refused_with_a_reason(body: str | None, kind: type[ForeshockError], words: str) -> None:
    with pytest.raises(kind, match=words):
        read(body)


@given(body=st.text(max_size=300), packed=st.booleans())
def test_no_body_makes_any_other_error(body: str, *, packed: bool) -> None:
    event: dict[str, Any] = {"body": body, "isBase64Encoded": packed}
    with suppress(InvalidInput):
        assert len(answer_of(event).text) <= MAX_TEXT
