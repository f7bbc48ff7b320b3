"""What the API reads from the tables: slices of moments and mentions newest first, and counters.

Reading starts below a position. A position is a sort key (``published or opened ms#id``)
or a bare time key, see :func:`functions.query.paging.range.time_key`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import TypeVar

from functions.query.paging.page import Slice
from functions.query.paging.range import time_key
from shared.domain.brand import Brand
from shared.domain.errors import NotFound
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.mentions.sample import Sample
from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Moment
from shared.domain.response.praise import Praise
from shared.domain.time import DAY_MS, hour_stamp, month_stamp
from shared.store import mentions, moments
from shared.store.counters import counts, rollups
from shared.store.response import praises

MAX_READS = 120
"""Slices that one request may read, about 2 ms of CPU each; after them the page is sent as it is."""

MOST_COUNTED = 16
"""An hour of mentions counts as so many slices at most, however many write shards it has: a page has some hours."""

SAME_TIME = 50
"""Mentions of one instant that are looked at for a sample: channels that tell whole seconds have several."""

T = TypeVar("T")

first: Callable[[tuple[str, Moment]], str] = itemgetter(0)


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


def some_moments(brand_id: str | None, after: str, below: str, size: int) -> Iterator[Slice[Moment]]:
    """The moments of a brand, or of every brand without ``brand_id``."""
    return brand_moments(brand_id, after, below, size) if brand_id else all_moments(after, below, size)


def brand_mentions(brand: Brand, after: str, below: str, size: int) -> Iterator[Slice[Mention]]:
    """A brand's mentions with ``after <= sort key < below``, from the last hour back to the first."""
    if below <= after:
        return
    for hour in mentions.hours(brand.id, int(after[:13]), _last_ms(below)):
        for part in hour_mentions(brand, hour, after, below, size):
            yield part
            below = part.below


def hour_mentions(brand: Brand, hour: str, after: str, below: str, size: int) -> Iterator[Slice[Mention]]:
    """A brand's mentions of an hour (``yyyymmddHH``) with ``after <= sort key < below``."""
    start, reads = max(after, time_key(_start_of(hour, "%Y%m%d%H"))), mentions.shards_of(brand, hour)
    while below > start:
        found = mentions.in_hour(brand, hour, below, start, size)
        part = _slice([(mentions.sort_key(mention), mention) for mention in found], size, start)
        part = part._replace(reads=min(reads, MOST_COUNTED))
        yield part
        below = part.below


def brand_praise(brand_id: str, after: str, below: str, size: int) -> Iterator[Slice[Praise]]:
    """A brand's praise with ``after <= sort key of its mention < below``."""
    while below > after:
        found, below = praises.page(brand_id, after, below, size)
        yield Slice([(mentions.sort_key(praise.mention), praise) for praise in found], below)


def crisis_moments(crisis: str, after: str, below: str) -> Iterator[Slice[Moment]]:
    """The moments of a crisis with ``after <= sort key < below``, newest first.

    Raises:
        NotFound: there is no such crisis.
    """
    keyed = sorted(((moments.sort_key(moment), moment) for moment in _of_crisis(crisis)), key=first, reverse=True)
    yield Slice([(key, moment) for key, moment in keyed if after <= key < below], after)


def crisis_span(crisis: str, brand_id: str) -> tuple[int, int | None]:
    """When a crisis of the brand began and ended, epoch ms; the end is ``None`` while it goes on.

    Raises:
        NotFound: the brand has no such crisis.
    """
    found = [moment for moment in _of_crisis(crisis) if moment.brand == brand_id]
    if not found:
        raise NotFound(f"{brand_id} has no crisis {crisis!r}", field="crisis")
    ends = [moment.ended_ms for moment in found]
    return min(moment.opened_ms for moment in found), max(end for end in ends if end) + 1 if all(ends) else None


def sample_ids(brand: Brand, samples: Sequence[Sample], now_ms: int) -> list[str | None]:
    """For each sample the public id of its mention; ``None`` where that is not kept any more.

    Samples do not hold the id, so that counters stay small: the time of publication leads to the
    mention, and the channel and the text say which one it is.
    """
    return [_sample_id(brand, sample, now_ms) for sample in samples]


def _sample_id(brand: Brand, sample: Sample, now_ms: int) -> str | None:
    if not now_ms - mentions.KEPT_DAYS * DAY_MS < sample.published_ms:
        return None
    found = sample_mention(brand, sample)
    return public_id_of(found) if found else None


def sample_mention(brand: Brand, sample: Sample) -> Mention | None:
    """The mention that a sample quotes; ``None`` where it is not kept any more."""
    at_ms = sample.published_ms
    found = mentions.in_hour(brand, hour_stamp(at_ms), time_key(at_ms + 1), time_key(at_ms), SAME_TIME)
    return next((one for one in found if one.channel == sample.channel and one.text.startswith(sample.text)), None)


def _of_crisis(crisis: str) -> list[Moment]:
    try:
        return moments.of_crisis(crisis)
    except NotFound as error:
        raise NotFound(f"there is no crisis {crisis!r}", field="crisis") from error


def bucket_counts(brand_id: str, since_ms: int, until_ms: int) -> Iterable[tuple[int, Tally]]:
    """The tallies of a brand by bucket or minute, those of late mentions among them, without samples and voices."""
    return rollups.counted_between(brand_id, since_ms, until_ms)


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
