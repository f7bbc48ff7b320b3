"""How late what is pushed comes: kept for each channel that senders name, and what is likely wrong with their times."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median_low
from typing import NamedTuple

from shared.domain.time import HOUR_MS, MINUTE_MS

REMEMBERED, OF_A_PUSH = 50, 10
"""Lags that are remembered of a channel, and how many of one push."""

HALF_HOUR_MS, TOLERANCE_MS, FARTHEST_MS = HOUR_MS // 2, 3 * MINUTE_MS, 14 * HOUR_MS
"""Clocks differ from UTC by whole and half hours, up to 14; so close to that, a lag is no chance."""


class PushedStatus(NamedTuple):
    """What came of a pushed channel (epoch milliseconds).

    ``received_ms`` is the last push, ``newest_ms`` the newest post in it. ``lags`` are how long
    after their publication the latest posts came, milliseconds, the newest first. ``late``: most
    of the last push came too late to alert.
    """

    channel: str
    received_ms: int
    newest_ms: int
    lags: tuple[int, ...] = ()
    late: bool = False

    @property
    def newest_lag_ms(self) -> int:
        """How old the newest post was when it came."""
        return max(0, self.received_ms - self.newest_ms)

    @property
    def median_lag_ms(self) -> int | None:
        """The middle of the lags; ``None`` where no post had a time of its own."""
        return median_low(self.lags) if self.lags else None


def after_push(
    before: PushedStatus | None, channel: str, now_ms: int, newest_ms: int, lags: Iterable[int], *, late: bool
) -> PushedStatus:
    """The status after a push, some lags of which are remembered, evenly taken.

    >>> after_push(None, "webhook", 90_000, 60_000, [30_000, 40_000], late=False).median_lag_ms
    30000
    """
    found = list(lags)
    some = found[:: max(1, -(-len(found) // OF_A_PUSH))]
    known = before.lags if before else ()
    return PushedStatus(channel, now_ms, newest_ms, (*some, *known)[:REMEMBERED], late)


def clock_offset(lag_ms: int) -> str:
    """The difference of clocks that a lag is close to, in words; empty where it is close to none.

    >>> clock_offset(2 * HOUR_MS + 60_000), clock_offset(16 * 60_000), clock_offset(-90 * 60_000)
    ('2 hours', '', '1.5 hours')
    """
    apart_ms = abs(lag_ms)
    halves = round(apart_ms / HALF_HOUR_MS)
    beside_ms = abs(apart_ms - halves * HALF_HOUR_MS)
    if not halves or beside_ms > TOLERANCE_MS or apart_ms > FARTHEST_MS + TOLERANCE_MS:
        return ""
    return f"{halves / 2:g} hour{'' if halves == 2 else 's'}"  # noqa: PLR2004 - two halves


def offset_hint(lag_ms: int) -> str:
    """What is likely wrong with a sender's times; empty where nothing points to it.

    >>> offset_hint(HOUR_MS)[:66], offset_hint(16 * MINUTE_MS)
    ('That is close to 1 hour: are these local times without an offset? ', '')
    """
    apart = clock_offset(lag_ms)
    if not apart:
        return ""
    return (
        f"That is close to {apart}: are these local times without an offset? Write 2026-03-01T14:05:00+01:00, or UTC"
        " with a Z."
    )
