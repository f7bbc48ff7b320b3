"""What a statement changed: laws of the estimate, its verdicts and how often they are wrong on simulated crises."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.simulation.answered_crisis import draw_crisis
from shared.domain.mentions.tally import Tally
from shared.domain.response.statement import Statement
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.effect.estimate import Z_INTERVAL, Estimate, estimate
from shared.effect.recognisable import Z_HELPING, smallest_fall
from shared.effect.verdict import Answered, EffectVerdict, effects_of, verdict_of
from shared.effect.windows import LOOKS, SPREAD_MS, Around, Course, Posts, Span, posts_around
from shared.messages.crisis.effect_words import (
    change_text,
    channels_text,
    effect_text,
    recognisable_text,
    shared_effect_text,
    verdict_text,
)

CALM = Posts(180, 18, 72)
BEFORE = Posts(60, 600, 300)
NOTHING = Posts(180, 0, 0)
BEGAN = 10 * HOUR_MS
SAID = Statement("s1", "acme", "c1", "We look into it.", "press", BEGAN + HOUR_MS, "ana", BEGAN + HOUR_MS)


def around(before: Posts, later: Posts, normal: Posts = NOTHING) -> Around:
    """All posts of the hour before in one span, and those from ten minutes after the statement on in another."""
    spans = [Span(-before.minutes, 0, before), Span(10, 10 + later.minutes, later)]
    busiest = max(posts.scored / posts.minutes for posts in (before, later) if posts.minutes)
    return Around(normal, before, later, [span for span in spans if span.posts.minutes], busiest)


def after(negative: float, other: float) -> Around:
    return around(BEFORE, Posts(50, round(negative), round(other)))


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
    assert abs(found.fits.against(0.0)) < Z_INTERVAL
    assert verdict_of(found, 60) is not EffectVerdict.HELPING


@given(st.integers(30, 600), st.integers(30, 600))
def test_the_expected_posts_lie_in_their_interval_and_fewer_negative_posts_never_look_worse(one: int, two: int) -> None:
    fewer, more = (estimate(after(count, 200)) for count in sorted((one, two)))
    assert fewer is not None
    assert more is not None
    assert fewer.expected_low < fewer.expected < fewer.expected_high
    assert fewer.fits.against(0.0) <= more.fits.against(0.0)


def test_a_few_more_other_posts_than_before_are_no_proof_of_calm() -> None:
    calm, repeated = (estimate(after(480, other)) for other in (250, 290))
    assert calm is not None
    assert repeated is not None
    assert (verdict_of(calm, 60), verdict_of(repeated, 60)) == (EffectVerdict.UNCLEAR, EffectVerdict.UNCLEAR)
    low, high = repeated.fits.interval(Z_INTERVAL)
    assert low < 0 < high


def test_what_comes_at_once_and_fades_only_repeats_the_statement_and_what_stays_is_an_effect() -> None:
    def found(*negative_and_other: tuple[int, int]) -> float:
        spans = [Span(-60, 0, BEFORE)]
        for (start, end), counts in zip(((0, 10), (10, 30), (30, 60)), negative_and_other, strict=True):
            spans.append(Span(start, end, Posts(end - start, *counts)))
        guess = estimate(around(BEFORE, Posts(50, 400, 250))._replace(spans=spans))
        assert guess is not None
        return guess.fits.against(0.0)

    faded = found((100, 50 + 14), (200, 100 + 20), (300, 150 + 17))
    stayed = found((80, 50), (120, 100), (160, 150))
    assert stayed < -Z_HELPING[60] < faded


def test_ordinary_talk_is_taken_off_before_anything_is_compared() -> None:
    busy = Posts(180, 360, 1_440)  # two negative and eight other posts a minute
    ebbing = around(Posts(60, 600 + 120, 300 + 480), Posts(50, 250 + 100, 125 + 400), busy)
    quiet = around(Posts(60, 600, 300), Posts(50, 250, 125))
    with_talk, without = estimate(ebbing), estimate(quiet)
    assert with_talk is not None
    assert without is not None
    assert with_talk.change == pytest.approx(without.change, abs=0.05)
    assert with_talk.expected == pytest.approx(without.expected + 100, rel=0.05)


@pytest.mark.parametrize(
    ("before", "later", "normal"),
    [
        (Posts(20, 15, 14), Posts(50, 50, 50), CALM),
        (BEFORE, Posts(20, 15, 14), CALM),
        (Posts(60, 7, 25), Posts(50, 20, 20), CALM),
        (Posts(0, 0, 0), Posts(50, 20, 20), CALM),
        (Posts(60, 60, 0), Posts(50, 30, 0), Posts(0, 0, 0)),
    ],
)
def test_too_few_posts_or_hardly_more_than_normal_are_unclear(before: Posts, later: Posts, normal: Posts) -> None:
    assert estimate(around(before, later, normal)) is None
    assert smallest_fall(around(before, later, normal), 60) is None
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
    found = posts_around(course((10, 5), (1, 1)), SAID.published_ms, 30, SAID.published_ms - 20 * MINUTE_MS)
    assert found.before == Posts(20, 200, 100)
    assert found.after == Posts(30 - SPREAD_MS // MINUTE_MS, 20, 20)
    assert found.normal == Posts(60, 0, 60)
    assert [(span.start, span.end, span.posts.scored) for span in found.spans] == [
        (-20, -10, 150),
        (-10, 0, 150),
        (0, 10, 20),
        (10, 30, 40),
    ]
    assert found.busiest == 15


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
    assert effect_text(effect).endswith(f"A fall by less than {effect.recognisable_fall}% is often missed.")


def talk(negative: dict[str, int], later: dict[str, int]) -> Course:
    """Negative posts a minute by channel, in the hour before a statement and after it."""
    counted = []
    for at_ms in range(BEGAN, SAID.published_ms + HOUR_MS, MINUTE_MS):
        here = negative if at_ms < SAID.published_ms else later
        tally = Tally(mentions=20, scored=20, negative=sum(here.values()), negative_channels=here)
        counted.append((at_ms, tally))
    return Course(counted, BEGAN, BEGAN)


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


@pytest.fixture(scope="module")
def nothing_said() -> list[tuple[int, list[Estimate | None]]]:
    """Of simulated crises with a statement that does nothing: the estimates at each look."""
    return [(seed, estimates(seed, effect=0.0)) for seed in range(200)]


def estimates(seed: int, effect: float) -> list[Estimate | None]:
    rng = random.Random(seed)  # noqa: S311 - a simulation
    crisis = draw_crisis(rng)
    found = crisis.course(rng, effect, echo=0.1 * (seed % 2))
    said_ms = found.began_ms + crisis.said * MINUTE_MS
    return [estimate(posts_around(found, said_ms, minutes)) for minutes in LOOKS]


def test_on_simulated_crises_a_statement_without_effect_is_seldom_called_helping(
    nothing_said: list[tuple[int, list[Estimate | None]]],
) -> None:
    helping = [EffectVerdict.HELPING in map(verdict_of, found, LOOKS) for _, found in nothing_said]
    assert sum(helping) <= 0.05 * len(helping)


def test_an_interval_covers_no_effect_as_often_as_it_says(
    nothing_said: list[tuple[int, list[Estimate | None]]],
) -> None:
    """Also where others repeat the statement."""
    covered = [abs(found[1].fits.against(0.0)) <= Z_INTERVAL for _, found in nothing_said if found[1]]
    assert sum(covered) / len(covered) >= 0.88


def test_what_is_told_to_be_recognisable_is_recognised() -> None:
    told = []
    for seed in range(60):
        rng = random.Random(seed)  # noqa: S311 - a simulation
        crisis = draw_crisis(rng)
        before = crisis.course(rng, 0.0, 0.0)
        fall = smallest_fall(posts_around(before, before.began_ms + crisis.said * MINUTE_MS, 0), 60)
        if fall:
            told.append(EffectVerdict.HELPING in map(verdict_of, estimates(seed, fall / 100)[:2], LOOKS))
    assert sum(told) / len(told) >= 0.75
