"""The language of a post: the channel's field decides, unless the script contradicts it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sentiment.language import is_english, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The kettle is broken and they do not answer", "en"),
        ("Der Wasserkocher ist kaputt und keiner antwortet auf die Mails", "de"),
        ("La bouilloire est en panne et le service ne répond pas", "fr"),
        ("El hervidor no funciona y el servicio no responde por la tarde", "es"),
        ("Il bollitore non funziona e il servizio non risponde, ma come mai", "it"),
        ("O aparelho não funciona e o serviço não responde para mim", "pt"),
        ("De waterkoker is niet goed en het duurt te lang voor een antwoord", "nl"),
        ("やかんが壊れた、返事もない", "ja"),
        ("水壶坏了,客服不回复", "zh"),
        ("주전자가 고장났어요", "ko"),
        ("Чайник сломался", "ru"),
        ("الغلاية مكسورة", "ar"),
        ("Ο βραστήρας χάλασε", "el"),
        ("הקומקום שבור", "he"),
        ("केतली टूट गई", "hi"),
        ("กาน้ำเสีย", "th"),
    ],
)
def test_without_a_field_the_words_or_the_script_decide(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("field", "language"), [("en", "en"), ("EN-gb", "en"), ("eng", "en"), ("pt_BR", "pt"), ("fr", "fr")]
)
def test_a_channels_own_field_comes_first(field: str, language: str) -> None:
    assert language_of("La la", field) == language


@pytest.mark.parametrize("field", ["und", "zxx", "qme", "qht", "english", "x", "", "\ud800", "12", "-"])
def test_a_field_that_names_no_language_is_ignored(field: str) -> None:
    assert language_of("The kettle is broken", field) == "en"


def test_the_script_overrules_a_field_that_contradicts_it() -> None:
    assert language_of("水壶坏了,客服不回复", "en") == "zh"


@pytest.mark.parametrize("text", ["", "👍👍", "https://der.die.das/und", "@und @der #die", "123"])
def test_an_unknown_language_counts_as_english(text: str) -> None:
    assert language_of(text) == ""
    assert is_english("")


@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=()), max_size=30))
def test_any_text_and_field_give_a_code_or_an_empty_string(text: str, field: str) -> None:
    code = language_of(text, field)
    assert code == "" or (code.isascii() and code.isalpha() and 2 <= len(code) <= 3)
