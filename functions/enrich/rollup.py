"""Hours of minute counters in, roll-ups out: once an hour is closed, and again after late mentions.

The clock is this machine's, as the order of writes is what matters, not when something was posted.
"""

from __future__ import annotations

import time

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.time import BUCKET_MS, DAY_MS, HOUR_MS
from shared.runtime.telemetry import logger
from shared.store import counts, rollups

OPEN_MS = 2 * HOUR_MS
"""After its end an hour is open for so long: it has no roll-up yet, so counting in it needs its counter alone."""

ROLLED_UP_MS = 3 * HOUR_MS
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


def hour_counted(brand_id: str, hour_ms: int, now_ms: int) -> None:
    """Call it after mentions of the hour were counted, also when all of them had been counted before.

    In a closed hour it makes the roll-up incomplete; in any, it notes the hour to be rolled up.
    """
    end_ms = hour_ms + HOUR_MS
    if now_ms < end_ms + OPEN_MS:
        due_ms = end_ms + ROLLED_UP_MS
    else:
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
        for hour in rollups.due(now_ms, LIMIT):
            if time.monotonic() - began > SECONDS:
                return
            roll_up(hour.brand, hour.hour_ms, now_ms)
            rollups.forget_due(hour)
    except (ClientError, BotoCoreError) as error:
        logger.warning("hours not rolled up", error=type(error).__name__)


def roll_up(brand_id: str, hour_ms: int, now_ms: int) -> None:
    """Sum up an hour, and note the one before if nobody has."""
    read_at = rollups.generation(brand_id, hour_ms) or 0  # before the minutes, or it would not tell what they lack
    found = counts.between(brand_id, hour_ms, hour_ms + HOUR_MS)
    rollups.put(brand_id, hour_ms, [(count.minute_ms, count.tally) for count in found], read_at)
    before_ms = hour_ms - HOUR_MS
    if before_ms >= now_ms - LOOK_BACK_MS and rollups.generation(brand_id, before_ms) is None:
        rollups.note_due(brand_id, before_ms, now_ms)
