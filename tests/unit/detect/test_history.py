"""A past that is learnt from its counters: the states are those of a brand to which its posts came in time."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.detect.detectors.all_signals import evaluate_signals, packed
from functions.detect.detectors.count.state import CountState
from functions.detect.detectors.evaluation import DetectorState
from functions.detect.detectors.history import STILL_LATE_MS, Past, States, as_lived, learnt, with_seen, without_others
from functions.detect.detectors.learning import learning
from functions.detect.detectors.series import settled_until
from functions.detect.detectors.signal import Signal
from functions.detect.moments.lifecycle import new_level
from shared.domain.brand import Brand
from shared.domain.mentions.tally import Tally
from shared.domain.time import BUCKET_MS, DAY_MS, HOUR_MS, MINUTE_MS
from tests.unit.detect.simulated_brand import (
    DAY,
    START,
    MinuteCount,
    SimulatedBrand,
    crisis_posts,
    normal_posts,
)

pytestmark = pytest.mark.days


BRAND = Brand("acme", "Acme")
NOTHING: States = dict.fromkeys(Signal)
QUARTER = 15


def relearnt(counts: Sequence[MinuteCount], now_ms: int, ends: Sequence[int] = (), *, complete: bool = True) -> States:
    """The states learnt from the counters in parts, the last of which ends with the newest settled bucket."""
    states, begin_ms = NOTHING, 0
    for until_ms in [*ends, settled_until(now_ms)]:
        part = [count for count in counts if begin_ms <= count.minute_ms < until_ms + BUCKET_MS]
        states = learnt(BRAND, states, Past(as_lived(part, settled_until(now_ms), complete=complete), until_ms))
        begin_ms = until_ms + BUCKET_MS
    return states


def lived(simulated: SimulatedBrand, minutes: int, every: int = QUARTER) -> States:
    """The states of a brand that was watched for so many minutes."""
    for minute in range(every, minutes + 1, every):
        simulated.evaluate(START + minute * MINUTE_MS)
    given = simulated.decision_input(START + minutes * MINUTE_MS)
    states = {signal: stored.state for signal, stored in given.stored.items()}
    found = evaluate_signals(BRAND, states, given.counts, given.now_ms, confirmed=given.confirmed)
    return {signal: evaluation.state for signal, evaluation in found.items()}


def stored(states: States) -> bytes:
    return packed({signal: state for signal, state in states.items() if state})


def late(counts: Sequence[MinuteCount], until_ms: int) -> list[MinuteCount]:
    return [replace(count, late=count.minute_ms < until_ms) for count in counts]


@pytest.mark.parametrize("per_bucket", [0.1, 1.5, 20.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_past_that_came_late_leaves_the_very_states_of_one_that_came_in_time(per_bucket: float, seed: int) -> None:
    """It turns red where a bucket is left out between two parts, or where what came late stays out of a window."""
    rng, minutes = random.Random(seed), 2 * DAY
    posts = normal_posts(rng, range(minutes), per_bucket) + crisis_posts(rng, range(DAY, DAY + 40))
    posts.sort(key=lambda count: count.minute_ms)
    now_ms = START + minutes * MINUTE_MS
    live = SimulatedBrand(counts=posts)
    states = lived(live, minutes)
    assert live.moments
    days = [START + DAY_MS - BUCKET_MS]
    assert stored(relearnt(late(posts, settled_until(now_ms) - STILL_LATE_MS), now_ms, days)) == stored(states)


SERIES = st.lists(
    st.tuples(st.integers(0, 2 * 60 - 1), st.integers(0, 40), st.integers(0, 40), st.booleans()),
    min_size=1,
    max_size=40,
)


@given(SERIES, st.sets(st.integers(1, 30)))
@settings(max_examples=20)
def test_in_whatever_parts_the_past_is_learnt_the_states_are_the_same(
    series: list[tuple[int, int, int, bool]], parts: set[int]
) -> None:
    counts = [
        MinuteCount(
            START + minute * MINUTE_MS,
            Tally(mentions, mentions, min(bad, mentions), hashtags={"a": 1}, channels={"rss": mentions}),
            came_late,
        )
        for minute, mentions, bad, came_late in sorted(series)
    ]
    now_ms = START + 4 * HOUR_MS
    ends = [START + part * BUCKET_MS for part in sorted(parts)]
    assert stored(relearnt(counts, now_ms, ends)) == stored(relearnt(counts, now_ms))


def test_a_level_that_became_the_new_normal_is_normal_from_then_on() -> None:
    rng, hours = random.Random(5), 9
    posts = normal_posts(rng, range(DAY)) + normal_posts(rng, range(DAY, DAY + hours * 60), 15.0)
    live = SimulatedBrand(counts=posts)
    states = lived(live, DAY + hours * 60)
    levels = {
        signal: (settled_until(moment.ended_ms), level)
        for signal in Signal
        for moment in live.moments.values()
        if moment.kind is signal.kind and moment.ended_ms and (level := new_level(moment)) is not None
    }
    ((signal, (at_ms, level)),) = levels.items()
    now_ms = START + (DAY + hours * 60) * MINUTE_MS
    before = [count for count in posts if count.minute_ms < at_ms + BUCKET_MS]
    after = [count for count in posts if count.minute_ms >= at_ms + BUCKET_MS]
    shifted = learnt(BRAND, NOTHING, Past(before, at_ms, levels={signal: level}))
    assert stored(learnt(BRAND, shifted, Past(after, settled_until(now_ms)))) == stored(states)


class TestWhatCameLate:
    NOW_MS = START + DAY_MS

    def counters(self, apart: int, minutes: int = DAY) -> list[MinuteCount]:
        return [MinuteCount(START + minute * MINUTE_MS, Tally(1, 1), True) for minute in range(0, minutes, apart)]

    def test_is_no_history_where_hardly_anybody_posted(self) -> None:
        """The last posts of a feed say nothing of the hours between them, nor of other channels."""
        feed = self.counters(apart=120)
        assert as_lived(feed, self.NOW_MS, complete=False) == feed
        assert _observed(relearnt(feed, self.NOW_MS, complete=False)) < 20

    def test_is_history_where_a_person_says_that_none_is_missing(self) -> None:
        states = relearnt(self.counters(apart=120), self.NOW_MS)
        assert _observed(states) > 270
        month = [replace(count, minute_ms=count.minute_ms - DAY_MS) for count in self.counters(apart=120)]
        assert learning(relearnt(month, self.NOW_MS)) is None

    def test_is_history_where_there_are_posts_in_an_hour(self) -> None:
        dense = as_lived(self.counters(apart=60), self.NOW_MS, complete=False)
        assert [count.late for count in dense] == [count.minute_ms >= self.NOW_MS - STILL_LATE_MS for count in dense]


def test_a_channel_that_only_a_backfill_brought_is_not_known_after_it() -> None:
    """Otherwise it would be silent as soon as the backfill ends."""
    posts = normal_posts(random.Random(1), range(DAY))
    states = relearnt(late(posts, START + DAY_MS), START + DAY_MS)
    known = without_others(states, NOTHING, posts)
    assert stored(known) == stored(states)
    assert b"rss" not in _channels(without_others(states, NOTHING, late(posts, START + DAY_MS)))
    assert b"rss" in _channels(without_others(states, states, []))


def test_what_was_ever_seen_goes_on_from_what_is_stored() -> None:
    """Otherwise the mentions of an open moment would jump by all that a backfill brought."""
    posts = normal_posts(random.Random(1), range(DAY), 10.0)
    now_ms = START + DAY_MS
    before = relearnt(posts[len(posts) // 2 :], now_ms - HOUR_MS)
    found = with_seen(relearnt(posts, now_ms), before, posts)
    newer = [count for count in posts if count.minute_ms > _volume(before).bucket_ms + BUCKET_MS - 1]
    expected = _volume(before).seen + sum(
        count.tally.mentions for count in newer if count.minute_ms < settled_until(now_ms) + BUCKET_MS
    )
    assert _volume(found).seen == expected


def _volume(states: States) -> CountState:
    state = states[Signal.VOLUME]
    assert isinstance(state, CountState)
    return state


def _observed(states: States) -> int:
    return _volume(states).observed


def _channels(states: States) -> bytes:
    silence: DetectorState | None = states[Signal.SILENCE]
    assert silence
    return str(silence).encode()
