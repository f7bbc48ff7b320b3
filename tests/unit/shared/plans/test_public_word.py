"""What counts as one word in public, and what as two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.time import MINUTE_MS
from shared.plans.plan import FIRST_WORD_STEP, SCOPE_STEP, UPDATES_STEP
from shared.plans.public_word import TOGETHER_MS, PublicWord, Tick, told_once
from shared.plans.table_top import Act, Played, StepTicked

SEEN = "We have seen your reports and are looking into it now. We will say more here within 20 minutes."
SHORT = "We have seen your reports and are looking into it."
SCOPE = "It is the K2 of 2025. Please unplug it; other kettles are safe."
PAGE = PublicWord(2, "", "public page", "Some kettles overheat")


def minutes(*words: PublicWord, ticks: tuple[Tick, ...] = ()) -> list[int]:
    """The minutes of the words; those given are in minutes too."""
    said = [word._replace(at_ms=word.at_ms * MINUTE_MS) for word in words]
    done = [tick._replace(at_ms=tick.at_ms * MINUTE_MS) for tick in ticks]
    return [at_ms // MINUTE_MS for at_ms in told_once(said, done)]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (PublicWord(2, SEEN, "website"), [0]),
        (PublicWord(2, SHORT, "website"), [0]),
        (PAGE, [0]),
        (PAGE._replace(text=SHORT), [0]),
        (PAGE._replace(text=SCOPE), [0, 2]),
        (PublicWord(2, SCOPE, "website"), [0, 2]),
        (PublicWord(2, SHORT, "x"), [0, 2]),
        (PublicWord(6, SEEN, "website"), [0, 6]),
    ],
    ids=[
        "on two channels",
        "a short form elsewhere",
        "the page under a headline",
        "the page with the same",
        "the page with something else",
        "something else on another channel",
        "something else on the same channel",
        "again after six minutes",
    ],
)
def test_one_text_on_two_channels_at_about_the_same_time_is_one_word(other: PublicWord, expected: list[int]) -> None:
    assert minutes(PublicWord(0, SEEN, "x"), other) == expected
    assert minutes(other, PublicWord(0, SEEN, "x")) == expected, "their order does not matter"


def test_the_page_that_says_something_new_under_its_headline_is_another_word_and_a_new_promise_is_none() -> None:
    assert minutes(PAGE, PAGE._replace(at_ms=5, text=SCOPE)) == [2, 5]
    assert minutes(PAGE, PAGE._replace(at_ms=5)) == [2]


def test_a_text_that_a_note_has_cut_is_compared_as_far_as_it_goes() -> None:
    assert minutes(PublicWord(0, SEEN, "x"), PublicWord(1, f"{SEEN[:60]}…", "website")) == [0]


def test_a_step_that_is_ticked_off_tells_of_the_word_that_it_asks_for() -> None:
    said = PublicWord(1, SEEN, "x")
    assert minutes(said, ticks=(Tick(3, FIRST_WORD_STEP),)) == [1]
    assert minutes(said, ticks=(Tick(3, SCOPE_STEP),)) == [1, 3], "nothing else was recorded that says the scope"
    assert minutes(said, PublicWord(8, SCOPE, "x"), ticks=(Tick(9, SCOPE_STEP),)) == [1, 8]
    assert minutes(said, ticks=(Tick(30, FIRST_WORD_STEP),)) == [1, 30]


def test_two_who_tell_of_one_update_in_an_exercise_tell_of_one_word() -> None:
    done = [StepTicked(step, at * MINUTE_MS, "ana") for step, at in ((FIRST_WORD_STEP, 3), (SCOPE_STEP, 4))]
    updates = StepTicked(UPDATES_STEP, 30 * MINUTE_MS, "ana")
    said = [Act(at * MINUTE_MS, "ben") for at in (31, 50)]
    assert [at // MINUTE_MS for at in Played([*done, updates], said).words_ms] == [3, 4, 30, 50]


@given(st.lists(st.builds(PublicWord, st.integers(0, 60), st.sampled_from([SEEN, SCOPE, ""]), st.sampled_from("xy"))))
def test_the_first_word_always_counts_and_every_word_is_near_one_that_counts(words: list[PublicWord]) -> None:
    kept = minutes(*words)
    assert kept[:1] == sorted(word.at_ms for word in words)[:1]
    assert all(any(0 <= word.at_ms - at <= TOGETHER_MS // MINUTE_MS for at in kept) for word in words)
