"""The baseline: what a signal normally is, learnt bucket by bucket and hard to teach nonsense.

Two expectations are kept, a flat one and one with the day's shape, because a profile
that has not proven itself yet misleads; and three dispersions, because talk that
scatters within minutes need not scatter within hours. What a bucket may teach is
limited to five standard deviations above the expectation, so that a burst barely
moves what counts as normal.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt

from functions.detect.digits import rounded
from shared.bucket import DAY_MS, HOUR_MS

FLOOR = 0.25
"""Mentions a bucket that even the quietest brand is expected to have: 1 after 0 is no surprise."""

DAY = 288
"""Buckets a day."""

WEEK = 7 * DAY
_MONTH = 28 * DAY
_SLOTS = 24
_LEVEL_RATE = 1.0 - 2.0 ** (-1.0 / WEEK)
_SPREAD_RATE = 1.0 - 2.0 ** (-1.0 / _MONTH)
_SLOT_RATE = 1.0 - 2.0 ** (-1.0 / 168.0)


@dataclass(frozen=True, slots=True)
class Baseline:
    """All that is known of a signal's normal course, after ``buckets`` of them.

    ``flat`` and ``level`` are mentions a bucket, without and with the day's shape taken
    out; ``profile`` is that shape, 24 logarithmic factors for the hours of the UTC day.
    ``spread`` and ``daily_spread`` are the dispersions of the smoothed count about the
    two expectations, ``abrupt_spread`` that of single buckets. ``smooth``,
    ``smooth_flat`` and ``smooth_daily`` are the count and the two expectations,
    smoothed alike over :func:`window` buckets.
    """

    buckets: int
    flat: float
    level: float
    profile: tuple[float, ...]
    spread: float
    daily_spread: float
    abrupt_spread: float
    smooth: float
    smooth_flat: float
    smooth_daily: float


def first(count: float) -> Baseline:
    """The baseline after a signal's very first bucket: that count, and very unsure of it.

    >>> first(3.0).flat, first(3.0).spread
    (3.0, 0.5)
    """
    return Baseline(1, count, count, (0.0,) * _SLOTS, 0.5, 0.5, 0.5, count, count, count)


def window(flat: float) -> float:
    """Over how many buckets to judge: as many as about six mentions need, 5 to 36.

    >>> window(20.0), window(0.5), window(0.0)
    (5.0, 12.0, 36.0)
    """
    return min(max(6.0 / max(flat, 0.05), 5.0), 36.0)


def expected_flat(baseline: Baseline) -> float:
    """Mentions expected in a bucket, whatever the time of day."""
    return max(baseline.flat, FLOOR)


def expected_daily(baseline: Baseline, at_ms: int) -> float:
    """Mentions expected in the bucket that starts at ``at_ms``, by the day's shape.

    >>> expected_daily(first(2.0), 0)
    2.0
    """
    return max(baseline.level * exp(_shape(baseline.profile, at_ms)), FLOOR)


def smoothed(baseline: Baseline, count: float, at_ms: int) -> tuple[float, float, float]:
    """The count and the two expectations with this bucket in them, each a bucket's worth."""
    gain = 2.0 / (window(baseline.flat) + 1.0)
    return (
        baseline.smooth + gain * (count - baseline.smooth),
        baseline.smooth_flat + gain * (expected_flat(baseline) - baseline.smooth_flat),
        baseline.smooth_daily + gain * (expected_daily(baseline, at_ms) - baseline.smooth_daily),
    )


def learnt(baseline: Baseline, count: float, at_ms: int) -> Baseline:
    """The baseline after the bucket that started at ``at_ms`` closed with ``count``.

    >>> learnt(first(2.0), 2.0, 0).flat, round(learnt(first(2.0), 2000.0, 0).flat, 1)
    (2.0, 7.0)
    """
    n, width = baseline.buckets, window(baseline.flat)
    smooth, smooth_flat, smooth_daily = smoothed(baseline, count, at_ms)
    flat, daily = expected_flat(baseline), expected_daily(baseline, at_ms)
    level_rate = max(_LEVEL_RATE, 1.0 / (n + 1))
    spread_rate = max(_SPREAD_RATE, 1.0 / (n + 20))
    credible = min(count, _limit(daily, baseline.daily_spread, 1.0))
    taught = min(count, _limit(flat, baseline.spread, 1.0))
    shape = exp(_shape(baseline.profile, at_ms))
    return Baseline(
        buckets=n + 1,
        flat=rounded(baseline.flat + level_rate * (taught - baseline.flat)),
        level=rounded(baseline.level + level_rate * (credible / shape - baseline.level)),
        profile=_reshaped(baseline, credible, at_ms),
        spread=_spread(baseline.spread, smooth, smooth_flat, width, spread_rate),
        daily_spread=_spread(baseline.daily_spread, smooth, smooth_daily, width, spread_rate),
        abrupt_spread=_spread(baseline.abrupt_spread, count, flat, 1.0, spread_rate),
        smooth=rounded(smooth),
        smooth_flat=rounded(smooth_flat),
        smooth_daily=rounded(smooth_daily),
    )


def _limit(mean: float, spread: float, width: float) -> float:
    return mean + 5.0 * sqrt(mean / width + spread * mean * mean)


def _spread(spread: float, seen: float, mean: float, width: float, rate: float) -> float:
    """The dispersion by the method of moments: what the variance has beyond a Poisson's."""
    excess = min(seen, _limit(mean, spread, width)) - mean
    moment = (excess * excess - mean / width) / (mean * mean)
    moved = spread + rate * (min(max(moment, -1.0), 10.0) - spread)
    return rounded(min(max(moved, 0.001), 20.0))


def _shape(profile: tuple[float, ...], at_ms: int) -> float:
    slot, share = _slot(at_ms)
    return (1.0 - share) * profile[slot] + share * profile[(slot + 1) % _SLOTS]


def _slot(at_ms: int) -> tuple[int, float]:
    """The hour slot before this time and the share of the next; slots stand at the half hours."""
    position = (at_ms % DAY_MS) / HOUR_MS - 0.5
    slot = int(position // 1)
    return slot % _SLOTS, position - slot


def _reshaped(baseline: Baseline, count: float, at_ms: int) -> tuple[float, ...]:
    rate = max(_SLOT_RATE, 1.0 / (baseline.buckets / _SLOTS + 25.0))
    step = rate * (min(count / expected_daily(baseline, at_ms), 4.0) - 1.0)
    slot, share = _slot(at_ms)
    profile = list(baseline.profile)
    for place, weight in ((slot, 1.0 - share), ((slot + 1) % _SLOTS, share)):
        profile[place] = rounded(min(max(profile[place] + weight * step, -3.0), 3.0))
    return tuple(profile)
