"""Texts that say nearly the same share a key, and accounts of a series share a bare name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.mentions.fingerprint import KEY_LENGTH, account_key, bare_name, wording, wording_key

POST = "The lid of my Acme kettle melted on day one, never buy this"
SPUN = ("melted", "broke", "burst"), ("never", "do not", "please stop and do not")


@pytest.mark.parametrize(
    "variant",
    [
        POST.upper() + "!!!",
        f"{POST} https://a.example/{'x' * 40}",
        f"@acme @ana {POST} 🔥🔥",
        f"RT @ben: {POST}",
        f"{POST} 4711",
        POST.replace("The lid", "𝗧𝗵𝗲 𝗹𝗶𝗱"),
        POST.replace(" ", "  ").replace(",", " -"),
    ],
    ids=["case", "link", "handles and emoji", "retweet", "number", "mathematical letters", "blanks"],
)
def test_what_a_flood_changes_does_not_change_the_key(variant: str) -> None:
    assert wording_key(variant) == wording_key(POST)


def test_other_words_have_other_keys() -> None:
    other = [
        "Is the new kettle safe for children under three years?",
        "Love how quiet it is, best purchase this winter",
        "Third week without any answer from your support team",
        "Anybody know where to find a spare lid",
    ]
    assert len({wording_key(text) for text in (POST, *other)}) == len(other) + 1


def test_a_spun_text_falls_into_a_few_wordings() -> None:
    """Two of its words are drawn from three each: nine texts, and as many posts of each."""
    texts = [POST.replace("melted", one).replace("never", two) for one in SPUN[0] for two in SPUN[1]]
    assert len({wording_key(text) for text in texts}) <= len(texts) / 2


@pytest.mark.parametrize("text", ["", "🔥", "4711", "https://a.example/1", "@acme", "..."])
def test_a_text_without_words_has_no_key(text: str) -> None:
    assert wording_key(text) == ""


@given(st.text(st.characters(max_codepoint=127), max_size=90))
def test_a_text_of_ascii_characters_has_the_words_that_it_has_beside_others(text: str) -> None:
    """They are found another way, which is sooner."""
    assert [*wording(text), "é"] == wording(f"{text} é")


@given(st.text(st.characters(exclude_categories=()), max_size=500))
def test_any_text_has_a_short_key(text: str) -> None:
    key = wording_key(text)
    assert len(key) == (KEY_LENGTH if wording(text) else 0)
    assert key.isascii()
    assert wording_key(text) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kettle_fan_0041", "KettleFan99"),
        ("@ana@social.example", "ana"),
        ("ana.bsky.social", "ana@social.example"),
        ("ana.bsky.social@bsky.brid.gy", "ana.bsky.social"),
        ("ana.social.example.ap.brid.gy", "@ana@social.example"),
        ("/u/ana", "ana"),
    ],
)
def test_accounts_of_a_series_or_of_one_person_share_a_bare_name(one: str, other: str) -> None:
    assert bare_name(one) == bare_name(other)


@pytest.mark.parametrize(("one", "other"), [("ana", "anna"), ("x1", "x2"), ("4711", "4712"), ("ab_1", "ab_2")])
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    """What is left without digits must be a name."""
    assert bare_name(one) != bare_name(other)


@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=80))
def test_any_name_has_a_bare_name(name: str) -> None:
    assert bare_name(name) == bare_name(name)


def test_an_unknown_author_has_no_key() -> None:
    assert account_key("") == ""
    assert account_key("1a2b3c4d") != account_key("1a2b3c4e")
