"""Laws of the detector of trending hashtags: bounded memory, no news about what is usual."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.detect.detectors.hashtag import scoring
from functions.detect.detectors.hashtag.scoring import TagScore
from functions.detect.detectors.hashtag.state import CODEC, TagBucket, TagState
from functions.detect.stats.heavy_hitters import MOST, Use, key_of, with_uses
from functions.detect.stats.rates import DAY, WEEK
from shared.domain.errors import Poison
from shared.domain.time import BUCKET_MS
from tests.unit.detect.simulated_brand import poisson

ONCE_A_WEEK = math.log10(WEEK)

Counted = tuple[int, Mapping[str, int]]

NAMES = st.text(max_size=40) | st.sampled_from(["sale", "acme", "\ud800", "اكمي", "x" * 10_000, '"' * 30, "\x00"])
TAGGED = st.tuples(st.integers(0, 10**9), st.dictionaries(NAMES, st.integers(0, 10**9), max_size=12))
FEW = st.tuples(st.integers(0, 9), st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9), max_size=4))


def bucket(number: int, posts: int, found: Mapping[str, int]) -> TagBucket:
    return TagBucket(number * BUCKET_MS, posts, found)


def settled(state: TagState, found: TagBucket) -> TagState:
    return scoring.learn(state, found, scoring.judge(state, found))


def learnt(series: Iterable[Counted], state: TagState | None = None) -> TagState:
    for posts, found in series:
        if state is None:
            state = scoring.begin(bucket(0, posts, found))
            continue
        state = settled(state, bucket(state.bucket_ms // BUCKET_MS + 1, posts, found))
    assert state is not None
    return state


def following(state: TagState, posts: int, found: Mapping[str, int], after: int = 1) -> TagScore:
    return scoring.judge(state, bucket(state.bucket_ms // BUCKET_MS + after, posts, found))


def usual(days: float = 3, posts: float = 4.0, seed: int = 1) -> list[Counted]:
    """A brand whose posts have #acme half the time and #sale now and then."""
    rng = random.Random(seed)
    series: list[Counted] = []
    for _ in range(int(days * DAY)):
        number = poisson(rng, posts)
        found = Counter(
            tag for _ in range(number) for tag, part in (("acme", 0.5), ("sale", 0.05)) if rng.random() < part
        )
        series.append((number, dict(found)))
    return series


@pytest.fixture(scope="module")
def known() -> TagState:
    return learnt(usual())


def test_a_tag_never_seen_before_is_an_alarm_with_its_name(known: TagState) -> None:
    score = following(learnt([(8, {"boycottacme": 5, "acme": 2})] * 2, known), 9, {"boycottacme": 6, "acme": 2})
    assert scoring.is_alarm(score, ONCE_A_WEEK)
    assert (score.tag, score.posts, score.novel) == ("boycottacme", 16, True)
    assert score.share == pytest.approx(16 / score.of_posts)
    assert score.minutes in range(35, 61, 5)


def test_a_usual_tag_that_bursts_is_an_alarm_with_how_many_times_the_usual(known: TagState) -> None:
    score = following(known, 34, {"sale": 30})
    assert scoring.is_alarm(score, ONCE_A_WEEK)
    assert (score.tag, score.novel) == ("sale", False)
    assert score.times == pytest.approx(score.posts / score.expected)
    assert score.times > 5


def test_a_tag_that_always_accompanies_the_brand_is_no_alarm_in_a_burst_of_the_brand(known: TagState) -> None:
    score = following(known, 400, {"acme": 200, "sale": 20})
    assert not scoring.is_alarm(score, ONCE_A_WEEK)


