"""What a sender is told about items that came too late, or from the future."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.intake.item_results import ItemResult, Outcome, batch_result
from functions.intake.lateness import hint
from shared.domain.mentions.mention import Mention
from shared.domain.pushed_status import OF_A_PUSH, REMEMBERED, after_push, clock_offset
from shared.domain.time import ALLOWED_LATENESS_MS, HOUR_MS, MINUTE_MS

NOW = 1_772_373_900_000
LOCAL = "local times without an offset"


def accepted(minutes_late: float, *, limit_ms: int = ALLOWED_LATENESS_MS, backfill: bool = False) -> ItemResult:
    """An item by the time that its sender gave; one from the future counts as of its arrival."""
    stated = NOW - round(minutes_late * MINUTE_MS)
    mention = Mention("acme", "webhook", "1", "x", min(stated, NOW), NOW, backfill=backfill, late_after_ms=limit_ms)
    return ItemResult(1, Outcome.ACCEPTED, mention=mention, stated_ms=stated)


def test_items_sixteen_minutes_old_are_late_and_the_answer_says_so() -> None:
    answer = batch_result([accepted(16)] * 60)
    assert (answer["accepted"], answer["late"], answer["redated"]) == (60, 60, 0)
    assert answer["items"][0]["late"] is True
    told = hint([accepted(16)] * 60)
    assert told.startswith("60 posts came too late to alert, the middle one 16 minutes after its publication")
    assert "late_after_minutes" in told
    assert LOCAL not in told


@pytest.mark.parametrize("minutes", [30, 60, 90, 120, 330, 58, 122])
def test_a_lag_of_whole_or_half_hours_is_likely_a_local_time(minutes: float) -> None:
    assert LOCAL in hint([accepted(minutes)])


@pytest.mark.parametrize("hours", [1, 2, 5.5, 9])
def test_times_ahead_by_hours_are_redated_and_likely_local_ones(hours: float) -> None:
    item = accepted(-60 * hours)
    assert (batch_result([item])["redated"], batch_result([item])["late"]) == (1, 0)
    assert LOCAL in hint([item])


def test_what_is_in_time_or_a_backfill_needs_no_hint() -> None:
    items = [accepted(0), accepted(14), accepted(9_000, backfill=True), accepted(100, limit_ms=6 * HOUR_MS)]
    assert hint(items) == ""
    assert batch_result(items)["late"] == 0


def test_duplicates_are_neither_late_nor_redated() -> None:
    again = ItemResult(1, Outcome.DUPLICATE, mention=accepted(99).mention, stated_ms=NOW)
    assert (again.late, again.redated, hint([again])) == (False, False, "")


@given(st.integers(1, 28), st.integers(-3 * MINUTE_MS, 3 * MINUTE_MS))
def test_every_offset_of_a_clock_is_recognised(halves: int, more_ms: int) -> None:
    assert clock_offset(halves * HOUR_MS // 2 + more_ms) == clock_offset(-halves * HOUR_MS // 2 - more_ms) != ""


@given(st.lists(st.lists(st.integers(0, 10**9), max_size=40), max_size=9))
def test_of_every_channel_a_limited_number_of_lags_is_kept_the_newest_first(pushes: list[list[int]]) -> None:
    status = None
    for number, lags in enumerate(pushes):
        status = after_push(status, "webhook", number, number, lags, late=False)
        assert len(status.lags) <= REMEMBERED
        assert status.lags[: min(len(lags), 1)] == tuple(lags[:1]) or not lags
        assert len([*lags[:: max(1, -(-len(lags) // OF_A_PUSH))]]) <= OF_A_PUSH
