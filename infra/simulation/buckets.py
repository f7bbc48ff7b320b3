"""Turns the rows of a recorded series into buckets on a grid; no bucket depends on later rows.

The first two times decide how. If rows are at least half a bucket apart, each is the
reading of one bucket and goes to the nearest one, counted from the first row: a series
recorded every five minutes at :42:53, by an inexact clock, does not get two readings in
one bucket and none in the next. If rows are closer together, those of the same bucket
are added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from infra.simulation.recorded_series import Row

AHEAD = 1
"""How many buckets readings may be ahead of the clock before two of them are added up."""


class SeriesBucket(NamedTuple):
    """A bucket: start (epoch ms, on the grid), time of the first row as text, sum and number of its rows.

    ``negative`` of ``scored`` posts are the brand's, whatever is counted; 0 where that is not known.
    """

    start_ms: int
    stamp: str
    value: int
    rows: int
    negative: int = 0
    scored: int = 0


def to_buckets(rows: Iterable[Row], bucket_ms: int) -> Iterator[SeriesBucket]:
    """The buckets that have rows, in order; a bucket without rows was not collected and is left out.

    >>> row = lambda seconds, value: Row(1, str(seconds), seconds * 1000, value)
    >>> [tuple(b)[:4] for b in to_buckets([row(173, 4), row(471, 5), row(774, 6)], 300_000)]
    [(0, '173', 4, 1), (300000, '471', 5, 1), (600000, '774', 6, 1)]
    >>> [b.value for b in to_buckets([row(0, 1), row(60, 1), row(240, 1), row(300, 1)], 300_000)]
    [3, 1]
    """
    current: SeriesBucket | None = None
    for start_ms, row in _placed(rows, bucket_ms):
        if current is not None and start_ms == current.start_ms:
            current = current._replace(value=current.value + row.value, rows=current.rows + 1)
            continue
        if current is not None:
            yield current
        current = SeriesBucket(start_ms, row.stamp, row.value, 1)
    if current is not None:
        yield current


def _placed(rows: Iterable[Row], bucket_ms: int) -> Iterator[tuple[int, Row]]:
    """Each row with the start of its bucket."""
    first: int | None = None
    readings: bool | None = None
    start_ms = before_ms = 0
    for row in rows:
        if first is None:
            first, start_ms = row.at_ms, row.at_ms - row.at_ms % bucket_ms
        elif row.at_ms != before_ms:
            apart = 2 * (row.at_ms - before_ms) >= bucket_ms
            readings = apart if readings is None else readings
            start_ms = (
                _reading(row.at_ms, first, start_ms, bucket_ms, apart=apart) if readings else _part(row, bucket_ms)
            )
        before_ms = row.at_ms
        yield start_ms, row


def _part(row: Row, bucket_ms: int) -> int:
    return row.at_ms - row.at_ms % bucket_ms


def _reading(at_ms: int, first_ms: int, last_start_ms: int, bucket_ms: int, *, apart: bool) -> int:
    """The bucket nearest to ``at_ms``, or the next one if that has a reading already."""
    passed = (2 * (at_ms - first_ms) + bucket_ms) // (2 * bucket_ms)
    nearest = first_ms - first_ms % bucket_ms + passed * bucket_ms
    following = last_start_ms + bucket_ms
    if apart and following <= nearest + AHEAD * bucket_ms:
        return max(nearest, following)
    return max(nearest, last_start_ms)