def test_a_tag_is_not_an_alarm_again_the_next_day(known: TagState) -> None:
    wave = [(8, {"boycottacme": 4})] * 12
    state, alarms = known, []
    for day in range(2):
        for posts, found in [*wave, *usual(days=23 / 24, seed=7 + day)]:
            score = following(state, posts, found)
            if scoring.is_alarm(score, ONCE_A_WEEK):
                alarms.append((day, score.tag))
            state = settled(state, bucket(state.bucket_ms // BUCKET_MS + 1, posts, found))
    assert (0, "boycottacme") in alarms
    assert all(day == 0 for day, _ in alarms)


def test_another_tag_is_an_alarm_while_one_trends(known: TagState) -> None:
    state = learnt([(12, {"boycottacme": 10})] * 4, known)
    score = following(state, 40, {"boycottacme": 1, "refundnow": 25})
    assert score.tag == "refundnow"
    assert scoring.is_alarm(score, ONCE_A_WEEK)
    assert "boycottacme" in score.others


def test_a_tag_in_one_post_of_a_hundred_is_no_alarm() -> None:
    state = learnt([(2_000, {"acme": 900})] * 2 * DAY)
    assert not scoring.is_alarm(following(state, 2_000, {"small": 30}), ONCE_A_WEEK)


def test_the_first_day_raises_no_alarm() -> None:
    state = learnt(usual(days=0.9))
    assert not scoring.is_alarm(following(state, 40, {"boycottacme": 40}), ONCE_A_WEEK)


def test_it_is_normal_once_the_tag_is_gone(known: TagState) -> None:
    loud = learnt([(8, {"boycottacme": 6})] * 6, known)
    assert not scoring.is_normal(following(loud, 8, {"boycottacme": 6}))
    assert scoring.is_normal(following(learnt(usual(days=0.05), loud), 4, {"acme": 2}))


@given(st.lists(st.dictionaries(st.integers(0, 200).map(str), st.integers(1, 50), max_size=20), max_size=40))
@settings(max_examples=50)
def test_every_tag_that_is_kept_is_counted_within_its_error(found: list[dict[str, int]]) -> None:
    """Space-saving's promise: count - error <= truth <= count, and no forgotten tag exceeds the smallest count."""
    uses: dict[str, Use] = {}
    truth: Counter[str] = Counter()
    for tagged in found:
        uses = with_uses(uses, tagged, 0, 1.0)
        truth.update(tagged)
    assert len(uses) <= MOST
    assert all(use.weight - use.error <= truth[key] <= use.weight for key, use in uses.items())
    smallest = min((use.weight for use in uses.values()), default=0.0)
    assert all(posts <= smallest for key, posts in truth.items() if key not in uses)


def test_a_tag_that_took_the_place_of_another_is_not_taken_for_new(known: TagState) -> None:
    crowd = learnt([(60, {f"tag{10 * number + k}": 3 for k in range(10)}) for number in range(200)], known)
    strange = following(crowd, 60, {"stranger": 20})
    assert strange.before > 1.0
    assert not strange.novel


@given(st.lists(TAGGED, min_size=2, max_size=30))
@settings(max_examples=60)
def test_any_tags_give_finite_scores_and_a_small_exact_state(series: list[Counted]) -> None:
    state = learnt(series)
    score = following(state, *series[0])
    assert all(math.isfinite(n) for n in (score.period, score.surprise, score.expected, score.before, score.envelope))
    text = json.dumps(CODEC.dump(state), separators=(",", ":"))
    assert CODEC.load(json.loads(text)) == state
    assert len(score.tag) <= scoring.SHOWN


def test_a_state_that_is_full_of_long_names_and_large_numbers_stays_below_four_kilobytes() -> None:
    rng, state = random.Random(4), learnt([(10**9, {})])
    for number in range(600):
        found = {f"{'x' * 30}{rng.random()}": rng.randrange(10**8, 10**9) for _ in range(20)}
        state = settled(state, bucket(number + 1, 10**9, found))
    assert len(json.dumps(CODEC.dump(state), separators=(",", ":")).encode()) <= 4096


@given(st.text())
def test_keys_are_short_and_ascii_and_never_mistaken_for_digests(tag: str) -> None:
    key = key_of(tag)
    assert key.isascii()
    assert (key == tag and len(key) < 22) or len(key) == 22


@given(st.lists(FEW, min_size=2, max_size=40), st.integers(0, 39), FEW)
def test_a_bucket_that_is_learnt_already_changes_nothing(series: list[Counted], back: int, other: Counted) -> None:
    state = learnt(series)
    assert settled(state, bucket(max(0, len(series) - 1 - back), *other)) is state


@given(st.lists(FEW, min_size=2, max_size=40), st.lists(FEW, max_size=20))
def test_a_score_does_not_depend_on_what_comes_later_and_teaches_nothing(
    series: list[Counted], later: list[Counted]
) -> None:
    before = learnt(series[:-1])
    score = following(before, *series[-1])
    learnt(later, settled(before, bucket(before.bucket_ms // BUCKET_MS + 1, *series[-1])))
    assert following(before, *series[-1]) == score


@given(st.integers(0, 300), st.integers(0, 300))
def test_more_posts_with_a_tag_are_never_less_surprising(known: TagState, one: int, other: int) -> None:
    fewer, more = (following(known, 300, {"boycott": count}) for count in sorted((one, other)))
    assert fewer.period <= more.period


@given(st.integers(1, 100_000))
def test_a_gap_of_any_length_leaves_a_usable_state(known: TagState, days: int) -> None:
    later = settled(known, bucket(known.bucket_ms // BUCKET_MS + days * DAY, 30, {"acme": 9, "new": 20}))
    assert math.isfinite(following(later, 3, {"acme": 1, "new": 7}).period)


@pytest.mark.parametrize("found", [{}, {"v": 2}, {"v": 1}, {"v": []}, {"v": 1, "usual": 3}])
def test_a_document_that_is_no_state_is_refused(found: dict[str, object]) -> None:
    with pytest.raises(Poison):
        CODEC.load(found)


def test_older_formats_are_brought_forward(known: TagState, monkeypatch: pytest.MonkeyPatch) -> None:
    old = {**CODEC.dump(known), "v": 0}
    monkeypatch.setattr(CODEC, "migrations", {0: lambda found: {**found, "v": 1}})
    assert CODEC.load(old) == known
