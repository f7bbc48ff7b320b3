"""The enrichment of a post: its sentiment, intent and themes together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.mentions.theme import Theme
from shared.domain.moments.moment import Sample
from shared.enrichment import TOGETHER, enrich, enrich_all
from shared.intents.intent import NO_INTENT, IntentKind
from shared.messages.theme_texts import theme_summary
from shared.sentiment.brand_context import BrandContext, PostText
from shared.sentiment.score import sentiment_of

ANYTHING = st.text(st.characters(exclude_categories=()) | st.sampled_from("\x00\ud800\u202e😡#@&;?'"), max_size=300)


@given(ANYTHING)
def test_any_text_can_be_enriched_and_always_with_the_same_result(text: str) -> None:
    found = enrich(text, ("Acme",))
    assert found == enrich(text, ("Acme",))
    assert found.sentiment == sentiment_of(text, ("Acme",))
    assert 0.0 <= found.intent.complaint <= 1.0


def test_posts_enriched_together_have_the_results_of_each_one_by_itself() -> None:
    kinds = [
        PostText("@acmehq my kettle caught FIRE, is it safe?", "en", BrandContext(("Acme",))),
        PostText("der Deckel ist nicht gut, wo ist mein Geld?", "de"),
        PostText("[deleted]"),
        PostText("my kettle is far from good", "", BrandContext(("Kettle",), {"kettle": -2.0})),
        PostText("I love it \U0001f60d", "en-GB"),
    ]
    posts = [post._replace(text=f"{post.text}{place}") for place in range(TOGETHER) for post in kinds]
    alone = [enrich(post.text, post.brand.words, post.language, lexicon=post.brand.lexicon) for post in posts]
    assert enrich_all(posts) == alone
    assert enrich_all([]) == []


def test_a_post_that_is_not_english_has_no_intent_and_no_themes() -> None:
    found = enrich("der Deckel ist nicht gut, wo ist mein Geld?", language="de")
    assert (found.intent, found.themes) == (NO_INTENT, ())


@pytest.mark.parametrize("curly", ["It isn\u2019t safe, I\u2019m scared"])
def test_curly_quotes_change_nothing(curly: str) -> None:
    straight = enrich(curly.replace("\u2019", "'"))
    assert (enrich(curly).themes, enrich(curly).intent) == (straight.themes, straight.intent)


def test_the_brands_own_name_shows_no_theme() -> None:
    assert enrich("Recall Ltd is hiring", ("Recall Ltd", "recall")).themes == ()


def test_a_post_of_a_crisis_gets_its_theme_and_intent() -> None:
    found = enrich("@acmehq the cord of my kettle MELTED and caught fire!! Is it safe to use the other?", ("Acme",))
    assert found.themes[0].theme is Theme.SAFETY
    assert found.intent.question
    assert found.intent.kind in (IntentKind.COMPLAINT, IntentKind.QUESTION)


@given(st.dictionaries(st.sampled_from([*Theme, "unknown"]), st.integers(-3, 10**6)), ANYTHING)
def test_the_summary_of_themes_is_one_line_without_links(themes: dict[str, int], text: str) -> None:
    line = theme_summary(themes, [Sample(text, "rss")])
    assert "\n" not in line
    assert "http" not in line
    assert "unknown" not in line
