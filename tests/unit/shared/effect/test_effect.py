"""What a statement changed: laws of the estimate and of its verdicts."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.time import MINUTE_MS
from shared.effect.estimate import Z_INTERVAL, Estimate, estimate
from shared.effect.recognisable import Z_HELPING, smallest_fall
from shared.effect.verdict import EffectVerdict, verdict_of
from shared.effect.windows import SPREAD_MS, Posts, Span, posts_around
from tests.unit.shared.effect.courses import BEFORE, CALM, SAID, after, around, course


@given(st.floats(0.2, 1.0))
def test_a_crisis_that_ebbs_alike_in_all_its_posts_has_no_effect(ebb: float) -> None:
    found = estimate(after(500 * ebb, 250 * ebb))
    assert found is not None
    assert abs(found.fits.against(0.0)) < Z_INTERVAL
    assert verdict_of(found, 60) is not EffectVerdict.HELPING


@pytest.fixture(scope="module")
def by_negative_posts() -> list[Estimate]:
    """The estimates where 30 to 600 negative posts come after the statement, beside 200 others."""
    found = [estimate(after(count, 200)) for count in range(30, 601)]
    return [guess for guess in found if guess is not None]


def test_the_expected_posts_lie_in_their_interval(by_negative_posts: list[Estimate]) -> None:
    assert len(by_negative_posts) == 571
    assert all(each.expected_low < each.expected < each.expected_high for each in by_negative_posts)


def test_fewer_negative_posts_never_look_worse(by_negative_posts: list[Estimate]) -> None:
    """But for steps of 0.02 standard deviations, because only five numbers of posts that repeat it are tried."""
    against = [each.fits.against(0.0) for each in by_negative_posts]
    assert all(worst <= now + 0.02 for worst, now in zip(accumulate(against, max), against, strict=True))
    order = [EffectVerdict.HELPING, EffectVerdict.UNCLEAR, EffectVerdict.NOT_HELPING]
    verdicts = [order.index(verdict_of(each, 60)) for each in by_negative_posts]
    assert verdicts == sorted(verdicts)
    assert set(verdicts) == {0, 1, 2}


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
