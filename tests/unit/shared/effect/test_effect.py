"""What a statement changed: laws of the estimate, its verdicts and how often they are wrong on simulated crises."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.simulation.answered_crisis import draw_crisis
from shared.domain.mentions.tally import Tally
from shared.domain.response.statement import Statement
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.effect.estimate import Z, estimate
from shared.effect.verdict import Answered, EffectVerdict, effects_of, verdict_of
from shared.effect.windows import LOOKS, SPREAD_MS, Around, Course, Posts, posts_around
from shared.messages.effect_words import change_text, effect_text, shared_effect_text, verdict_text

CALM = Posts(180, 18, 72)
BEFORE = Posts(60, 600, 300)
BEGAN = 10 * HOUR_MS
SAID = Statement("s1", "acme", "c1", "We look into it.", "press", BEGAN + HOUR_MS, "ana", BEGAN + HOUR_MS)


def after(negative: float, other: float) -> Around:
    return Around(Posts(180, 0, 0), BEFORE, Posts(50, round(negative), round(other)))


def course(before: tuple[int, int], later: tuple[int, int], said_ms: int = SAID.published_ms) -> Course:
    """An hour of ordinary talk, then negative and other posts a minute before and after a statement."""
    counted = []
    for at_ms in range(BEGAN - HOUR_MS, said_ms + 4 * HOUR_MS, MINUTE_MS):
        negative, other = (0, 1) if at_ms < BEGAN else before if at_ms < said_ms else later
        counted.append((at_ms, Tally(mentions=negative + other, scored=negative + other, negative=negative)))
    return Course(counted, BEGAN - HOUR_MS, BEGAN)


@given(st.floats(0.2, 1.0))
def test_a_crisis_that_ebbs_alike_in_all_its_posts_has_no_effect(ebb: float) -> None:
    found = estimate(after(500 * ebb, 250 * ebb))
    assert found is not None
    assert found.log_ratio == pytest.approx(0, abs=0.05)
    assert verdict_of(found, 60) is not EffectVerdict.HELPING


@given(st.integers(30, 600), st.integers(30, 600))
def test_the_expected_posts_lie_in_their_interval_and_fewer_negative_posts_never_look_worse(one: int, two: int) -> None:
    fewer, more = (estimate(after(count, 200)) for count in sorted((one, two)))
    assert fewer is not None
    assert more is not None
    assert fewer.expected_low < fewer.expected < fewer.expected_high
    assert fewer.change <= more.change
    assert fewer.expected == more.expected


def test_more_other_posts_than_before_are_no_proof_of_calm() -> None:
    calm, echoed = estimate(after(480, 250)), estimate(after(480, 2_000))
    assert calm is not None
    assert echoed is not None
    assert echoed.log_ratio < calm.log_ratio
    assert (verdict_of(calm, 60), verdict_of(echoed, 60)) == (EffectVerdict.UNCLEAR, EffectVerdict.UNCLEAR)


def test_ordinary_talk_is_taken_off_before_anything_is_compared() -> None:
    busy = Posts(180, 360, 1_440)  # two negative and eight other posts a minute
    found = estimate(Around(busy, Posts(60, 600 + 120, 300 + 480), Posts(50, 250 + 100, 125 + 400)))
    assert found is not None
    assert found.change == pytest.approx(0, abs=0.03)
    assert found.expected == pytest.approx(350, rel=0.03)


@pytest.mark.parametrize(
    "around",
    [
        Around(CALM, Posts(20, 15, 14), Posts(50, 50, 50)),
        Around(CALM, BEFORE, Posts(20, 15, 14)),
        Around(CALM, Posts(60, 7, 25), Posts(50, 20, 20)),
        Around(CALM, Posts(0, 0, 0), Posts(50, 20, 20)),
        Around(Posts(0, 0, 0), Posts(60, 60, 0), Posts(50, 30, 0)),
    ],
)
def test_too_few_posts_or_hardly_more_than_normal_are_unclear(around: Around) -> None:
    assert estimate(around) is None
    assert verdict_of(None, 180) is EffectVerdict.UNCLEAR


@pytest.mark.parametrize(
    ("negative", "minutes", "verdict"),
    [
        (170, 60, EffectVerdict.HELPING),
        (420, 60, EffectVerdict.UNCLEAR),
        (900, 30, EffectVerdict.UNCLEAR),  # too early to give up
        (900, 60, EffectVerdict.NOT_HELPING),
    ],
)
def test_the_verdict_follows_from_the_interval(negative: int, minutes: int, verdict: EffectVerdict) -> None:
    assert verdict_of(estimate(after(negative, 230)), minutes) is verdict


def test_posts_of_the_first_minutes_and_those_before_the_last_statement_are_not_compared() -> None:
    around = posts_around(course((10, 5), (1, 1)), SAID.published_ms, 30, SAID.published_ms - 20 * MINUTE_MS)
    assert around.before == Posts(20, 200, 100)
    assert around.after == Posts(30 - SPREAD_MS // MINUTE_MS, 20, 20)
    assert around.normal == Posts(60, 0, 60)


def test_the_effect_is_told_at_half_an_hour_an_hour_and_three_hours() -> None:
    helped = course((10, 5), (4, 5))
    for minutes, looks in ((29, ()), (30, LOOKS[:1]), (179, LOOKS[:2]), (180, LOOKS)):
        (answered,) = effects_of([SAID], helped, SAID.published_ms + minutes * MINUTE_MS)
        assert tuple(effect.minutes for effect in answered.effects) == looks
    assert answered.verdict is EffectVerdict.HELPING
    assert verdict_text(answered) == "helping"


def test_a_statement_that_another_one_follows_says_so() -> None:
    second = replace(SAID, id="s2", published_ms=SAID.published_ms + 40 * MINUTE_MS)
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
        "After 1 h: helping. 200 negative posts came; without the statement about 500 ("
    )
    assert change_text(effect) == "67% of the posts were negative before, 44% after; 15 a minute before, 9.0 after."
    few = effects_of([SAID], course((1, 0), (0, 0)), SAID.published_ms + HOUR_MS)[0].effects[-1]
    assert effect_text(few) == "After 1 h: unclear. There were only 0 posts to compare."
    assert change_text(few) == ""


def test_on_simulated_crises_a_statement_without_effect_is_seldom_called_helping() -> None:
    helping = 0
    for seed in range(200):
        rng = random.Random(seed)  # noqa: S311 - a simulation
        crisis = draw_crisis(rng)
        found = crisis.course(rng, effect=0.0, echo=0.1 * (seed % 2))
        around = [posts_around(found, found.began_ms + crisis.said * MINUTE_MS, minutes) for minutes in LOOKS]
        helping += EffectVerdict.HELPING in map(verdict_of, map(estimate, around), LOOKS)
    assert helping <= 0.05 * 200


def test_an_interval_covers_no_effect_as_often_as_it_says() -> None:
    covered = compared = 0
    for seed in range(200):
        rng = random.Random(seed)  # noqa: S311 - a simulation
        crisis = draw_crisis(rng)
        found = crisis.course(rng, effect=0.0, echo=0.0)
        guess = estimate(posts_around(found, found.began_ms + crisis.said * MINUTE_MS, 60))
        if guess:
            compared += 1
            covered += abs(guess.log_ratio) <= Z * guess.error
    assert covered / compared >= 0.93
