"""What is told of a statement: when, in which words, and beside the channels that it did not reach."""

from __future__ import annotations

import pytest

from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.effect.verdict import Answered, EffectVerdict, effects_of
from shared.effect.windows import LOOKS
from shared.messages.crisis.effect_words import (
    change_text,
    channels_text,
    effect_text,
    recognisable_text,
    shared_effect_text,
    verdict_text,
)
from tests.unit.shared.effect.courses import SAID, course, talk


def test_the_effect_is_told_at_half_an_hour_an_hour_and_three_hours() -> None:
    helped = course((10, 5), (4, 5))
    for minutes, looks in ((29, ()), (30, LOOKS[:1]), (179, LOOKS[:2]), (180, LOOKS)):
        (answered,) = effects_of([SAID], helped, SAID.published_ms + minutes * MINUTE_MS)
        assert tuple(effect.minutes for effect in answered.effects) == looks
    assert answered.verdict is EffectVerdict.HELPING
    assert verdict_text(answered) == "helping"


def test_a_statement_that_another_one_follows_says_so() -> None:
    second = SAID._replace(id="s2", published_ms=SAID.published_ms + 40 * MINUTE_MS)
    now_ms = SAID.published_ms + HOUR_MS
    first, last = effects_of([second, SAID], course((10, 5), (4, 5)), now_ms)
    assert (first.statement, last.statement) == (SAID, second)
    assert (first.next_ms, last.next_ms) == (second.published_ms, None)
    assert "that of both" in shared_effect_text(first)
    assert (shared_effect_text(last), last.verdict, verdict_text(last)) == ("", None, "too early to tell")


def test_the_latest_clear_verdict_counts() -> None:
    effects = effects_of([SAID], course((10, 5), (4, 5)), SAID.published_ms + 3 * HOUR_MS)[0].effects
    first, second, third = effects
    vague = third._replace(verdict=EffectVerdict.UNCLEAR)
    assert Answered(SAID, [first, second, vague], None).verdict is EffectVerdict.HELPING
    assert Answered(SAID, [vague], None).verdict is EffectVerdict.UNCLEAR


def test_the_words_have_the_figures() -> None:
    (answered,) = effects_of([SAID], course((10, 5), (4, 5)), SAID.published_ms + HOUR_MS)
    effect = answered.effects[-1]
    assert effect.estimate is not None
    assert effect_text(effect).startswith(
        "After 1 h: helping. 200 negative posts came; without the statement about 416 (285 to 619)"
    )
    assert change_text(effect) == "67% of the posts were negative before, 44% after; 15 a minute before, 9.0 after."
    few = effects_of([SAID], course((1, 0), (0, 0)), SAID.published_ms + HOUR_MS)[0].effects[-1]
    assert effect_text(few) == "After 1 h: unclear. There were only 0 posts to compare."
    assert change_text(few) == ""


def test_how_large_an_effect_must_be_is_told_from_the_start() -> None:
    (early,) = effects_of([SAID], course((10, 5), (4, 5)), SAID.published_ms)
    (small,) = effects_of([SAID], course((3, 3), (3, 3)), SAID.published_ms)
    assert early.recognisable_fall is not None
    assert small.recognisable_fall is not None
    assert early.recognisable_fall < small.recognisable_fall
    assert recognisable_text(early) == (
        f"With 900 posts in the hour before it, a fall of the negative ones by {early.recognisable_fall}% or more is "
        "mostly seen within an hour."
    )
    (tiny,) = effects_of([SAID], course((0, 1), (0, 1)), SAID.published_ms)
    assert tiny.recognisable_fall is None
    assert "no effect is recognised" in recognisable_text(tiny)
    assert recognisable_text(Answered(SAID, [], None)) == ""


def test_an_unclear_verdict_says_what_is_missed_in_so_few_posts() -> None:
    effect = effects_of([SAID], course((3, 3), (3, 3)), SAID.published_ms + HOUR_MS)[0].effects[-1]
    assert effect.verdict is EffectVerdict.UNCLEAR
    assert effect_text(effect).endswith(f"A fall of less than {effect.recognisable_fall}% often goes unseen.")


def test_the_channel_of_a_statement_is_compared_with_those_that_it_did_not_reach() -> None:
    course = talk({"bluesky": 6, "rss": 2, "x": 2}, {"bluesky": 3, "rss": 2, "x": 2})
    said = SAID._replace(channel="bluesky")
    (answered,) = effects_of([said], course, SAID.published_ms + HOUR_MS)
    found = answered.effects[-1].channels
    assert found is not None
    assert (found.reached.before, round(found.reached.after)) == (360, 180)
    assert (found.others.before, round(found.others.after)) == (240, 240)
    assert channels_text(found, "bluesky") == (
        "Negative posts an hour on bluesky: 360 before, 180 after (-50%). On the channels that it did not reach: "
        "240 before, 240 after (+0%)."
    )


@pytest.mark.parametrize("negative", [{"x": 9}, {"press": 9}, {}, {"press": 9, "x": 0}])
def test_a_statement_that_reaches_all_or_few_or_counters_of_an_older_version_have_no_such_comparison(
    negative: dict[str, int],
) -> None:
    (answered,) = effects_of([SAID], talk(negative, negative), SAID.published_ms + HOUR_MS)
    assert [effect.channels for effect in answered.effects] == [None, None]
    assert channels_text(answered.effects[-1].channels, SAID.channel) == ""
