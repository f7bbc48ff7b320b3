"""Laws of the detector of negative shares: a shift is an alarm when enough posts shift."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.detect.detectors.negative_share import scoring
from functions.detect.detectors.negative_share.scoring import ShareScore
from functions.detect.detectors.negative_share.state import CODEC, ShareBucket, ShareState
from functions.detect.detectors.signal import Signal, threshold
from functions.detect.stats.rates import DAY, WEEK
from shared.domain.brand import Sensitivity
from shared.domain.errors import Poison
from shared.domain.time import BUCKET_MS
from tests.benchmarks.shifts import episodes

ONCE_A_WEEK = math.log10(WEEK)

PAIRS = st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).map(lambda pair: (min(pair), max(pair)))
SMALL = st.tuples(st.integers(0, 4), st.integers(0, 6)).map(lambda pair: (min(pair), sum(pair)))


def bucket(number: int, negative: int, scored: int) -> ShareBucket:
    return ShareBucket(number * BUCKET_MS, negative, scored)


def learnt(pairs: Iterable[tuple[int, int]], state: ShareState | None = None) -> ShareState:
    for negative, scored in pairs:
        if state is None:
            state = scoring.begin(bucket(0, negative, scored))
            continue
        state = settled(state, bucket(state.bucket_ms // BUCKET_MS + 1, negative, scored))
    assert state is not None
    return state


def settled(state: ShareState, found: ShareBucket) -> ShareState:
    return scoring.learn(state, found, scoring.judge(state, found))


def following(state: ShareState, negative: int, scored: int, after: int = 1) -> ShareScore:
    return scoring.judge(state, bucket(state.bucket_ms // BUCKET_MS + after, negative, scored))


def steady(part: float, posts: int, days: float = 3, seed: int = 1) -> list[tuple[int, int]]:
    """Independent posts, ``posts`` a day spread by chance."""
    rng, pairs = random.Random(seed), []
    for _ in range(int(days * DAY)):
        scored = sum(rng.random() < 0.1 for _ in range(max(1, round(posts / DAY / 0.1)))) if posts else 0
        pairs.append((sum(rng.random() < part for _ in range(scored)), scored))
    return pairs


def test_from_a_fifth_of_four_hundred_to_nearly_half_of_eighty_is_an_alarm() -> None:
    state = learnt(steady(0.2, 130))
    assert 250 <= state.scored <= 450
    score = following(state, 36, 80, after=37)
    assert scoring.is_alarm(score, ONCE_A_WEEK)
    assert (score.negative, score.scored, score.share) == (36, 80, 0.45)
    assert score.minutes in (30, 180)
    assert score.expected == pytest.approx(0.2, abs=0.04)
    assert score.excess == pytest.approx(36 - 80 * score.expected, abs=0.01)


def test_the_same_shift_among_nine_is_no_alarm() -> None:
    state = learnt(steady(0.2, 130))
    score = following(state, 4, 9, after=37)
    assert not scoring.is_alarm(score, math.log10(2016 / 4))
    assert score.surprise < 1.5


def test_a_shift_without_volume_alarms_for_a_day_and_then_becomes_the_new_normal() -> None:
    state, alarms = learnt(steady(0.2, 1440)), []
    for number, (negative, scored) in enumerate(steady(0.5, 1440, days=8, seed=2)):
        score = following(state, negative, scored)
        if scoring.is_alarm(score, ONCE_A_WEEK):
            alarms.append(number)
        state = settled(state, bucket(state.bucket_ms // BUCKET_MS + 1, negative, scored))
    assert alarms[0] <= 18
    assert alarms[-1] <= DAY
    assert state.share > 0.42


def test_a_shift_that_lasts_opens_one_moment() -> None:
    posts = [*steady(0.2, 1440), *steady(0.5, 1440, days=8, seed=2)]
    buckets = (bucket(number, *pair) for number, pair in enumerate(posts))
    ((opened, _),) = episodes.alarms(scoring, buckets)
    assert 3 * DAY <= opened <= 3 * DAY + 18


def test_a_shift_of_an_hour_teaches_next_to_nothing() -> None:
    state = learnt(steady(0.2, 1440))
    shifted = learnt(steady(0.6, 1440, days=1 / 24, seed=3), state)
    assert shifted.share == pytest.approx(state.share, abs=0.01)


def test_a_shift_to_the_better_is_no_alarm() -> None:
    state = learnt(steady(0.5, 1440))
    score = following(state, 0, 400)
    assert score.surprise == 0.0
    assert not scoring.is_alarm(score, 0.0)
    assert scoring.is_normal(score)


def test_a_new_brand_raises_no_alarm() -> None:
    assert not scoring.is_alarm(following(learnt([(0, 3)] * 30), 80, 80), ONCE_A_WEEK)
    assert not scoring.is_alarm(following(learnt([(0, 0)] * 3 * DAY), 80, 80), ONCE_A_WEEK)


def test_a_shift_of_one_point_is_no_alarm_however_certain() -> None:
    state = learnt([(200, 1000)] * 3 * DAY)
    assert not scoring.is_alarm(following(state, 22_000, 100_000), ONCE_A_WEEK)
    assert scoring.is_alarm(following(state, 30_000, 100_000), ONCE_A_WEEK)


def test_it_is_normal_again_when_the_share_is() -> None:
    state = learnt(steady(0.2, 1440))
    loud = learnt([(4, 5)] * 12, state)
    assert not scoring.is_normal(following(loud, 4, 5))
    assert scoring.is_normal(following(learnt(steady(0.2, 1440, days=0.2), loud), 1, 5))


def test_missing_buckets_count_as_buckets_without_posts() -> None:
    state = learnt(steady(0.2, 1440))
    explicit = learnt([(0, 0)] * 5, state)
    late, early = following(explicit, 9, 12), following(state, 9, 12, after=6)
    assert (late.negative, late.scored, late.minutes) == (early.negative, early.scored, early.minutes)
    assert late.expected == pytest.approx(early.expected, rel=1e-4)
    assert late.surprise == pytest.approx(early.surprise, rel=0.01)


def test_a_gap_of_years_leaves_a_usable_state() -> None:
    state = learnt(steady(0.2, 1440))
    score = following(state, 30, 60, after=3650 * DAY)
    assert not scoring.is_alarm(score, ONCE_A_WEEK) or score.known >= scoring.LEAST_KNOWN
    later = settled(state, bucket(3650 * DAY, 30, 60))
    assert math.isfinite(following(later, 1, 2).period)


@given(st.lists(PAIRS, min_size=2, max_size=60))
def test_any_counts_give_finite_scores_and_a_small_exact_state(pairs: list[tuple[int, int]]) -> None:
    state = learnt(pairs)
    score = following(state, *pairs[0])
    assert all(
        math.isfinite(n) for n in (score.period, score.surprise, score.excess, score.correlation, score.envelope)
    )
    text = json.dumps(CODEC.dump(state), separators=(",", ":"))
    assert CODEC.load(json.loads(text)) == state
    assert len(text) < 1700


@given(st.lists(SMALL, min_size=2, max_size=60), st.integers(0, 59), SMALL)
def test_a_bucket_that_is_learnt_already_changes_nothing(
    pairs: list[tuple[int, int]], back: int, other: tuple[int, int]
) -> None:
    state = learnt(pairs)
    assert settled(state, bucket(max(0, len(pairs) - 1 - back), *other)) is state


@given(st.lists(SMALL, min_size=2, max_size=60), st.lists(SMALL, max_size=20))
def test_a_score_does_not_depend_on_what_comes_later_and_teaches_nothing(
    pairs: list[tuple[int, int]], later: list[tuple[int, int]]
) -> None:
    before = learnt(pairs[:-1])
    score = following(before, *pairs[-1])
    learnt(later, settled(before, bucket(before.bucket_ms // BUCKET_MS + 1, *pairs[-1])))
    assert following(before, *pairs[-1]) == score


@given(st.lists(SMALL, min_size=2, max_size=60), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_more_negative_posts_of_as_many_are_never_less_surprising(
    pairs: list[tuple[int, int]], scored: int, one: int, other: int
) -> None:
    state, (fewer, more) = learnt(pairs), sorted((min(one, scored), min(other, scored)))
    assert following(state, fewer, scored).period <= following(state, more, scored).period


@pytest.mark.parametrize("found", [{}, {"v": 2}, {"v": 1}, {"v": []}, {"v": 1, "share": 3}])
def test_a_document_that_is_no_state_is_refused(found: dict[str, object]) -> None:
    with pytest.raises(Poison):
        CODEC.load(found)


def test_older_formats_are_brought_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    state = learnt(steady(0.2, 1440))
    old = {**CODEC.dump(state), "v": 0}
    monkeypatch.setattr(CODEC, "migrations", {0: lambda found: {**found, "v": 1}})
    assert CODEC.load(old) == state


def test_a_quarrel_does_not_hide_a_smaller_shift_some_hours_later() -> None:
    """Ten minutes of hardly anything but complaints, and four hours afterwards a share of 60 %."""
    limit = threshold(Sensitivity.STANDARD, Signal.NEGATIVE_SHARE)
    known = learnt(steady(0.2, 4 * DAY, days=5))
    state = learnt([(95, 100)] * 2 + steady(0.2, 4 * DAY, days=1 / 6, seed=2), known)
    alarms = []
    for negative, scored in steady(0.6, 4 * DAY, days=1 / 8, seed=3):
        alarms.append(scoring.is_alarm(following(state, negative, scored), limit))
        state = learnt([(negative, scored)], state)
    assert any(alarms)
