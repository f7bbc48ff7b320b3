"""A brand is found where it is named as a word, and nowhere else."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.brand import SLUG, Brand
from shared.domain.words import contains_any, plain_letters, replace_words, word_pattern

WORDS = st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=5).map(tuple)


def is_visible(word: str) -> bool:
    return bool(plain_letters(unicodedata.normalize("NFKC", word)).strip())


@given(WORDS, st.text())
def test_any_words_make_a_pattern_for_any_text(words: tuple[str, ...], text: str) -> None:
    assert isinstance(contains_any(words, text), bool)


@given(WORDS)
def test_a_word_is_found_between_spaces(words: tuple[str, ...]) -> None:
    assert contains_any(words, f"the {words[0]} again") or not is_visible(words[0])


@pytest.mark.parametrize("text", ["I like ACME!", "#acme", "(acme)", "acme's kettle", "try @acmehq now", "acme"])
def test_a_brand_is_named_whatever_is_around_it(text: str) -> None:
    assert Brand("acme", "Acme", aliases=("@acmehq",)).named_in(text)


@pytest.mark.parametrize("text", ["acmeism", "macme", "@acmehqs", "a cme", ""])
def test_a_part_of_a_word_does_not_name_a_brand(text: str) -> None:
    assert not Brand("acme", "Acme", aliases=("@acmehq",)).named_in(text)


def test_the_longest_alias_is_masked_as_a_whole() -> None:
    assert word_pattern(("Best", "Best Buy")).sub("X", "best buy, the best") == "X, the X"


@pytest.mark.parametrize("name", ["Ann's", "Ann’s"])
def test_straight_and_curly_apostrophes_are_the_same(name: str) -> None:
    assert Brand("anns", name).named_in("the kettle of ann’s leaks")
    assert Brand("anns", name).named_in("the kettle of ANN'S leaks")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ケストロ", "新しいケストロが燃えた"),
        ("ケストロ", "ｹｽﾄﾛが壊れた"),
        ("Kestro", "Kestroの発火事故、2人けが"),
        ("Kestro", "最新Kestro水壶爆炸"),
        ("小米", "我买的小米手机坏了"),
        ("삼성", "삼성은 왜 답이 없나요"),
        ("삼성", "삼성에서 환불을 거부했다"),
        ("Kestro", "Kestro는 불이 났어요"),
        ("เคสโตร", "กาต้มน้ำเคสโตรระเบิด"),
        ("Kestro", "กาKestroระเบิด"),
        ("Kestro", "Ｋｅｓｔｒｏ fails"),
        ("Kestro", "Kestró fails"),
        ("Nestlé", "nestle recalls"),
        ("Nestlé", "Nestlé recalls"),
        ("Nestle", "NESTLÉ recalls"),
        ("Ørsted", "ORSTED shares fall"),
        ("Orsted", "ørsted shares fall"),
        ("Straße & Söhne", "STRASSE & SOHNE closes"),
        ("Coca-Cola", "Coca‑Cola tastes odd"),
        ("Best Buy", "Best Buy closes"),
        ("Яндекс", "ЯНДЕКС не работает"),
        ("Ørsted", "#boycott #DropOrsted"),
        ("Kestro", "#BoycottKestro"),
        ("Kestro", "Kes­tro is down"),
    ],
)
def test_a_name_is_found_in_any_script_and_however_it_is_composed(name: str, text: str) -> None:
    assert Brand("x", name).named_in(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Kestro", "Kestrow is a bird"),
        ("Kestro", "the kestrels"),
        ("Kestro", "Ekestro"),
        ("Kestro", "Kestró2"),
        ("Kestro", "kestrо́в"),
        ("ケストロ", "ケストロンが出た"),
        ("ケストロ", "アケストロ"),
        ("삼성", "대삼성초등학교"),
        ("삼성", "삼성동에 갑니다"),
        ("राम", "रामायण पढ़ो"),
        ("Яндекс", "Яндексология"),
        ("Kestro", "#kestrowatch"),
    ],
)
def test_another_word_that_contains_a_name_is_not_the_name(name: str, text: str) -> None:
    assert not Brand("x", name).named_in(text)


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        ("Ørsted", "I love ørsted’s app…", "I love X’s app…"),
        ("Nestlé", "Nestlé is late", "X is late"),
        ("Kestro", "新しいKestroが", "新しいXが"),
        ("Kestro", "Kestrow stays", "Kestrow stays"),
    ],
)
def test_a_name_is_replaced_in_any_script(name: str, text: str, masked: str) -> None:
    assert replace_words((name,), lambda _: "X", text) == masked


def test_a_brand_without_words_is_named_by_nothing() -> None:
    assert not Brand("x", "  ").named_in("anything at all")


def test_regular_expressions_in_a_brands_name_are_plain_words() -> None:
    assert Brand("c", "C++ (beta).*").named_in("I use c++ (beta).* daily")
    assert not contains_any((".*",), "anything")


@pytest.mark.parametrize("slug", ["a", "acme", "a-1", "0", "a" * 40])
def test_valid_slugs(slug: str) -> None:
    assert SLUG.fullmatch(slug)


@pytest.mark.parametrize("slug", ["", "-a", "a-", "A", "a_b", "a#b", "a b", "ä", "a" * 41, "a\n"])
def test_invalid_slugs(slug: str) -> None:
    assert not re.fullmatch(SLUG, slug)
