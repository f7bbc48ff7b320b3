"""A time written as text is read back as the same millisecond."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidInput
from shared.domain.time import (
    ALLOWED_LATENESS_MS,
    BUCKET_MINUTES,
    BUCKET_MS,
    BUCKET_WORDS,
    BUCKETS_PER_DAY,
    BUCKETS_PER_HOUR,
    BUCKETS_PER_WEEK,
    DAY_MS,
    FIRST_MILLISECONDS,
    HOUR_MS,
    MAX_CLOCK_SKEW_MS,
    MAX_TIME_MS,
    MINUTE_MS,
    bucket_of,
    day_stamp,
    hour_stamp,
    iso,
    minute_of,
    minute_stamp,
    month_stamp,
    parse_time,
)

INSTANTS = st.integers(0, MAX_TIME_MS)


@given(INSTANTS)
def test_a_time_written_and_read_is_the_same_to_the_millisecond(at_ms: int) -> None:
    assert parse_time(iso(at_ms)) == at_ms


@given(INSTANTS, INSTANTS)
def test_texts_of_whole_seconds_and_all_stamps_sort_as_the_times_do(one: int, other: int) -> None:
    earlier, later = sorted((one, other))
    for stamp in (month_stamp, day_stamp, hour_stamp, minute_stamp):
        assert stamp(earlier) <= stamp(later)


@given(INSTANTS)
def test_minutes_and_buckets_contain_their_time(at_ms: int) -> None:
    assert 0 <= at_ms - minute_of(at_ms) < MINUTE_MS
    assert 0 <= at_ms - bucket_of(at_ms) < BUCKET_MS
    assert bucket_of(minute_of(at_ms)) == bucket_of(at_ms)


def test_the_spans_that_the_docs_promise() -> None:
    assert (MINUTE_MS, HOUR_MS, DAY_MS) == (60_000, 3_600_000, 86_400_000)
    assert ALLOWED_LATENESS_MS == 15 * MINUTE_MS
    assert MAX_CLOCK_SKEW_MS == 2 * MINUTE_MS


def test_whatever_depends_on_the_length_of_a_bucket_follows_from_it() -> None:
    assert BUCKETS_PER_HOUR * BUCKET_MS == HOUR_MS
    assert BUCKETS_PER_DAY * BUCKET_MS == DAY_MS
    assert BUCKETS_PER_WEEK * BUCKET_MS == 7 * DAY_MS
    assert (BUCKET_MINUTES * MINUTE_MS, BUCKET_WORDS) == (BUCKET_MS, "five minutes")


@given(st.integers(0, int(FIRST_MILLISECONDS) - 1))
def test_a_number_or_its_text_is_seconds_until_it_must_be_milliseconds(seconds: int) -> None:
    assert parse_time(seconds) == parse_time(str(seconds)) == parse_time(float(seconds)) == seconds * 1_000
    assert parse_time(int(FIRST_MILLISECONDS) + seconds) == int(FIRST_MILLISECONDS) + seconds


@pytest.mark.parametrize(
    ("text", "at_ms"),
    [
        ("1970-01-01T00:00:01", 1_000),  # channels that give no offset mean UTC
        (" 1970-01-01 00:00:01Z ", 1_000),
        ("1969-12-31T23:00:00-01:00", 0),
        ("1970-01-01T00:00:00.0019Z", 1),  # cut off, never rounded up to the next minute
        ("1970-01-02", 86_400_000),
    ],
)
def test_iso_8601_is_read_as_channels_mean_it(text: str, at_ms: int) -> None:
    assert parse_time(text) == at_ms


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "31/12/2026",
        -1,
        "1969-12-31T23:59:59Z",
        True,
        None,
        [],
        {},
        math.nan,
        math.inf,
        10**400,
        "9" * 5000,
        MAX_TIME_MS + 1,
        "2026-13-01",
        "²",
        "\x00",
        "\ud800",
    ],
)
def test_what_is_not_a_time_is_refused_and_names_the_field(value: object) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_time(value, field="published_at")
    assert refusal.value.field == "published_at"
    assert len(refusal.value.message) < 250


@given(st.text() | st.integers() | st.floats() | st.none() | st.booleans() | st.binary())
def test_any_value_is_a_time_or_is_refused(value: object) -> None:
    with contextlib.suppress(InvalidInput):
        assert 0 <= parse_time(value) <= MAX_TIME_MS
