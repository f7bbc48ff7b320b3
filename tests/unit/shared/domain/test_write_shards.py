"""The number of write shards goes up and down, and a mention has one and the same key whenever it is written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.time import DAY_MS, MINUTE_MS
from shared.domain.write_shards import BUSY_PER_MINUTE, GROWTH, MOST, MOST_CHANGES, QUIET_MS, WriteShards

CALL_MS, DATED_AHEAD_MS = 15 * MINUTE_MS, 2 * MINUTE_MS
"""How long a call may write with the settings that it began with, and how far ahead a post may be dated."""

LEAST = 2
EVENTS = st.tuples(st.integers(0, 2 * QUIET_MS), st.sampled_from(["flood", "quiet week", "busy week"]))


def history(events: list[tuple[int, str]]) -> list[tuple[int, WriteShards]]:
    """The settings after each event, with its time: what enrich makes of floods and of weeks that it looks back on."""
    found, at_ms = [(0, WriteShards(LEAST))], 0
    for gap_ms, event in events:
        at_ms += gap_ms
        shards = found[-1][1]
        if event == "flood" and not shards.is_changing(at_ms):
            shards = shards.changed(min(MOST, shards.now * GROWTH), at_ms)
        elif event != "flood":
            shards = shards.narrowed(LEAST, [0, LEAST * BUSY_PER_MINUTE - (event == "quiet week")], at_ms)
        found.append((at_ms, shards))
    return found


@given(st.lists(EVENTS, min_size=1, max_size=12), st.data())
def test_a_mention_that_comes_again_has_the_key_of_before(events: list[tuple[int, str]], data: st.DataObject) -> None:
    """Written around a change, by a call that began up to 15 minutes ago, dated a little ahead or some time back."""
    known = history(events)
    changed_ms = data.draw(st.sampled_from([at_ms for at_ms, _ in known[1:]]))
    began_ms = changed_ms + data.draw(st.integers(-CALL_MS, CALL_MS))
    written_ms = began_ms + data.draw(st.integers(0, CALL_MS))
    published_ms = written_ms + data.draw(st.integers(-CALL_MS, DATED_AHEAD_MS))
    first = next(shards for at_ms, shards in reversed(known) if at_ms <= max(began_ms, 0))
    later = [shards for at_ms, shards in known if at_ms > began_ms]
    assert {shards.at(published_ms) for shards in later} <= {first.at(published_ms)}


@given(st.lists(EVENTS, max_size=12))
def test_what_holds_a_time_is_in_the_history_and_in_order(events: list[tuple[int, str]]) -> None:
    shards = history(events)[-1][1]
    ends = [until for until, _ in shards.earlier]
    assert ends == sorted(ends)
    assert LEAST <= shards.now <= shards.most <= MOST


def test_a_long_history_is_not_made_longer() -> None:
    full = WriteShards(GROWTH, tuple((day * DAY_MS, 1) for day in range(MOST_CHANGES)))
    assert full.narrowed(1, [], 10 * QUIET_MS) == full
