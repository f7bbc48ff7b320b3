"""Laws of the silence detector: what a channel would have posted, had it been polled and as busy as ever."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.detect.detectors.silence import scoring
from functions.detect.detectors.silence.scoring import SilenceScore
from functions.detect.detectors.silence.state import CODEC, ChannelBucket, SilenceState, in_local_time
from functions.detect.stats.negative_binomial import lower_tail_surprise
from functions.detect.stats.rates import DAY, WEEK
from shared.domain.errors import Poison
from shared.domain.time import BUCKET_MS, DAY_MS, minute_of_week, parse_time
from tests.unit.detect.simulated_brand import poisson

ONCE_A_WEEK = math.log10(WEEK)

COUNTS = st.lists(st.integers(0, 10**9), min_size=2, max_size=60)
SMALL = st.lists(st.integers(0, 4), min_size=2, max_size=60)


def bucket(number: int, count: int, *, collected: bool = True) -> ChannelBucket:
    return ChannelBucket(number * BUCKET_MS, count, collected)


def settled(state: SilenceState, found: ChannelBucket) -> SilenceState:
    return scoring.learn(state, found, scoring.judge(state, found))


def after(state: SilenceState, buckets: int = 1) -> int:
    return state.bucket_ms // BUCKET_MS + buckets


def learnt(counts: Iterable[int], state: SilenceState | None = None, *, collected: bool = True) -> SilenceState:
    for count in counts:
        if state is None:
            state = scoring.begin(bucket(0, count))
            continue
        state = settled(state, bucket(after(state), count, collected=collected))
    assert state is not None
    return state


def alarms(counts: Iterable[int], state: SilenceState) -> list[SilenceScore]:
    """The alarms while these buckets close."""
    found = []
    for count in counts:
        score = following(state, count)
        if scoring.is_alarm(score, ONCE_A_WEEK):
            found.append(score)
        state = settled(state, bucket(after(state), count))
    return found


def following(state: SilenceState, count: int, buckets: int = 1) -> SilenceScore:
    return scoring.judge(state, bucket(after(state, buckets), count))


def posts(mean: float, days: float, seed: int = 1, nights: float = 1.0) -> list[int]:
    """Posts by chance; at night (UTC 0 to 6) only this part of them."""
    rng = random.Random(seed)
    return [poisson(rng, mean * (nights if number % DAY < 72 else 1.0)) for number in range(int(days * DAY))]


@pytest.fixture(scope="module")
def known() -> SilenceState:
    return learnt(posts(2.0, 7.5))


@pytest.mark.parametrize(("seen", "expected", "exact"), [(0, 10.0, 4.343), (1, 10.0, 3.302), (0, 30.0, 13.029)])
def test_few_posts_are_judged_by_the_exact_tail_of_the_poisson(seen: int, expected: float, exact: float) -> None:
    assert lower_tail_surprise(seen, expected, 1e-6) == pytest.approx(exact, abs=0.001)


def test_more_posts_are_judged_nearly_exactly() -> None:
    """Ten or fewer of thirty: 2.235e-5 (the sum of the Poisson's masses)."""
    exact = -math.log10(sum(math.exp(-30.0) * 30.0**k / math.factorial(k) for k in range(11)))
    assert lower_tail_surprise(10, 30.0, 1e-6) == pytest.approx(exact, rel=0.08)


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.floats(0.001, 20.0))
def test_any_numbers_give_a_finite_surprise_that_falls_with_what_is_seen(
    seen: float, expected: float, spread: float
) -> None:
    assert math.isfinite(lower_tail_surprise(seen, expected, spread))
    assert lower_tail_surprise(0, expected, spread) >= lower_tail_surprise(1, expected, spread) >= 0.0


def test_a_busy_channel_that_stops_is_an_alarm_with_what_is_missing(known: SilenceState) -> None:
    score = alarms([0] * 12, known)[0]
    assert score.seen in (0, 1)
    assert 10.0 <= score.expected <= 20.0
    assert 5 * BUCKET_MS <= score.silent_ms <= 12 * BUCKET_MS


def test_a_channel_that_was_not_collected_has_not_fallen_silent(known: SilenceState) -> None:
    state = learnt([0] * 60, known, collected=False)
    score = scoring.judge(state, bucket(after(state), 0, collected=False))
    assert not scoring.is_alarm(score, 0.0)
    assert state.baseline == known.baseline
    assert not scoring.is_alarm(following(state, 0), ONCE_A_WEEK)


def test_a_silence_is_an_alarm_only_in_a_bucket_that_was_collected(known: SilenceState) -> None:
    alarm = alarms([0] * 12, known)[0]
    assert alarm.collected
    assert scoring.is_alarm(alarm, ONCE_A_WEEK)
    assert not scoring.is_alarm(alarm._replace(collected=False), ONCE_A_WEEK)


def test_buckets_that_are_left_out_were_not_collected(known: SilenceState) -> None:
    assert following(known, 0, buckets=60).expected == pytest.approx(following(known, 0).expected, rel=0.5)


def test_a_silence_goes_on_over_a_time_that_was_not_collected(known: SilenceState) -> None:
    state = learnt([0] * 12, learnt([0] * 4, known), collected=False)
    assert not alarms([0] * 4, known)
    assert alarms([0] * 4, state)


def test_two_posts_end_a_silence_and_one_does_not(known: SilenceState) -> None:
    silent = learnt([0] * 20, known)
    assert not scoring.is_normal(following(silent, 0))
    assert not scoring.is_normal(following(silent, 1))
    assert scoring.is_normal(following(learnt([2, 3, 1, 2, 2, 3], silent), 2))


