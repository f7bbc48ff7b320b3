"""The themes of a post, and the phrases that show them."""

from __future__ import annotations

import pytest

from shared.domain.mentions.theme import Theme
from shared.intents.lexicon import phrase_lexicon
from shared.intents.themes import theme_matches
from tests.labelled_posts import f1, posts, theme_pairs

T = Theme


def themes(text: str) -> list[Theme]:
    return [match.theme for match in theme_matches(phrase_lexicon().match(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the charger caught fire on my desk", [T.SAFETY]),
        ("Acme recalls 40,000 heaters", [T.RECALL]),
        ("is the app down for everyone?", [T.OUTAGE]),
        ("my password was leaked in your data breach", [T.DATA_BREACH]),
        ("you charged me twice", [T.BILLING]),
        ("my parcel still hasn't arrived", [T.DELAY]),
        ("support never answers, they just ignore us", [T.SERVICE]),
        ("racist slogans on a shirt, really", [T.DISCRIMINATION]),
        ("they laid off half the company", [T.LAYOFFS]),
        ("a class action against the bank", [T.LEGAL]),
        ("#BoycottAcme", [T.BOYCOTT]),
        ("it broke after two days, such shoddy material", [T.QUALITY]),
        ("it burned my hand and I want a refund", [T.SAFETY, T.BILLING]),
        ("lovely day for a walk", []),
        ("", []),
    ],
)
def test_plain_words_show_each_theme(text: str, expected: list[Theme]) -> None:
    assert themes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "this phone is fire",
        "they are killing it",
        "that drop was sick",
        "I'm dying lol",
        "no outage here",
        "never had a data breach",
        "as far as I recall",
        "the update blew my mind",
        "leaked renders of the new phone",
        "zero hidden fees",
        "do older models have the same fault?",
        "they disabled replies",
    ],
)
def test_figures_of_speech_and_negated_problems_have_no_theme(text: str) -> None:
    assert themes(text) == []


def test_a_refund_that_is_refused_is_still_about_money() -> None:
    assert themes("no refund, not even a reply") == [T.BILLING, T.SERVICE]


def test_the_phrases_that_show_a_theme_are_listed() -> None:
    (match,) = theme_matches(phrase_lexicon().match("The Acme cord sparked and then the cable caught FIRE"))
    assert match.theme is T.SAFETY
    assert "caught fire" in match.why


def test_a_theme_has_a_display_name() -> None:
    assert T.DATA_BREACH.label == "data breach"


def test_themes_agree_with_labels_by_people_who_had_not_seen_the_rules() -> None:
    """Lower limits for the mean and for each theme, so that a change that breaks a theme is noticed."""
    found = posts("test")
    scores = {theme: f1(theme_pairs(found, theme)) for theme in Theme}
    assert sum(scores.values()) / len(scores) >= 0.59
    assert min(scores.values()) >= 0.38
