"""Cleaning a post: each step by its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sentiment.cleaning import MAX_CHARACTERS, STEPS, changed_by, clean_post
from tests.unit.shared.call_count import count_calls

ANYTHING = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("\x00\ud800\u202e😡❤\ufe0f@#&;!?/.`'"), max_size=300
)
EXAMPLES = [
    ("entities", "love you &lt;3", "love you <3"),
    ("addresses", "late https://x.example/great?? again", "late again"),
    ("addresses", "late {link} again", "late again"),
    ("handles", "@united is late", "brandname is late"),
    ("handles", "@united@social.example is late", "brandname is late"),
    ("hashtags", "late #EpicFail", "late #Epic Fail"),
    ("hashtags", "#boycottbestbuy now", "#boycott brandname now"),
    ("brands", "BEST BUY opens at nine", "BRANDNAME opens at nine"),
    ("quotes", "it isn’t “good”", 'it isn\'t "good"'),
    ("quotes", "it isn`t good", "it isn't good"),
    ("selectors", "good job 👍🏽", "good job 👍"),
    ("emoji", "late😡again", "late 😡 again"),
    ("joined words", "slow/rude and bad...awful,late", "slow rude and bad awful, late"),
    ("joined words", "It broke.Support is no help.please fix it", "It broke. Support is no help. please fix it"),
    ("drawn-out words", "love <3333", "love <3"),
    ("drawn-out words", "I hateeeee this, hmmm", "I hate this, hmmm"),
]
BRAND = ("Best Buy",)


@pytest.mark.parametrize(("step", "before", "after"), EXAMPLES)
def test_a_step_does_what_its_name_says(step: str, before: str, after: str) -> None:
    assert clean_post(before, BRAND) == after
    assert step in changed_by(before, BRAND)


@pytest.mark.parametrize(("step", "before", "after"), EXAMPLES)
def test_a_step_that_is_left_out_changes_nothing(step: str, before: str, after: str) -> None:
    assert clean_post(before, BRAND, {step}) != after


def test_every_step_has_an_example() -> None:
    assert {step for step, _, _ in EXAMPLES} == set(STEPS)


@pytest.mark.parametrize(
    "plain", ["The kettle is broken.", "10/10 at 9:30, e.g. now", "a.b.c http", "mail me@x.example"]
)
def test_a_plain_text_stays_as_it_is(plain: str) -> None:
    assert clean_post(plain) == plain


@given(ANYTHING)
def test_any_text_can_be_cleaned_and_has_single_spaces(text: str) -> None:
    assert clean_post(text) == " ".join(clean_post(text).split())


@given(ANYTHING)
def test_changes_are_reported_by_the_names_of_steps(text: str) -> None:
    assert set(changed_by(text)) <= set(STEPS)


@pytest.mark.parametrize("hostile", ["@", "@a.-", "www.", "&lt;", "aaa ", "a/b...", "…a", "😡", "{link}", "`a"])
def test_characters_after_the_maximum_cost_no_work(hostile: str) -> None:
    whole, longer = hostile * (MAX_CHARACTERS // len(hostile) + 1), hostile * (8 * MAX_CHARACTERS // len(hostile))
    assert count_calls(lambda: clean_post(longer)) <= 1.02 * count_calls(lambda: clean_post(whole)) + 10
