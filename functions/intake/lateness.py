"""Items that came too late, or from the future: results in, what the sender is told out."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median_low

from functions.intake.item_results import ItemResult
from shared.domain.pushed_status import offset_hint
from shared.domain.time import MAX_LATENESS_MS, MINUTE_MS


def hint(results: Sequence[ItemResult]) -> str:
    """What to do about items that came too late to alert, or whose time was replaced; empty where there are none."""
    late = [one.lag_ms for one in results if one.late]
    ahead = [-one.stated_lag_ms for one in results if one.redated and one.stated_lag_ms < 0]
    return " ".join(part for part in (_late_hint(late), _ahead_hint(ahead)) if part)


def _late_hint(lags: Sequence[int]) -> str:
    if not lags:
        return ""
    middle = median_low(lags)
    told = f"{_posts(len(lags))} came too late to alert, the middle one {_minutes(middle)} after its publication; "
    told += "they count all the same."
    limit = MAX_LATENESS_MS // MINUTE_MS
    sooner = f"Send them sooner, or raise the brand's late_after_minutes (to {limit} at most)."
    return f"{told} {offset_hint(middle) or sooner}"


def _ahead_hint(ahead: Sequence[int]) -> str:
    if not ahead:
        return ""
    middle = median_low(ahead)
    told = f"{_posts(len(ahead))} were dated {_minutes(middle)} in the future, and count as of their arrival."
    return f"{told} {offset_hint(middle) or 'Set the clock of the sender right.'}"


def _posts(number: int) -> str:
    return "1 post" if number == 1 else f"{number:,} posts"


def _minutes(ms: int) -> str:
    minutes = round(ms / MINUTE_MS)
    return "1 minute" if minutes == 1 else f"{minutes:,} minutes"
