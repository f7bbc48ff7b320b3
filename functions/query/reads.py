"""What the API reads from the tables: slices of moments and mentions newest first, and counters.

Reading starts below a position. A position is a sort key (``published or opened ms#id``)
or a bare time key, see :func:`functions.query.paging.range.time_key`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from functions.query.paging.page import Slice
from functions.query.paging.range import time_key
from shared.domain.brand import Brand
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Moment
from shared.domain.time import month_stamp
from shared.store import counts, mentions, moments

MAX_READS = 120
"""Slices that one request may read, about 2 ms of CPU each; after them the page is sent as it is."""

T = TypeVar("T")


def brand_moments(brand_id: str, after: str, below: str, size: int) -> Iterator[Slice[Moment]]:
    """A brand's moments with ``after <= sort key < below``."""
    while below > after:
        part = _moments(moments.of_brand(brand_id, after, below, size), size, after)
        yield part
        below = part.below


def all_moments(after: str, below: str, size: int) -> Iterator[Slice[Moment]]:
    """Every brand's moments with ``after <= sort key < below``, from the last month back to the first."""
    while below > after:
        month = month_stamp(_last_ms(below))
        start = max(after, time_key(_start_of(month, "%Y%m")))
        part = _moments(moments.of_month(month, after, below, size), size, start)
        yield part
        below = part.below


def brand_mentions(brand: Brand, after: str, below: str, size: int) -> Iterator[Slice[Mention]]:
    """A brand's mentions with ``after <= sort key < below``, from the last hour back to the first."""
    if below <= after:
        return
    for hour in mentions.hours(brand.id, int(after[:13]), _last_ms(below)):
        start = max(after, time_key(_start_of(hour, "%Y%m%d%H")))
        while below > start:
            found = mentions.in_hour(brand, hour, below, start, size)
            part = _slice([(mentions.sort_key(mention), mention) for mention in found], size, start)
            yield part
            below = part.below


def minute_counts(brand_id: str, since_ms: int, until_ms: int) -> list[tuple[int, Tally]]:
    """The tallies of a brand by minute, with those of late mentions."""
    return [(count.minute_ms, count.tally) for count in counts.between(brand_id, since_ms, until_ms)]


def _moments(found: Sequence[Moment], size: int, start: str) -> Slice[Moment]:
    return _slice([(moments.sort_key(moment), moment) for moment in found], size, start)


def _slice(items: Sequence[tuple[str, T]], size: int, start: str) -> Slice[T]:
    """A slice of ``items``; fewer than ``size`` means that the partition holds no more, down to ``start``."""
    return Slice(items, items[-1][0] if len(items) >= size else start)


def _last_ms(position: str) -> int:
    """The time of the newest item that can be below a position."""
    at_ms = int(position[:13])
    return at_ms if "#" in position else max(0, at_ms - 1)


def _start_of(stamp: str, pattern: str) -> int:
    return int(datetime.strptime(stamp, pattern).replace(tzinfo=UTC).timestamp()) * 1000
