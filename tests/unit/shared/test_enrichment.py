"""All that is told of a post, at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.theme import Theme
from shared.enrichment import enrich
from shared.intents.intent import NO_INTENT, IntentKind
from shared.messages.theme_texts import theme_summary
from shared.sentiment.score import sentiment_of

ANYTHING = st.text(st.characters(exclude_categories=()) | st.sampled_from("\x00\ud800\u202e😡#@&;?'"), max_size=300)


@given(ANYTHING)
def test_any_text_is_told_of_and_twice_the_same(text: str) -> None:
    told = enrich(text, ("Acme",))
    assert told == enrich(text, ("Acme",))
    assert told.sentiment == sentiment_of(text, ("Acme",))
    assert 0.0 <= told.intent.complaint <= 1.0


def test_what_is_not_english_has_a_language_and_nothing_else() -> None:
    told = enrich("der Deckel ist nicht gut, wo ist mein Geld?", language="de")
    assert (told.intent, told.themes) == (NO_INTENT, ())


@pytest.mark.parametrize("curly", ["It isn\u2019t safe, I\u2019m scared"])
def test_curly_quotes_change_nothing(curly: str) -> None:
    straight = enrich(curly.replace("\u2019", "'"))
    assert (enrich(curly).themes, enrich(curly).intent) == (straight.themes, straight.intent)


def test_the_brands_own_name_tells_nothing() -> None:
    assert enrich("Recall Ltd is hiring", ("Recall Ltd", "recall")).themes == ()


def test_the_demos_posts_of_a_crisis_are_understood() -> None:
    told = enrich("@acmehq the cord of my kettle MELTED and caught fire!! Is it safe to use the other?", ("Acme",))
    assert told.themes[0].theme is Theme.SAFETY
    assert told.intent.question
    assert told.intent.kind in (IntentKind.COMPLAINT, IntentKind.QUESTION)


@given(st.dictionaries(st.sampled_from([*Theme, "unknown"]), st.integers(-3, 10**6)), ANYTHING)
def test_what_people_speak_of_is_one_safe_line(themes: dict[str, int], text: str) -> None:
    from shared.domain.moment import Sample  # noqa: PLC0415 - beside its only use

    line = theme_summary(themes, [Sample(text, "rss")])
    assert "\n" not in line
    assert "http" not in line
    assert "unknown" not in line