def test_few_posts_on_a_busy_channel_are_silence() -> None:
    score = alarms([1, 0, 1] * 4, learnt(posts(20.0, 7.5)))[-1]
    assert 1 < score.seen <= score.expected / 10


def test_a_quiet_night_is_no_silence() -> None:
    state = learnt(posts(2.0, 10, nights=0.02))
    assert not alarms([0] * 72, state)


def test_the_first_three_days_raise_no_alarm() -> None:
    state = learnt([0] * 24, learnt(posts(4.0, 2.5)))
    assert not scoring.is_alarm(following(state, 0), ONCE_A_WEEK)


@pytest.mark.parametrize("mean", [0.005, 0.02])
def test_a_quiet_channel_is_never_silent(mean: float) -> None:
    state = learnt(posts(mean, 14))
    assert not scoring.is_alarm(following(learnt([0] * 144, state), 0), ONCE_A_WEEK)


def test_a_silence_of_an_hour_hardly_teaches_and_one_of_weeks_becomes_normal(known: SilenceState) -> None:
    assert learnt([0] * 12, known).baseline.level == pytest.approx(known.baseline.level, rel=0.02)
    lasting = learnt([0] * 5 * DAY, known)
    assert not scoring.is_normal(following(lasting, 0))
    lasting = learnt([0] * 2 * DAY, lasting)
    assert scoring.is_normal(following(lasting, 0))
    assert not alarms([0] * 28 * DAY, lasting)


@given(COUNTS)
def test_any_counts_give_finite_scores_and_a_small_exact_state(counts: list[int]) -> None:
    state = learnt(counts)
    score = following(state, 0)
    assert all(
        math.isfinite(n) for n in (score.period, score.surprise, score.expected, score.normal_posts, score.envelope)
    )
    text = json.dumps(CODEC.dump(state), separators=(",", ":"))
    assert CODEC.load(json.loads(text)) == state
    assert len(text) < 1024


@given(SMALL, st.integers(0, 59), st.integers(0, 9))
def test_a_bucket_that_is_learnt_already_changes_nothing(counts: list[int], back: int, other: int) -> None:
    state = learnt(counts)
    assert settled(state, bucket(max(0, len(counts) - 1 - back), other)) is state


@given(SMALL, SMALL)
def test_a_score_does_not_depend_on_what_comes_later_and_teaches_nothing(counts: list[int], later: list[int]) -> None:
    before = learnt(counts[:-1])
    score = following(before, counts[-1])
    learnt(later, settled(before, bucket(after(before), counts[-1])))
    assert following(before, counts[-1]) == score


@given(st.integers(0, 40), st.integers(0, 9), st.integers(0, 9))
def test_fewer_posts_are_never_less_surprising(known: SilenceState, silent: int, one: int, other: int) -> None:
    state, (fewer, more) = learnt([0] * silent, known), sorted((one, other))
    assert following(state, fewer).surprise >= following(state, more).surprise


@given(st.integers(1, 100_000))
def test_a_gap_of_any_length_leaves_a_usable_state(known: SilenceState, days: int) -> None:
    later = settled(known, bucket(after(known, days * DAY), 0))
    assert math.isfinite(following(later, 1).period)


@pytest.mark.parametrize("found", [{}, {"v": 2}, {"v": 1}, {"v": []}, {"v": 1, "run": 3}])
def test_a_document_that_is_no_state_is_refused(found: dict[str, object]) -> None:
    with pytest.raises(Poison):
        CODEC.load(found)


def test_older_formats_are_brought_forward(known: SilenceState, monkeypatch: pytest.MonkeyPatch) -> None:
    old = {**CODEC.dump(known), "v": 0}
    monkeypatch.setattr(CODEC, "migrations", {0: lambda found: {**found, "v": 1}})
    assert CODEC.load(old) == known


def test_the_nights_are_those_of_the_brands_clock_and_a_clock_change_moves_none() -> None:
    """New York sleeps from 00:00 to 06:00; by UTC those hours move on 8 March 2026."""
    zone, rng = "America/New_York", random.Random(4)
    begin_ms, change_ms = parse_time("2026-02-16T05:00:00Z"), parse_time("2026-03-08T07:00:00Z")
    found: dict[str, SilenceState] = {}
    for start_ms in range(begin_ms, change_ms + 5 * DAY_MS, BUCKET_MS):
        minute = minute_of_week(start_ms, zone)
        asleep = minute % (24 * 60) < 6 * 60
        count = 0 if asleep else poisson(rng, 3.0)
        for name, clock in (("local", minute), ("UTC", -1)):
            one = ChannelBucket(start_ms, count, local_minute=clock)
            found[name] = settled(found[name], one) if name in found else scoring.begin(one)
    hours = {name: state.baseline.hours for name, state in found.items()}
    assert max(hours["local"][:6]) < 0.3
    assert min(hours["local"][6:]) > 2.0
    assert 0.3 < hours["UTC"][10] < 2.0


def test_hours_that_were_stored_in_utc_are_brought_into_the_brands_time_zone() -> None:
    state = learnt(posts(2.0, 4, nights=0.0))
    document = CODEC.dump(state)
    old = CODEC.load({name: value for name, value in document.items() if name != "local"})
    assert (state.local, old.local) == (True, False)
    moved = in_local_time(old, -5)
    assert moved.baseline.hours[:3] == old.baseline.hours[5:8]
    assert CODEC.load(CODEC.dump(moved)).local
