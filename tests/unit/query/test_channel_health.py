"""A channel's state is that of its worst query, so that an outage never looks like quiet."""

from __future__ import annotations

import pytest

from functions.query.schemas.channel import State, channel_list, query_state
from shared.domain.brand import Brand, Query
from shared.domain.poll_status import PollStatus
from shared.domain.pushed_status import PushedStatus
from shared.domain.time import MINUTE_MS, iso

NOW_MS = 1_772_373_900_000
ACME = Brand("acme", "Acme", queries={"rss": (Query("https://a.example/feed"), Query("https://b.example/feed"))})


@pytest.mark.parametrize(
    ("poll", "state"),
    [
        (PollStatus("rss", "q"), State.WAITING),
        (PollStatus("rss", "q", success_ms=NOW_MS - MINUTE_MS), State.OK),
        (PollStatus("rss", "q", success_ms=NOW_MS - 11 * MINUTE_MS), State.LATE),
        (PollStatus("rss", "q", success_ms=NOW_MS, errors=2), State.FAILING),
        (PollStatus("rss", "q", success_ms=NOW_MS, not_before_ms=NOW_MS + 1), State.LIMITED),
        (PollStatus("rss", "q", success_ms=NOW_MS, not_before_ms=NOW_MS - 1), State.OK),
    ],
)
def test_the_state_of_a_query_follows_from_its_last_poll(poll: PollStatus, state: State) -> None:
    assert query_state(poll, NOW_MS) is state


def test_one_failing_feed_makes_the_channel_failing() -> None:
    good = PollStatus("rss", "https://a.example/feed", success_ms=NOW_MS)
    bad = PollStatus("rss", "https://b.example/feed", errors=3, error="410 Gone")
    rss = next(one for one in channel_list([ACME], [good, bad], NOW_MS)["channels"] if one["channel"] == "rss")
    assert rss["state"] is State.FAILING
    assert [query["last_error"] for query in rss["queries"]] == [None, "410 Gone"]
    assert rss["last_success_at"] == "2026-03-01T14:05:00Z"


def test_a_query_that_moved_to_another_server_has_the_state_of_the_later_record() -> None:
    old = PollStatus("rss", "https://a.example/feed", attempt_ms=1, errors=9)
    new = PollStatus("rss", "https://a.example/feed", attempt_ms=2, success_ms=NOW_MS)
    rss = next(one for one in channel_list([ACME], [new, old], NOW_MS)["channels"] if one["channel"] == "rss")
    assert rss["queries"][0]["state"] is State.OK


def test_a_channel_without_queries_is_unused_and_lists_the_brands_without_it() -> None:
    found = {one["channel"]: one for one in channel_list([ACME], [], NOW_MS)["channels"]}
    assert (found["mastodon"]["state"], found["mastodon"]["brands_without"]) == (State.UNUSED, ["acme"])


def test_queries_of_a_deleted_brand_are_not_shown() -> None:
    assert all(not one["queries"] for one in channel_list([], [PollStatus("rss", "q", errors=1)], NOW_MS)["channels"])


def test_a_pushed_channel_shows_when_it_came_and_how_late() -> None:
    hours, now = 2 * 3_600_000, NOW_MS
    late = PushedStatus("webhook", now, now - hours, (hours, hours + 60_000), late=True)
    named = PushedStatus("exporter", now, now - 1_000, (1_000,))
    polled = PushedStatus("rss", now, now, (0,), late=True)
    found = {one["channel"]: one for one in channel_list([ACME], [], NOW_MS, [late, named, polled])["channels"]}
    assert (found["webhook"]["state"], found["webhook"]["median_lag_seconds"]) == (State.LATE, 7_200)
    assert (found["webhook"]["newest_post_at"], found["webhook"]["lag_seconds"]) == (iso(now - hours), 7_200)
    assert "close to 2 hours" in str(found["webhook"]["hint"])
    assert (found["exporter"]["state"], found["exporter"]["hint"]) == (State.PUSHED, None)
    assert found["exporter"]["last_success_at"] == iso(now)
    assert found["rss"]["median_lag_seconds"] is None, "of a channel that is polled, the polls say more"
