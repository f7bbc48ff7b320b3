"""Dates of feeds mean one moment, or nothing: a wrong one would make news too old to be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.channels.polled.feed.feed_dates import feed_time
from shared.domain.time import MAX_TIME_MS, iso


@pytest.mark.parametrize(
    "written",
    [
        "2026/11/25 10:00:00",
        "2026-11-25T10:00:00Z",
        "2026-11-25T10:00:00.123456789Z",
        "2026-11-25 12:00:00 +0200",
        "2026-11-25T15:30:00+05:30",
        "20261125T100000Z",
        "2026.11.25 10:00",
        "Wed, 25 Nov 2026 10:00:00 GMT",
        "25 Nov 26 10:00 UT",
        "Wed, 25 Nov 2026 05:00 AM EST",
        "Wed, 25 Nov 2026 5:00:00 a.m. EST",
        "Wednesday, 25-Nov-26 10:00:00 GMT",
        "Wed, 25 Nov 2026 07:00:00 BRT",
        "Wed, 25 Nov 2026 11:00:00 CET",
        "Wed, 25 Nov 2026 19:00:00 JST",
        "Wed, 25 Nov 2026 12:00:00 GMT+2",
        "Wed, 25 Nov 2026 10:00:00 +0000 (UTC)",
        "Mi, 25 Nov 2026 11:00:00 +0100",
        "Wed Nov 25 10:00:00 2026",
        "Wed Nov 25 10:00:00 UTC 2026",
        "November 25, 2026 10:00 AM",
        "Nov 25th, 2026 at 10:00 am",
        "1795600800",
        "1795600800000",
    ],
)
def test_every_usual_way_to_write_a_moment_is_read(written: str) -> None:
    at_ms = feed_time(written)
    assert at_ms is not None
    assert iso(at_ms // 1000 * 1000) == "2026-11-25T10:00:00Z"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Wed, 25 Nov 2026 03:30 PM EST", "2026-11-25T20:30:00Z"),
        ("Wed, 25 Nov 2026 12:05 AM GMT", "2026-11-25T00:05:00Z"),
        ("Wed, 25 Nov 2026 12:05 PM GMT", "2026-11-25T12:05:00Z"),
        ("Wed, 25 Nov 2026", "2026-11-25T00:00:00Z"),
        ("2026-11-25", "2026-11-25T00:00:00Z"),
        ("Mon, 01 Mar 99 10:00:00 GMT", "1999-03-01T10:00:00Z"),
    ],
)
def test_halves_of_the_day_dates_alone_and_short_years(written: str, moment: str) -> None:
    at_ms = feed_time(written)
    assert at_ms is not None
    assert iso(at_ms) == moment


@pytest.mark.parametrize(
    "written",
    [
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "2026-02-30",
        "2026-13-01",
        "Wed, 25 Nov 2026 25:61:00 GMT",
        "Wed, 25 Nov 2026 13:30 PM GMT",
        "Wed, 25 Nov 2026 07:00:00 IST",
        "Wed, 25 Nov 2026 07:00:00 XYZ",
        "2026-11-25T10:00:00+99:00",
        "25/11/2026 10:00",
        "11/25/2026 10:00",
        "yesterday",
        "",
        "25 Foo 2026",
    ],
)
def test_what_does_not_mean_one_moment_is_no_date(written: str) -> None:
    assert feed_time(written) is None


@given(st.text(max_size=60) | st.from_regex(r"[0-9a-zA-Z,:/+ .-]{0,40}", fullmatch=True))
def test_nothing_that_a_feed_writes_is_an_error(written: str) -> None:
    at_ms = feed_time(written)
    assert at_ms is None or 0 < at_ms <= MAX_TIME_MS + 86_400_000
