"""What was covered and what was not make up the time a query was watched, whatever became of its polls."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.gaps import KEPT_MS, MOST_GAPS, CoveredTime, Gap, GapCause, covered_time, ended_gaps, open_gap
from shared.domain.gaps import with_gaps as remembered
from shared.domain.poll_status import LATE_AFTER_MS, PollStatus
from shared.domain.time import HOUR_MS, MINUTE_MS

START = 1_790_000_000_000 // MINUTE_MS * MINUTE_MS
POLLED = PollStatus("rss", "q", attempt_ms=START, success_ms=START, since_ms=START - HOUR_MS)

outcomes = st.sampled_from(["complete", "complete", "failed", "limited", "behind", "flood"])
polls = st.lists(st.tuples(st.integers(1, 40), outcomes), max_size=60)


def played(steps: Sequence[tuple[int, str]]) -> tuple[PollStatus, tuple[Gap, ...], int]:
    """The polls of a query, each so many minutes after the one before, and the gaps remembered of them."""
    poll, now_ms = PollStatus("rss", "q"), START
    gaps: tuple[Gap, ...] = ()
    for minutes, outcome in steps:
        now_ms += minutes * MINUTE_MS
        since_ms = poll.since_ms or now_ms
        if outcome in {"complete", "flood"}:
            lost_until_ms = now_ms - MINUTE_MS // 2 if outcome == "flood" and poll.success_ms else 0
            gaps = remembered(gaps, ended_gaps(poll, now_ms, lost_until_ms), now_ms)
            poll = poll._replace(attempt_ms=now_ms, success_ms=now_ms, errors=0, not_before_ms=0, since_ms=since_ms)
        else:
            errors = poll.errors + (outcome == "failed")
            wait_ms = now_ms + MINUTE_MS if outcome == "limited" else 0
            poll = poll._replace(attempt_ms=now_ms, errors=errors, not_before_ms=wait_ms, since_ms=since_ms)
    return poll, gaps, now_ms


def judged(steps: Sequence[tuple[int, str]], until_ms: int) -> CoveredTime:
    """The same said otherwise: each half minute by itself, by the polls that worked before and after it."""
    whole: list[int] = []
    floods: dict[int, int] = {}
    since_ms, now_ms = 0, START
    for minutes, outcome in steps:
        now_ms += minutes * MINUTE_MS
        since_ms = since_ms or now_ms
        if outcome in {"complete", "flood"}:
            if outcome == "flood" and whole:
                floods[now_ms] = now_ms - MINUTE_MS // 2
            whole.append(now_ms)
    found = [0, 0, 0]
    half = MINUTE_MS // 2
    for at_ms in range(since_ms, until_ms, half) if since_ms else ():
        before = max((one for one in whole if one <= at_ms), default=0)
        after = min((one for one in whole if one > at_ms), default=0)
        if after and at_ms < floods.get(after, 0):
            found[2] += half
        elif (after or until_ms) - (before or since_ms) <= LATE_AFTER_MS:
            found[0] += half
        else:
            found[1 if after and before else 2] += half
    return CoveredTime(*found)


@given(polls, st.integers(0, 200))
def test_covered_and_uncovered_time_make_up_the_time_watched(steps: list[tuple[int, str]], later: int) -> None:
    poll, gaps, now_ms = played(steps)
    until_ms = now_ms + later * MINUTE_MS
    time = covered_time(poll, gaps, 0, until_ms)
    assert min(time) >= 0
    assert time.watched_ms == (until_ms - poll.since_ms if poll.since_ms else 0)
    assert time == judged(steps, until_ms)


@given(polls, st.integers(0, 300), st.integers(0, 300))
def test_two_spans_of_time_are_covered_as_the_whole_of_them(
    steps: list[tuple[int, str]], first: int, second: int
) -> None:
    poll, gaps, now_ms = played(steps)
    since_ms, until_ms = now_ms - (first + second) * MINUTE_MS, now_ms
    middle_ms = since_ms + first * MINUTE_MS
    later = covered_time(poll, gaps, middle_ms, until_ms)
    whole = covered_time(poll, gaps, since_ms, until_ms)
    earlier = CoveredTime(*(one - other for one, other in zip(whole, later, strict=True)))
    assert min(earlier) >= 0
    watched = poll.since_ms > 0
    assert earlier.watched_ms == watched * max(0, middle_ms - max(since_ms, poll.since_ms))


@given(polls)
def test_gaps_are_in_order_and_none_overlaps_another(steps: list[tuple[int, str]]) -> None:
    _, gaps, _ = played(steps)
    assert all(gap.begin_ms < gap.end_ms for gap in gaps)
    assert all(before.end_ms <= after.begin_ms for before, after in pairwise(gaps))


def test_of_too_many_gaps_neighbours_become_one_and_none_looks_shorter() -> None:
    many = [Gap(START + n * HOUR_MS, START + n * HOUR_MS + MINUTE_MS, GapCause.FAILED) for n in range(MOST_GAPS + 20)]
    kept = remembered((), many, many[-1].end_ms)
    assert len(kept) == MOST_GAPS
    assert all(any(one.begin_ms <= gap.begin_ms and gap.end_ms <= one.end_ms for one in kept) for gap in many)
    assert not remembered(kept, (), many[-1].end_ms + KEPT_MS)


@pytest.mark.parametrize(
    ("poll", "cause"),
    [
        (POLLED._replace(errors=2, attempt_ms=START + HOUR_MS), GapCause.FAILED),
        (POLLED._replace(attempt_ms=START + 1, not_before_ms=START + HOUR_MS), GapCause.LIMITED),
        (POLLED._replace(attempt_ms=START + HOUR_MS), GapCause.BEHIND),
        (POLLED, GapCause.NOT_POLLED),
    ],
    ids=lambda value: value.value if isinstance(value, GapCause) else "",
)
def test_a_gap_says_why(poll: PollStatus, cause: GapCause) -> None:
    later_ms = START + 2 * HOUR_MS
    assert open_gap(poll, later_ms) == Gap(START, later_ms, cause, lost=True), "nothing of it was read so far"
    assert ended_gaps(poll, later_ms) == [Gap(START, later_ms, cause)], "a complete poll reads what it holds"


def test_a_channel_that_says_it_does_not_change_has_no_gap_until_then() -> None:
    fresh = POLLED._replace(fresh_until_ms=START + HOUR_MS)
    assert open_gap(fresh, START + HOUR_MS + LATE_AFTER_MS) is None
    assert open_gap(fresh, START + HOUR_MS + LATE_AFTER_MS + 1) is not None


def test_what_a_channel_no_longer_lists_is_lost_however_short_the_time() -> None:
    now_ms = START + MINUTE_MS
    assert ended_gaps(POLLED, now_ms, now_ms - 5) == [Gap(START, now_ms - 5, GapCause.DROPPED, lost=True)]
    assert ended_gaps(POLLED, now_ms, START) == [], "it lists what was there at the last poll"
    late = ended_gaps(POLLED, START + HOUR_MS, START + MINUTE_MS)
    assert [(gap.begin_ms, gap.lost) for gap in late] == [(START, True), (START + MINUTE_MS, False)]


def test_the_time_in_which_no_poll_ever_worked_is_lost() -> None:
    never = PollStatus("x", "q", attempt_ms=START + HOUR_MS, errors=9, since_ms=START)
    time = covered_time(never, (), 0, START + HOUR_MS)
    assert (time.covered_ms, time.lost_ms) == (0, HOUR_MS)
    assert ended_gaps(never, START + HOUR_MS)[0].lost, "a first poll looks back only so far"
