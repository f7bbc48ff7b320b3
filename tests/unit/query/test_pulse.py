"""The pulse is a series of equal steps that loses no count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.query.schemas.mention.pulse import MAX_POINTS, STEP_MS, Step, pulse_range, pulse_series
from shared.domain.errors import InvalidInput
from shared.domain.mentions.tally import Tally
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS

STEPS = st.sampled_from(["1m", "5m", "1h", "1d"])


@given(STEPS, st.lists(st.tuples(st.integers(0, 179), st.integers(0, 50), st.integers(0, 50)), max_size=30))
def test_the_points_add_up_to_what_was_counted(step: Step, counted: list[tuple[int, int, int]]) -> None:
    start = 20_000 * DAY_MS
    pairs = [
        (start + minute * MINUTE_MS, Tally(mentions=scored + other, scored=scored)) for minute, scored, other in counted
    ]
    bounds = pulse_range(start, start + 3 * HOUR_MS, step, 0)
    pulse = pulse_series("acme", pairs, bounds, step)
    assert (
        sum(point["mentions"] for point in pulse["points"])
        == pulse["totals"]["mentions"]
        == sum(t.mentions for _, t in pairs)
    )
    assert pulse["totals"]["scored"] == sum(tally.scored for _, tally in pairs)


@given(STEPS, st.integers(0, 40 * DAY_MS), st.integers(1, 31 * DAY_MS))
def test_a_range_is_whole_steps_that_cover_the_requested_time(step: Step, since: int, length: int) -> None:
    length = min(length, (MAX_POINTS - 1) * STEP_MS[step])
    start, end = pulse_range(since, since + length, step, 0)
    assert start <= since < since + length <= end
    assert (start % STEP_MS[step], end % STEP_MS[step]) == (0, 0)
    assert (end - start) // STEP_MS[step] <= MAX_POINTS


@pytest.mark.parametrize("step", ["1m", "5m", "1h", "1d"])
def test_a_range_with_too_many_points_or_days_is_refused(step: Step) -> None:
    with pytest.raises(InvalidInput, match="shorter range"):
        pulse_range(0, min(33 * DAY_MS, (MAX_POINTS + 2) * STEP_MS[step]), step, 0)


def test_now_is_always_inside_the_default_range() -> None:
    for step in ("1m", "5m", "1h", "1d"):
        for now in (1_772_373_900_000, 1_772_373_900_001, 1_772_323_200_000):
            start, end = pulse_range(None, None, step, now)
            assert start <= now < end


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(InvalidInput, match="before until"):
        pulse_range(DAY_MS, DAY_MS, "1h", 0)
