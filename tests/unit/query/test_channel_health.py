"""A channel's state is that of its worst query, so that an outage never looks like quiet."""

from __future__ import annotations

import pytest

from functions.query.pages.channels import channels_page
from functions.query.schemas.channel import ChannelHealth, State
from functions.query.schemas.channel_health import channel_list, query_state
from shared.domain.brand import Brand, Query
from shared.domain.gaps import Gap, GapCause, key_of
from shared.domain.people.role import Role
from shared.domain.people.visitor import Visitor
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


HOUR = 3_600_000
FEED = "https://a.example/feed"
DAY_SECONDS = 86_400


def rss_with(poll: PollStatus, *gaps: Gap) -> ChannelHealth:
    other = poll._replace(query="https://b.example/feed", success_ms=NOW_MS, errors=0)
    found = channel_list([ACME], [poll, other], NOW_MS, gaps={key_of("rss", FEED): gaps})["channels"]
    return next(one for one in found if one["channel"] == "rss")


def test_a_query_shows_what_was_heard_in_time_what_later_and_what_never() -> None:
    poll = PollStatus("rss", FEED, success_ms=NOW_MS - 2 * HOUR, errors=3, since_ms=NOW_MS - 30 * 24 * HOUR)
    late = Gap(NOW_MS - 50 * HOUR, NOW_MS - 47 * HOUR, GapCause.LIMITED)
    dropped = Gap(NOW_MS - 10 * HOUR, NOW_MS - 9 * HOUR, GapCause.DROPPED, lost=True)
    rss = rss_with(poll, late, dropped)
    query = rss["queries"][0]
    assert query["last_day"] == {
        "watched_seconds": DAY_SECONDS,
        "covered_seconds": DAY_SECONDS - 3 * 3_600,
        "late_seconds": 0,
        "lost_seconds": 3 * 3_600,
    }
    assert query["last_week"]["late_seconds"] == 3 * 3_600
    shown = [(gap["cause"], gap["until"] is None, gap["read_later"]) for gap in query["gaps"]]
    assert shown == [("failed", True, False), ("dropped", False, False), ("limited", False, True)]
    assert rss["last_day"]["watched_seconds"] == 2 * DAY_SECONDS, "the sums of both queries"
    assert rss["last_day"]["lost_seconds"] == 3 * 3_600


def test_what_was_never_polled_was_not_watched() -> None:
    rss = rss_with(PollStatus("rss", FEED))
    assert set(rss["queries"][0]["last_week"].values()) == {0}


def test_the_page_says_what_was_not_heard_and_why() -> None:
    poll = PollStatus("rss", FEED, success_ms=NOW_MS, since_ms=NOW_MS - 30 * 24 * HOUR)
    seconds_ago = Gap(NOW_MS - 1_000, NOW_MS - 990, GapCause.FAILED, lost=True)
    dropped = Gap(NOW_MS - 3 * HOUR, NOW_MS - 2 * HOUR, GapCause.DROPPED, lost=True)
    visitor = Visitor("ana", Role.READ, "Europe/Berlin")
    page = channels_page(visitor, [rss_with(poll, dropped)])
    assert "97.9% of the last day, 99.7% of the last week" in page
    assert "1 h in the last week (1 h not read since)" in page
    assert "the channel no longer listed it, not read since" in page
    assert "100% of" not in channels_page(visitor, [rss_with(poll, seconds_ago._replace(end_ms=NOW_MS))])
    assert "100% of the last day" in channels_page(visitor, [rss_with(poll)])
