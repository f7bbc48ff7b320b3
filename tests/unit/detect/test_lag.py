"""A brand whose mentions come late: the same moments, so much later, and none over before its posts could show it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.detect.detectors.lag import LEAST_MENTIONS, observed_lag, own_lag
from functions.detect.moments.decision_types import DecisionInput, Trigger
from shared.domain.mentions.tally import DELAYS, Tally, delay_minutes
from shared.domain.moments.moment import Kind, Moment, Status, Transition
from shared.domain.time import ALLOWED_LATENESS_MS, BUCKET_MS, MINUTE_MS
from tests.unit.detect.simulated_brand import (
    DAY,
    START,
    MinuteCount,
    SimulatedBrand,
    by_kind,
    crisis_posts,
    evaluate_minutes,
    minute,
    normal_posts,
)

pytestmark = pytest.mark.days


LIMIT = ALLOWED_LATENESS_MS // MINUTE_MS
CRISIS = range(DAY, DAY + 25)
FOLLOWED = range(DAY, DAY + 100)

Lag = Callable[[int], int]
"""By how many minutes the mentions of a minute (its number since the start) come late."""


@dataclass
class LateBrand(SimulatedBrand):
    """A brand whose counters show a minute only once its mentions have come."""

    lag: Lag = lambda _: 0

    def decision_input(self, now_ms: int, trigger: Trigger = Trigger.TICK) -> DecisionInput:
        """What has come of the brand until ``now_ms``."""
        found = super().decision_input(now_ms, trigger)
        known = [count for count in found.counts if isinstance(count, MinuteCount)]
        come = [count for count in known if count.minute_ms + self.lag(_number(count)) * MINUTE_MS <= now_ms]
        return found._replace(counts=[_delayed(count, self.lag(_number(count))) for count in come])


def _number(count: MinuteCount) -> int:
    return (count.minute_ms - START) // MINUTE_MS


def _delayed(count: MinuteCount, minutes: int) -> MinuteCount:
    delay = delay_minutes(0, minutes * MINUTE_MS)
    return replace(count, tally=count.tally._replace(delays={delay: count.tally.mentions} if delay else {}))


def late_brand(lag: Lag, crisis: list[MinuteCount] | None = None, seed: int = 1, per_bucket: float = 6.0) -> LateBrand:
    """A day of normal posts, then the crisis among them, then normal posts again; followed minute by minute."""
    rng = random.Random(seed)  # noqa: S311 - seeded, so that the series is the same every time
    counts = normal_posts(rng, range(DAY), per_bucket)
    grows = [*crisis_posts(rng, CRISIS[:10], 24.0), *crisis_posts(rng, CRISIS[10:], 240.0)]
    after = normal_posts(rng, range(CRISIS.stop, FOLLOWED.stop), per_bucket)
    brand = LateBrand(counts=[*counts, *(grows if crisis is None else crisis), *after], lag=lag)
    delay = lag(DAY - 1)
    first = min(DAY + delay, *(number + lag(number) for number in range(DAY, DAY + LIMIT)))
    brand.evaluate(START + first * MINUTE_MS - 1)
    assert not brand.moments
    evaluate_minutes(brand, range(first, FOLLOWED.stop + delay))
    return brand


def story(moment: Moment, earlier_ms: int = 0) -> list[tuple[str, int, str]]:
    """What happened to a moment, at what time, moved earlier by so much."""
    return [(step.change.value, step.at_ms - earlier_ms, step.severity.name) for step in moment.timeline]


@cache
def live(seed: int) -> LateBrand:
    return late_brand(lambda _: 0, seed=seed)


@pytest.mark.parametrize("delay", [5, 10, 12, LIMIT])
def test_steadily_late_mentions_make_the_same_moments_so_much_later(delay: int) -> None:
    brand, expected = late_brand(lambda _: delay), by_kind(live(1))
    found = by_kind(brand)
    assert found.keys() == expected.keys()
    for kind, moment in found.items():
        assert moment.opened_ms == expected[kind].opened_ms
        assert story(moment, delay * MINUTE_MS) == story(expected[kind])
        assert moment.quarters == expected[kind].quarters


def test_they_escalate_recover_and_end_once() -> None:
    burst = by_kind(late_brand(lambda _: 10))[Kind.VOLUME_BURST]
    changes = Counter(step.change for step in burst.timeline)
    assert changes[Transition.ESCALATED] >= 1
    assert changes[Transition.RECOVERING] == changes[Transition.RESOLVED] == 1
    assert not changes[Transition.RELAPSED]
    assert burst.status is Status.RESOLVED


@settings(max_examples=6, deadline=None)
@given(delay=st.integers(0, LIMIT), seed=st.integers(1, 3))
def test_for_any_steady_lag_the_moments_are_those_of_a_live_brand_moved(delay: int, seed: int) -> None:
    expected, found = by_kind(live(seed)), by_kind(late_brand(lambda _: delay, seed=seed))
    moved = {kind: story(moment, delay * MINUTE_MS) for kind, moment in found.items()}
    assert moved == {kind: story(moment) for kind, moment in expected.items()}


@settings(max_examples=6, deadline=None)
@given(least=st.integers(0, LIMIT), spread=st.integers(0, 5), seed=st.integers(1, 3))
def test_nothing_recovers_before_its_own_data_could_have_shown_calm(least: int, spread: int, seed: int) -> None:
    """Each minute's mentions come late by another time: no recovery while posts of the crisis may still come."""
    delays = [min(LIMIT, least + number % (spread + 1)) for number in range(7)]
    brand = late_brand(lambda number: delays[number % 7], seed=seed)
    for moment in brand.moments.values():
        calm_ms = moment.opened_ms + 2 * BUCKET_MS + min(delays) * MINUTE_MS
        steps = [step for step in moment.timeline if step.change in (Transition.RECOVERING, Transition.RESOLVED)]
        assert all(step.at_ms >= calm_ms for step in steps)
        assert [step.change for step in moment.timeline].count(Transition.RESOLVED) <= 1


