"""Influential voices: who is far louder than a brand's usual critics, told once an author and day."""

# ruff: noqa: S311 - seeded chance

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.detect.detectors.signal import Signal, threshold
from functions.detect.detectors.voice import detector, scoring
from functions.detect.detectors.voice.scoring import surprise_of, usual_reach
from functions.detect.detectors.voice.state import CODEC, VoiceBucket, VoiceState
from infra.cli.explain.decision import explain_decision
from shared.domain.brand import Brand, Sensitivity
from shared.domain.mentions.tally import LEAST_REACH, Tally, Voice
from shared.domain.moments.moment import Kind, Moment, Sample, Severity, Status
from shared.domain.time import BUCKET_MS, MINUTE_MS
from shared.erasure.quotes import without_authors
from tests.unit.detect.simulated_brand import (
    DAY,
    START,
    MinuteCount,
    SimulatedBrand,
    evaluate_minutes,
    minute,
    normal_posts,
)

pytestmark = pytest.mark.days


POST = Sample("I will never buy from them again", "mastodon", "https://social.example/1", -0.3)
LIMIT = threshold(Sensitivity.STANDARD, Signal.VOICE)
DAYS = 8


def spoke(number: int, author: str, reach: int, *, late: bool = False) -> MinuteCount:
    """A minute in which this author criticised."""
    counter = minute(START + number * MINUTE_MS, 1, 1, late=late, reach=reach)
    return replace(counter, tally=counter.tally._replace(voices={author: Voice(reach, POST)}))


def known(per_day: float = 0.5, days: int = DAYS, seed: int = 1) -> SimulatedBrand:
    """A brand with normal posts, and so many critics a day whom a thousand people or more hear."""
    found = _learnt(per_day, days, seed)
    return SimulatedBrand(found.brand, list(found.counts), dict(found.stored), dict(found.moments))


@cache
def _learnt(per_day: float, days: int, seed: int) -> SimulatedBrand:
    rng = random.Random(seed)
    counts = normal_posts(rng, range(days * DAY), 5.0)
    for _ in range(int(per_day * days)):
        counts.append(
            spoke(rng.randrange(days * DAY), f"{rng.randrange(16**6):06x}", int(1_000 * rng.paretovariate(1)))
        )
    simulated = SimulatedBrand(counts=sorted(counts, key=lambda count: count.minute_ms))
    simulated.evaluate(START + days * DAY * MINUTE_MS)
    return simulated


def after(simulated: SimulatedBrand, *posts: MinuteCount, minutes: int = 60) -> list[Moment]:
    """The moments of influential voices once these posts came."""
    simulated.counts = sorted([*simulated.counts, *posts], key=lambda count: count.minute_ms)
    evaluate_minutes(simulated, range(DAYS * DAY, DAYS * DAY + minutes))
    return [moment for moment in simulated.moments.values() if moment.kind is Kind.INFLUENTIAL_VOICE]


def test_an_author_whom_far_more_people_hear_opens_a_moment_that_ends_when_it_is_quiet() -> None:
    (moment,) = after(known(), spoke(DAYS * DAY + 7, "1a2b3c", 600_000))
    assert (moment.severity, moment.status) == (Severity.SEV3, Status.RESOLVED)
    assert moment.peak == moment.evidence.observed == 600_000
    assert moment.evidence.samples[0] == POST
    assert moment.decision["author"] == "1a2b3c", "a pseudonym, and nothing else of the author"
    assert moment.reasons[0] == "far more people hear this author than those who usually criticise or ask"


def test_the_post_itself_is_quoted_first_however_much_worse_others_are() -> None:
    simulated = known()
    worse = [minute(START + (DAYS * DAY + place) * MINUTE_MS, 1, 1) for place in range(9)]
    (moment,) = after(simulated, *worse, spoke(DAYS * DAY + 7, "1a2b3c", 600_000), minutes=12)
    assert moment.evidence.samples[0] == POST
    assert len(moment.evidence.samples) > 1


def test_a_million_readers_wake_somebody() -> None:
    (moment,) = after(known(), spoke(DAYS * DAY + 7, "1a2b3c", 3_000_000), minutes=12)
    assert moment.severity is Severity.SEV2


@pytest.mark.parametrize("reach", [0, 900, 9_000])
def test_a_small_audience_is_no_moment_however_quiet_the_brand(reach: int) -> None:
    assert after(known(per_day=0), spoke(DAYS * DAY + 7, "1a2b3c", reach)) == []


