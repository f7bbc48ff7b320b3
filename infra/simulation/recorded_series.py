"""A recorded series: the rows of a CSV file of times and counts, read one by one and taken at their word or refused.

Columns are ``timestamp,value``. A header may be left out; one that names both may have
them in any order and others beside them, so that what a backtest wrote can be read again.
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
"""Counts above it are taken for a mistake; sums of millions of rows below it are exact as floats."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)


class Row(NamedTuple):
    """One row: its line in the file (from 1), its time as text and in epoch ms, its count."""

    line: int
    stamp: str
    at_ms: int
    value: int


def rows_of(lines: Iterable[str]) -> Iterator[Row]:
    """The rows of a CSV text, in order of time; blank lines are passed over, two rows may have the same time.

    Times are ISO 8601 (without an offset: UTC) or epoch seconds or milliseconds.

    Raises:
        InvalidInput: a row is broken or out of order; the message names its line.

    >>> [tuple(row) for row in rows_of(["timestamp,value", "2026-03-01 14:05:53,12.0"])]
    [(2, '2026-03-01 14:05:53', 1772373953000, 12)]
    """
    places: tuple[int, int] | None = None
    before: Row | None = None
    for line, fields in _records(lines):
        if places is None:
            places = _places(fields)
            if places is not None:
                continue
            places = (0, 1)
        row = _row(line, fields, places)
        if before is not None and row.at_ms < before.at_ms:
            raise InvalidInput(
                f"line {line}: {row.stamp!r} is before line {before.line}, {before.stamp!r};"
                " sort the rows, and where clocks were put back give times in UTC or with their offset",
                field=TIMESTAMP,
            )
        yield row
        before = row


def count_of(text: str) -> int:
    """The count a text says.

    Raises:
        InvalidInput: it is no whole number from 0 to 10^15.

    >>> count_of("12.0"), count_of(" 1e9 ")
    (12, 1000000000)
    """
    said = text.strip()
    if not said:
        raise InvalidInput(f"{VALUE} is empty; leave the row out where nothing was recorded", field=VALUE)
    number = float(said) if _NUMBER.fullmatch(said) else float("nan")
    if number < 0:
        raise InvalidInput(f"{VALUE} is negative: {said[:40]!r}; counts begin at 0", field=VALUE)
    if not number <= LARGEST:
        raise InvalidInput(f"{VALUE} must be a number from 0 to 10^15, not {said[:40]!r}", field=VALUE)
    if number != int(number):
        raise InvalidInput(
            f"{VALUE} must be a whole number, because what is judged is how many; got {said[:40]!r}", field=VALUE
        )
    return int(number)


def _records(lines: Iterable[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Every record that is not blank, with the number of the line it begins in."""
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


def _places(first: Sequence[str]) -> tuple[int, int] | None:
    """Where time and count stand, if the first record is a header; ``None`` if it is a row."""
    names = [field.strip().lower() for field in first]
    if TIMESTAMP in names and VALUE in names:
        return names.index(TIMESTAMP), names.index(VALUE)
    if any(_accepted(field) for field in first):
        return None
    if len(first) == 2:  # noqa: PLR2004 - a time and a count
        return 0, 1
    raise InvalidInput("line 1: name the columns timestamp and value; others may stand beside them")


def _accepted(field: str) -> bool:
    """Whether it looks like data: a time or any number."""
    try:
        parse_time(field)
    except InvalidInput:
        return _NUMBER.fullmatch(field.strip()) is not None
    return True


def _row(line: int, fields: Sequence[str], places: tuple[int, int]) -> Row:
    if len(fields) <= max(places):
        raise InvalidInput(f"line {line}: a timestamp and a value are needed, there is only {','.join(fields)[:60]!r}")
    stamp, value = (fields[place] for place in places)
    try:
        return Row(line, stamp, parse_time(stamp, field=TIMESTAMP), count_of(value))
    except InvalidInput as error:
        raise InvalidInput(f"line {line}: {error.message}", field=error.field) from error
