"""Hours of minute counters in, roll-ups out: once an hour is closed, and again after late mentions.

The clock is this machine's, as the order of writes is what matters, not when something was posted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

from botocore.exceptions import BotoCoreError, ClientError

from functions.enrich.busy_brands import hour_rolled_up
from shared.domain.time import BUCKET_MS, DAY_MS, HOUR_MS, hour_of
from shared.runtime.telemetry import logger
from shared.store.counters import active_brands, counts, rollups

OPEN_MS = 3 * HOUR_MS
"""After its end an hour is open for so long: it has no roll-up yet, so counting in it needs its counter alone."""

ROLLED_UP_MS = 4 * HOUR_MS
"""After its end an hour is rolled up. Whoever found it open has long finished by then."""

SETTLING_MS = BUCKET_MS
"""A roll-up that is no longer complete is made again so much later: late mentions seldom come alone."""

LOOK_BACK_MS = 31 * DAY_MS
"""Hours before one that is rolled up are as well, back to here: those of older versions have no roll-up."""

LIMIT, SECONDS = 100, 0.5
"""Hours that one call looks at, and after how long it begins no other: what is posted now waits meanwhile."""

MAX_REMEMBERED = 10_000
_noted: set[tuple[str, int, int]] = set()
"""Notes that this process has made."""

_open_brands: dict[int, set[str]] = {}
"""The hour that was closed last, and the brands of which it is still to be rolled up."""

Due = tuple[str, int, Callable[[], None]]
"""A brand, an hour, and what to call once it is rolled up."""


def hour_counted(brand_id: str, hour_ms: int, now_ms: int) -> None:
    """Call it after mentions of the hour were counted, also when all of them had been counted before.

    The roll-up of a closed hour is not complete any more, and the hour is noted to be rolled up again.
    """
    if now_ms < hour_ms + HOUR_MS + OPEN_MS:
        return
    rollups.counted_late(brand_id, hour_ms)
    due_ms = now_ms - now_ms % SETTLING_MS + 2 * SETTLING_MS
    if (brand_id, hour_ms, due_ms) not in _noted:
        rollups.note_due(brand_id, hour_ms, due_ms)
        if len(_noted) > MAX_REMEMBERED:
            _noted.clear()
        _noted.add((brand_id, hour_ms, due_ms))


def roll_up_due_hours(now_ms: int) -> None:
    """Roll up the hours that are due; what fails is due again at the next call, and until then its minutes are read."""
    began = time.monotonic()
    try:
        for brand_id, hour_ms, done in chain(_closing(now_ms), _noted_hours(now_ms)):
            if time.monotonic() - began > SECONDS:
                return
            roll_up(brand_id, hour_ms, now_ms)
            done()
            hour_rolled_up(brand_id, now_ms)
    except (ClientError, BotoCoreError) as error:
        logger.warning("hours not rolled up", error=type(error).__name__)


def _closing(now_ms: int) -> Iterator[Due]:
    """The hour that was closed last, of each brand that had posts in it and that this process has not rolled up."""
    hour_ms = hour_of(now_ms - ROLLED_UP_MS) - HOUR_MS
    if hour_ms not in _open_brands:
        buckets = range(hour_ms, hour_ms + HOUR_MS, BUCKET_MS)
        found = {brand_id for bucket_ms in buckets for brand_id in active_brands.active_in(bucket_ms)}
        _open_brands.clear()
        _open_brands[hour_ms] = found
    for brand_id in sorted(_open_brands[hour_ms]):
        if rollups.generation(brand_id, hour_ms) is None:
            yield brand_id, hour_ms, partial(_open_brands[hour_ms].discard, brand_id)
        else:  # another process was first, or it has its note
            _open_brands[hour_ms].discard(brand_id)


def _noted_hours(now_ms: int) -> Iterator[Due]:
    for hour in rollups.due(now_ms, LIMIT):
        yield hour.brand, hour.hour_ms, partial(rollups.forget_due, hour)


def roll_up(brand_id: str, hour_ms: int, now_ms: int) -> None:
    """Sum up an hour, and note the one before if nobody has."""
    read_at = rollups.generation(brand_id, hour_ms) or 0  # before the minutes, or it would not tell what they lack
    found = counts.between(brand_id, hour_ms, hour_ms + HOUR_MS)
    rollups.put(brand_id, hour_ms, [(count.minute_ms, count.tally) for count in found], read_at)
    before_ms = hour_ms - HOUR_MS
    if before_ms >= now_ms - LOOK_BACK_MS and rollups.generation(brand_id, before_ms) is None:
        rollups.note_due(brand_id, before_ms, now_ms)
