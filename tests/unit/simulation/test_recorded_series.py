"""A recorded series is read completely, or there is an error that names the line."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.simulation.buckets import SeriesBucket, to_buckets
from infra.simulation.recorded_series import Row, parse_count, read_rows
from shared.domain.errors import InvalidInput

MINUTE = 60_000
BUCKET = 5 * MINUTE


def read(text: str) -> list[Row]:
    return list(read_rows(text.splitlines(keepends=True)))


def values(text: str) -> list[int]:
    return [row.value for row in read(text)]


@pytest.mark.parametrize(
    ("text", "at_ms"),
    [
        ("2015-02-26 21:42:53", 1_424_986_973_000),
        ("2015-02-26T21:42:53Z", 1_424_986_973_000),
        ("2015-02-26T23:42:53+02:00", 1_424_986_973_000),
        ("1424986973", 1_424_986_973_000),
        ("1424986973000", 1_424_986_973_000),
        ("1424986973.5", 1_424_986_973_500),
        ("2015-02-26", 1_424_908_800_000),
    ],
)
def test_times_may_be_iso_or_epoch(text: str, at_ms: int) -> None:
    (row,) = read(f"timestamp,value\n{text},3\n")
    assert (row.stamp, row.at_ms, row.line) == (text, at_ms, 2)


def test_the_header_is_optional() -> None:
    assert values("1424986973,3\n1424987273,4\n") == [3, 4]


def test_two_other_names_are_a_header_too() -> None:
    assert values("when,mentions\n1424986973,3\n") == [3]


def test_columns_are_found_by_their_names() -> None:
    assert values("brand,Value,label, Timestamp \nacme,3,0,1424986973\n") == [3]


def test_a_byte_order_mark_windows_line_ends_and_blank_lines_are_accepted() -> None:
    assert values("timestamp,value\r\n\r\n1424986973,3\r\n , \r\n1424987273,4\r\n") == [3, 4]


def test_counts_may_be_decimals() -> None:
    assert [parse_count(text) for text in ("12.0", "0", "+7", " 3 ", "1e9", "1234567890123", "-0")] == [
        12,
        0,
        7,
        3,
        10**9,
        1_234_567_890_123,
        0,
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2015-02-26 21:47:53,-1", "line 3: value is negative: '-1'"),
        ("2015-02-26 21:47:53,NaN", "line 3: value must be a number"),
        ("2015-02-26 21:47:53,inf", "line 3: value must be a number"),
        ("2015-02-26 21:47:53,1e400", "line 3: value must be a number"),
        ("2015-02-26 21:47:53,1_000", "line 3: value must be a number"),
        ("2015-02-26 21:47:53,\u0664", "line 3: value must be a number"),
        ("2015-02-26 21:47:53,", "line 3: value is empty; leave the row out"),
        ("2015-02-26 21:47:53,1.5", "line 3: value must be a whole number"),
        ("2015-02-26 21:47:53,9e15", "line 3: value must be a number from 0 to 10^15"),
        ("2015-02-26 21:47:53", "line 3: a timestamp and a value are needed"),
        ("26.2.2015 21:47,3", "line 3: timestamp must be ISO 8601"),
        ("-5,3", "line 3: timestamp must be ISO 8601"),
        ("2015-02-26 21:37:53,3", "line 3: '2015-02-26 21:37:53' is before line 2"),
        ('2015-02-26 21:47:53,"3', "line 3 is not CSV"),
        ("2015-02-26 21:47:53;3", "line 3: a timestamp and a value are needed"),
        ("\x00,\x00", "line 3: timestamp must be ISO 8601"),
        (f"{'x' * 200_000},3", "line 3 is not CSV"),
    ],
)
def test_an_invalid_row_is_an_error_that_names_its_line(line: str, message: str) -> None:
    with pytest.raises(InvalidInput) as error:
        read(f"timestamp,value\n2015-02-26 21:42:53,3\n{line}\n2015-02-26 21:52:53,3\n")
    assert error.value.message.startswith(message)
    assert len(error.value.message) < 300


def test_an_invalid_first_row_is_not_a_header() -> None:
    for line in ("2015-02-26 21:42:53,many", "yesterday,3"):
        with pytest.raises(InvalidInput, match="line 1: "):
            read(f"{line}\n")


def test_columns_without_names_are_not_guessed() -> None:
    with pytest.raises(InvalidInput, match="name the columns timestamp and value"):
        read("when,brand,mentions\n1424986973,acme,3\n")


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_is_read_or_is_an_error(text: str) -> None:
    found: list[Row] = []
    with suppress(InvalidInput):
        found = read(text)
    assert all(row.value >= 0 and row.at_ms >= 0 for row in found)


def buckets(*seconds_and_values: tuple[float, int], width: int = BUCKET) -> list[SeriesBucket]:
    rows = (Row(n, str(n), int(seconds * 1000), value) for n, (seconds, value) in enumerate(seconds_and_values))
    return list(to_buckets(rows, width))


def test_readings_off_the_grid_give_one_for_each_bucket() -> None:
    found = buckets(*((173 + 300 * n, n) for n in range(500)))
    assert [bucket.value for bucket in found] == list(range(500))
    assert [bucket.start_ms for bucket in found] == [n * BUCKET for n in range(500)]


@given(st.lists(st.integers(-149, 149), min_size=2, max_size=60), st.integers(0, 299))
def test_readings_of_an_inexact_clock_give_one_for_each_bucket(wander: list[int], phase: int) -> None:
    """Rows are up to 149 seconds early or late against the first, and so never half a bucket off."""
    seconds = [100_000 + phase, *(100_000 + phase + 300 * n + by for n, by in enumerate(wander, 1))]
    times = sorted(seconds)
    if 2 * (times[1] - times[0]) < 300:
        times[1] = times[0] + 300
        times.sort()
    if any(2 * (after - before) < 300 for before, after in pairwise(times)):
        return
    found = buckets(*((at, 1) for at in times))
    assert len(found) == len(times)
    assert all(after.start_ms - before.start_ms >= BUCKET for before, after in pairwise(found))


@given(st.integers(270, 330), st.integers(1, 400))
def test_a_fast_or_slow_clock_is_followed(period: int, rows: int) -> None:
    """Where readings are a little closer than buckets, hardly ever two are added up; time is never lost."""
    found = buckets(*((period * n, 1) for n in range(rows)))
    assert sum(bucket.value for bucket in found) == rows
    assert len(found) >= min(rows, rows * period // 300)
    last = found[-1].start_ms
    assert abs(last - 1000 * period * (rows - 1)) <= 1.5 * BUCKET


def test_a_gap_stays_a_gap() -> None:
    assert [bucket.start_ms for bucket in buckets((0, 1), (300, 1), (3_000, 1))] == [0, BUCKET, 10 * BUCKET]


def test_rows_closer_than_a_bucket_are_added_up() -> None:
    found = buckets(*((60 * n, 1) for n in range(3, 23)))
    assert [(bucket.start_ms // BUCKET, bucket.value) for bucket in found] == [(0, 2), (1, 5), (2, 5), (3, 5), (4, 3)]


def test_rows_of_the_same_time_are_added_up() -> None:
    found = buckets((173, 1), (173, 2), (473, 3), (473, 4))
    assert [(bucket.value, bucket.rows, bucket.stamp) for bucket in found] == [(3, 2, "0"), (7, 2, "2")]


ROWS = st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 9)), max_size=40).map(
    lambda pairs: [(sum(gap for gap, _ in pairs[: n + 1]), value) for n, (_, value) in enumerate(pairs)]
)


@given(ROWS, st.integers(0, 40), st.sampled_from([MINUTE, BUCKET, 12 * BUCKET]))
def test_no_bucket_depends_on_a_row_that_comes_after_it(rows: list[tuple[int, int]], known: int, width: int) -> None:
    whole, part = buckets(*rows, width=width), buckets(*rows[:known], width=width)
    assert whole[: max(0, len(part) - 1)] == part[:-1]
    assert [bucket.start_ms for bucket in part] == [bucket.start_ms for bucket in whole[: len(part)]]


@given(ROWS, st.sampled_from([MINUTE, BUCKET, 12 * BUCKET]))
def test_buckets_are_in_order_on_the_grid_and_have_every_row(rows: list[tuple[int, int]], width: int) -> None:
    found = buckets(*rows, width=width)
    assert all(bucket.start_ms % width == 0 for bucket in found)
    assert all(before.start_ms < after.start_ms for before, after in pairwise(found))
    assert sum(bucket.value for bucket in found) == sum(value for _, value in rows)
    assert sum(bucket.rows for bucket in found) == len(rows)