def test_what_is_usual_for_a_loud_brand_is_no_moment() -> None:
    """The same author is news for a brand that small accounts talk about."""
    loud = known(per_day=40)
    assert after(loud, spoke(DAYS * DAY + 7, "1a2b3c", 200_000)) == []
    assert len(after(known(per_day=0), spoke(DAYS * DAY + 7, "1a2b3c", 200_000))) == 1


def test_an_author_is_told_once_a_day_and_another_one_beside() -> None:
    first = DAYS * DAY + 7
    found = after(
        known(),
        spoke(first, "1a2b3c", 600_000),
        spoke(first + 120, "1a2b3c", 600_000),
        spoke(first + 300, "5e6f7a", 9_000_000),
        minutes=400,
    )
    assert [moment.decision["author"] for moment in found] == ["1a2b3c", "5e6f7a"]


def test_what_came_late_teaches_nothing_and_alarms_nobody() -> None:
    assert after(known(), spoke(DAYS * DAY + 7, "1a2b3c", 5_000_000, late=True)) == []


def test_a_brand_is_watched_for_a_day_first() -> None:
    young = SimulatedBrand(counts=normal_posts(random.Random(1), range(DAY // 2), 5.0))
    young.counts.append(spoke(DAY // 2 - 1, "1a2b3c", 5_000_000))
    evaluate_minutes(young, range(DAY // 2 - 1, DAY // 2 + 3))
    assert not [moment for moment in young.moments.values() if moment.kind is Kind.INFLUENTIAL_VOICE]


def test_a_brand_that_does_not_want_it_is_not_told() -> None:
    silent = known()
    silent.brand = Brand("acme", "Acme", sensitivities={Kind.INFLUENTIAL_VOICE: None})
    assert after(silent, spoke(DAYS * DAY + 7, "1a2b3c", 5_000_000)) == []


def test_a_decision_is_computed_again_bit_for_bit_and_explained() -> None:
    (moment,) = after(known(), spoke(DAYS * DAY + 7, "1a2b3c", 600_000), minutes=12)
    explained = explain_decision(json.loads(json.dumps(moment.decision)))
    assert explained.differs == ()
    assert "an author whom about 600,000 people hear" in explained.sentences[0]
    nameless = without_authors(json.loads(json.dumps(moment.decision)), frozenset({"1a2b3c"}))
    assert "1a2b3c" not in json.dumps(nameless), "its author was erased"
    assert explain_decision(nameless).differs == ()
    assert explained.count_in(Tally(voices={"a": Voice(5, POST), "b": Voice(7, POST)})) == 7


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(LEAST_REACH, 10**11)), max_size=60))
def test_whatever_comes_the_state_stays_small_and_is_stored_exactly(posts: list[tuple[int, int]]) -> None:
    state = scoring.begin(VoiceBucket(0, {}))
    for number, (after_buckets, reach) in enumerate(posts):
        bucket = VoiceBucket(state.bucket_ms + after_buckets * BUCKET_MS, {f"{number:06x}": reach})
        state = scoring.learn(state, bucket, scoring.judge(state, bucket))
    document = json.loads(json.dumps(CODEC.dump(state)))
    assert CODEC.load(document) == state
    assert len(json.dumps(document, separators=(",", ":"))) < 600
    assert usual_reach(state) >= LEAST_REACH


@given(st.integers(LEAST_REACH, 10**11), st.integers(LEAST_REACH, 10**11), st.integers(0, 300))
def test_more_readers_are_never_less_surprising(one: int, other: int, learnt: int) -> None:
    state = VoiceState(
        0, 9_000, 8_000.0, learnt, 0.8 * learnt, 1.1 * learnt, {}, scoring.begin(VoiceBucket(0, {})).peaks
    )
    assert (surprise_of(state, one) <= surprise_of(state, other)) is (one <= other) or surprise_of(
        state, one
    ) == surprise_of(state, other)


def test_a_bucket_learnt_before_changes_nothing() -> None:
    state = scoring.begin(VoiceBucket(5 * BUCKET_MS, {}))
    bucket = VoiceBucket(5 * BUCKET_MS, {"1a2b3c": 50_000})
    assert scoring.learn(state, bucket, scoring.judge(state, bucket)) == state


def test_the_threshold_is_that_of_its_share() -> None:
    assert detector.VERSION == 1
    assert threshold(Sensitivity.HIGH, Signal.VOICE) < LIMIT < threshold(Sensitivity.LOW, Signal.VOICE)
