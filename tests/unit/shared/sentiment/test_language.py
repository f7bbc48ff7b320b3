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


@pytest.mark.parametrize(
    "text",
    [
        "Moje konvice Kestro se po dvou dnech rozbila a podpora vůbec neodpovídá",
        "Min Kestro elkedel gik i stykker efter to dage og kundeservice svarer ikke",
        "Ấm Kestro của tôi hỏng sau hai ngày",
        "Vannkokeren min sluttet å virke etter to dager og ingen svarer",
        "Vedenkeitin hajosi kahdessa päivässä eikä kukaan vastaa",
        "A vízforralóm két nap után elromlott és senki nem válaszol",
        "Fierbătorul meu s-a stricat după două zile și nimeni nu răspunde",
        "nasira agad yung kettle ko after two days tapos walang sumasagot",
        "bhai do din me kharab ho gaya aur koi jawab nahi deta",
        "আমার কেস্ট্রো কেটলি দুই দিনেই নষ্ট হয়ে গেছে",
        "என் கெஸ்ட்ரோ கெட்டில் உடைந்துவிட்டது",
        "ჩემი კესტრო ორ დღეში გაფუჭდა",
        "የኔ ኬስትሮ በሁለት ቀን ተበላሸ",
        "ᎠᏆᏤᎵ ᎠᎹ ᎠᏓᏪᎳᎩᏍᎩ",
        "ខ្ញុំ\u200bបាន\u200bទិញ\u200bកំសៀវ",
    ],
)
def test_what_is_not_english_says_so_whatever_its_language(text: str) -> None:
    assert not is_english(language_of(text, names=("Kestro",)))


@pytest.mark.parametrize(
    "text",
    [
        "Kestro kettle broke, no reply from support",
        "I gotta get me a Kestro asap lol",
        "smh this app is trash fr",
        "Kestro x Überbrand collab café drop 🔥 tomorrow",
        "naïve of me to trust them again",
        "𝗧𝗵𝗶𝘀 kettle is a joke",
    ],
)
def test_english_stays_english_with_names_and_slang(text: str) -> None:
    assert is_english(language_of(text, names=("Kestro",)))


@pytest.mark.parametrize("text", ["", "👍👍", "https://der.die.das/und", "@und @der #die", "123"])
def test_an_unknown_language_counts_as_english(text: str) -> None:
    assert language_of(text) == ""
    assert is_english("")


@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=()), max_size=30))
def test_any_text_and_field_give_a_code_or_an_empty_string(text: str, field: str) -> None:
    code = language_of(text, field)
    assert code == "" or (code.isascii() and code.isalpha() and 2 <= len(code) <= 3)
