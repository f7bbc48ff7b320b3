"""The visitors of a brand's site now, against what is usual at this time of day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import fmean, median
from typing import NamedTuple

from shared.domain.time import DAY_MS, MINUTE_MS, minute_of

DAYS = 14
"""Earlier days that say what is usual: two weeks, so that each day of the week counts twice."""

LEAST_DAYS = 3
AROUND_MS = 15 * MINUTE_MS
"""How much before and after the same time of an earlier day is looked at."""

RECENT, LEAST_MINUTES = 5, 3
"""The latest whole minutes, and how many of a span must be known."""

RATIO, LEAST_MORE = 1.5, 10
"""How many times the usual, and how many visitors more, are clearly more than usual."""


class SiteTraffic(NamedTuple):
    """Visitors a minute: ``now``, ``usual`` at this time of day, and the ``highest`` of the earlier days then."""

    now: float
    usual: float
    highest: float

    @property
    def clearly_more(self) -> bool:
        """Whether it is above every earlier day, and well above the usual.

        >>> SiteTraffic(340, 120, 150).clearly_more, SiteTraffic(160, 120, 150).clearly_more
        (True, False)
        """
        more = self.now >= self.usual * RATIO and self.now - self.usual >= LEAST_MORE
        return more and self.now > self.highest


def site_traffic(minutes: Mapping[int, int], at_ms: int) -> SiteTraffic | None:
    """The traffic at a time from the visitors by minute (epoch ms); ``None`` where too little is known.

    The usual is the median of the earlier days, so that a day of trouble among them does not count.
    """
    end_ms = minute_of(at_ms)
    now = _mean(minutes, range(end_ms - RECENT * MINUTE_MS, end_ms, MINUTE_MS))
    spans = (end_ms - day * DAY_MS for day in range(1, DAYS + 1))
    days = [_mean(minutes, range(at - AROUND_MS, at + AROUND_MS, MINUTE_MS)) for at in spans]
    known = [mean for mean in days if mean is not None]
    if now is None or len(known) < LEAST_DAYS:
        return None
    return SiteTraffic(now, median(known), max(known))


def _mean(minutes: Mapping[int, int], span: Iterable[int]) -> float | None:
    known = [minutes[at] for at in span if at in minutes]
    return fmean(known) if len(known) >= LEAST_MINUTES else None
