"""Reads a recorded series: lines of a CSV file go in, checked rows of times and counts come out.

Columns are ``timestamp,value``. The header is optional; with one, the columns may be in
any order and there may be others, so that the output of a backtest can be read again.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from shared.domain.errors import InvalidInput
from shared.domain.time import parse_time

TIMESTAMP, VALUE = "timestamp", "value"

LARGEST = 10**15
"""A larger count is taken for a mistake; sums of millions of smaller counts are exact as floats."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)


class Row(NamedTuple):
    """A row: its line in the file (from 1), its time as text and in epoch ms, and its count."""

    line: int
    stamp: str
    at_ms: int
    value: int


def read_rows(lines: Iterable[str]) -> Iterator[Row]:
    """The rows of a CSV text in order of time; blank lines are skipped, and two rows may have the same time.

    Times are ISO 8601 (without an offset: UTC) or epoch seconds or milliseconds.

    Raises:
        InvalidInput: a row is invalid or out of order; the message names its line.

    >>> [tuple(row) for row in read_rows(["timestamp,value", "2026-03-01 14:05:53,12.0"])]
    [(2, '2026-03-01 14:05:53', 1772373953000, 12)]
    """
    columns: tuple[int, int] | None = None
    before: Row | None = None
    for line, fields in _records(lines):
        if columns is None:
            columns = _columns(fields)
            if columns is not None:
                continue
            columns = (0, 1)
        row = _row(line, fields, columns)
        if before is not None and row.at_ms < before.at_ms:
            raise InvalidInput(
                f"line {line}: {row.stamp!r} is before line {before.line}, {before.stamp!r};"
                " sort the rows; if the clock was put back, give times in UTC or with an offset",
                field=TIMESTAMP,
            )
        yield row
        before = row


def parse_count(text: str) -> int:
    """The count in a text.

    Raises:
        InvalidInput: it is not a whole number from 0 to 10^15.

    >>> parse_count("12.0"), parse_count(" 1e9 ")
    (12, 1000000000)
    """
    number_text = text.strip()
    if not number_text:
        raise InvalidInput(f"{VALUE} is empty; leave the row out where nothing was recorded", field=VALUE)
    number = float(number_text) if _NUMBER.fullmatch(number_text) else float("nan")
    if number < 0:
        raise InvalidInput(f"{VALUE} is negative: {number_text[:40]!r}; counts begin at 0", field=VALUE)
    if not number <= LARGEST:
        raise InvalidInput(f"{VALUE} must be a number from 0 to 10^15, not {number_text[:40]!r}", field=VALUE)
    if number != int(number):
        raise InvalidInput(
            f"{VALUE} must be a whole number, because it is a count; got {number_text[:40]!r}", field=VALUE
        )
    return int(number)


def _records(lines: Iterable[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Every record that is not blank, with the number of its first line."""
    reader = csv.reader(lines, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            raise InvalidInput(f"line {line} is not CSV: {error}") from error
        if fields is None:
            return
        if any(field.strip() for field in fields):
            yield line, fields


def _columns(first: Sequence[str]) -> tuple[int, int] | None:
    """The columns of time and count if the first record is a header; ``None`` if it is a row."""
    names = [field.strip().lower() for field in first]
    if TIMESTAMP in names and VALUE in names:
        return names.index(TIMESTAMP), names.index(VALUE)
    if any(_is_data(field) for field in first):
        return None
    if len(first) == 2:  # noqa: PLR2004 - a time and a count
        return 0, 1
    raise InvalidInput("line 1: name the columns timestamp and value; there may be others")


def _is_data(field: str) -> bool:
    """Whether it looks like data: a time or a number."""
    try:
        parse_time(field)
    except InvalidInput:
        return _NUMBER.fullmatch(field.strip()) is not None
    return True


def _row(line: int, fields: Sequence[str], columns: tuple[int, int]) -> Row:
    if len(fields) <= max(columns):
        raise InvalidInput(f"line {line}: a timestamp and a value are needed, there is only {','.join(fields)[:60]!r}")
    stamp, value = (fields[place] for place in columns)
    try:
        return Row(line, stamp, parse_time(stamp, field=TIMESTAMP), parse_count(value))
    except InvalidInput as error:
        raise InvalidInput(f"line {line}: {error.message}", field=error.field) from error