@pytest.mark.parametrize("delay", [8, 14])
@pytest.mark.parametrize("busy", [6.0, 110.0])
def test_one_late_batch_is_not_over_before_the_next_could_have_come(delay: int, busy: float) -> None:
    """The rest of the brand is live: what follows the batch may be as late as the batch."""
    batch = minute(START + DAY * MINUTE_MS, 90, 90)
    brand = late_brand(lambda number: delay if number == DAY else 0, [batch], per_bucket=busy)
    assert brand.moments
    for moment in brand.moments.values():
        recovered = next(step.at_ms for step in moment.timeline if step.change is Transition.RECOVERING)
        assert recovered - moment.detected_ms >= BUCKET_MS
        assert moment.status is Status.RESOLVED


def test_a_brand_that_becomes_late_in_a_crisis_does_not_flap() -> None:
    brand = late_brand(lambda number: 0 if number < DAY + 5 else 12)
    for moment in brand.moments.values():
        changes = Counter(step.change for step in moment.timeline)
        assert changes[Transition.RELAPSED] <= 1


def test_a_live_brand_with_stragglers_is_judged_at_once() -> None:
    counts = [_delayed(minute(START, 1), 14), minute(START + MINUTE_MS, 60)]
    assert observed_lag(counts, START + BUCKET_MS, 0, ALLOWED_LATENESS_MS) == 0


def test_what_is_remembered_counts_while_few_mentions_come() -> None:
    few, enough = minute(START, LEAST_MENTIONS - 1), minute(START, LEAST_MENTIONS)
    remembered = 10 * MINUTE_MS
    assert observed_lag([few], START, remembered, ALLOWED_LATENESS_MS) == remembered
    assert observed_lag([enough], START, remembered, ALLOWED_LATENESS_MS) == 0
    assert observed_lag([], START, 99 * MINUTE_MS, ALLOWED_LATENESS_MS) == ALLOWED_LATENESS_MS


@given(st.dictionaries(st.sampled_from(DELAYS), st.integers(1, 50)), st.integers(0, 500))
def test_the_lag_has_passed_nine_mentions_of_ten_and_no_shorter_one_has(late: dict[int, int], in_time: int) -> None:
    mentions = sum(late.values()) + in_time
    count = MinuteCount(START, Tally(mentions=mentions, delays=late))
    lag = observed_lag([count, minute(START, LEAST_MENTIONS)], START, 0, 360 * MINUTE_MS) // MINUTE_MS
    later = [sum(n for delay, n in late.items() if delay > edge) for edge in (0, *DELAYS)]
    limits = dict(zip((0, *DELAYS), later, strict=True))
    allowed = 0.1 * (mentions + LEAST_MENTIONS)
    assert limits[lag] <= allowed
    assert all(limits[shorter] > allowed for shorter, longer in pairwise((0, *DELAYS)) if longer <= lag)


def test_an_alarm_that_came_late_for_another_reason_has_no_lag_of_its_own() -> None:
    """The detector stood still: its posts were there in time."""
    assert own_lag([minute(START, 60)], START, START + 20 * MINUTE_MS) == 0
    assert own_lag([_delayed(minute(START, 60), 14)], START, START + 20 * MINUTE_MS) == 14 * MINUTE_MS
