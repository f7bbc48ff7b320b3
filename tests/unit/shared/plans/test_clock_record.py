"""The law of the clock: one word answers what was due when it was said, and what is late moves the next promise."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.domain.time import MINUTE_MS
from shared.messages.drill_score import table_top_score
from shared.plans.clock_record import MOST_UPDATES, clock_record, next_update_ms
from shared.plans.plan import Clock
from shared.plans.shipped import shipped_plans
from shared.plans.table_top import Played
from tests.unit.notify.examples import START
from tests.unit.shared.plans.clocks import CLOCKS

USUAL = Clock()
MINUTES = st.lists(st.integers(0, 300), max_size=12).map(sorted)


def record(words: list[int], until: int, clock: Clock = USUAL) -> list[tuple[str, int, int | None]]:
    """What was due in which minute, and in which minute it was said."""
    found = clock_record(clock, START, [START + at * MINUTE_MS for at in words], START + until * MINUTE_MS)
    return [(due.what, _minute(due.due_ms), due.said_ms and _minute(due.said_ms)) for due in found]


def _minute(at_ms: int) -> int:
    return (at_ms - START) // MINUTE_MS


@pytest.mark.parametrize(
    ("words", "until", "expected"),
    [
        ([], 50, [(5, None), (10, None), (30, None), (50, None)]),
        ([4, 9, 28, 49], 50, [(5, 4), (10, 9), (30, 28), (50, 49)]),
        ([25], 44, [(5, 25), (10, None)]),
        ([25], 45, [(5, 25), (10, None), (45, None)]),
        ([25, 29, 48], 49, [(5, 25), (10, 29), (49, 48)]),
        ([4, 9, 31], 51, [(5, 4), (10, 9), (30, 31), (51, None)]),
        ([35], 55, [(5, 35), (10, None), (30, None), (55, None)]),
        ([4, 9, 75], 95, [(5, 4), (10, 9), (30, None), (50, None), (70, 75), (95, None)]),
        ([4, 9, 12, 14, 16], 50, [(5, 4), (10, 9), (30, 12), (50, None)]),
    ],
    ids=[
        "nothing is said",
        "all in time: the times are those of the plan",
        "a late first word is no update",
        "the next update is promised from it",
        "a late scope is no update either",
        "an update a minute late is not the next one in time",
        "what fell due before a first word stays missed",
        "after a silence one word makes good for the last promise alone",
        "words that nobody waited for cannot be saved up",
    ],
)
def test_one_word_answers_what_was_due_when_it_was_said(
    words: list[int], until: int, expected: list[tuple[int, int | None]]
) -> None:
    assert [(due, said) for _, due, said in record(words, until)] == expected


def test_what_was_not_said_is_never_in_time_not_even_in_the_first_minute_after_it_was_due() -> None:
    plan, due_ms = shipped_plans()["negative-surge-urgent"], START + 5 * MINUTE_MS
    first_word = clock_record(USUAL, START, [], due_ms)[0]
    assert [first_word.late_minutes(due_ms + later) for later in (0, 1, 119_999, 120_000)] == [None, 1, 1, 2]
    score = table_top_score(plan, START, Played(), due_ms + 1)
    assert (score.words_due, score.words_in_time) == (1, 0)


@given(CLOCKS, MINUTES)
def test_no_word_counts_twice_and_no_two_are_due_at_once(clock: Clock, words: list[int]) -> None:
    found = record(words, 400, clock)
    said = [at for _, _, at in found if at is not None]
    due = [at for _, at, _ in found[1:]]
    assert len(said) == len(set(said))
    assert due == sorted(set(due))


@given(CLOCKS, MINUTES, st.integers(0, 300))
def test_what_was_missed_stays_missed_whatever_is_said_later(clock: Clock, words: list[int], now: int) -> None:
    """So a team cannot mend its score afterwards: only how late a word is becomes known."""

    def in_time(until: int) -> list[tuple[str, int, bool]]:
        told = record([word for word in words if word <= until], now, clock)
        return [(what, due, said is not None and said <= due) for what, due, said in told if due <= now]

    assert in_time(now) == in_time(400)


@given(CLOCKS, MINUTES, st.integers(0, 300))
def test_the_next_update_is_the_first_that_the_record_will_have(clock: Clock, words: list[int], now: int) -> None:
    said = [START + at * MINUTE_MS for at in words if at <= now]
    due_ms = next_update_ms(clock, START, START + now * MINUTE_MS, said)
    before, after = (clock_record(clock, START, said, until)[2:] for until in (due_ms - 1, due_ms))
    assume(len(before) < MOST_UPDATES)
    assert after[-1].due_ms == due_ms
    assert not [due for due in before if due.said_ms is None and due.due_ms > START + now * MINUTE_MS]
