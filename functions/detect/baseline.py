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
from typing import NamedTuple

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


class Outlook(NamedTuple):
    """A bucket's count beside what was expected of it, alone and smoothed.

    ``flat`` and ``daily`` are the two expectations, ``shape`` the factor of the time of
    day; ``smooth``, ``smooth_flat`` and ``smooth_daily`` have this bucket in them, each a
    bucket's worth, over ``width`` buckets.
    """

    flat: float
    daily: float
    shape: float
    width: float
    smooth: float
    smooth_flat: float
    smooth_daily: float


def outlook(baseline: Baseline, count: float, at_ms: int) -> Outlook:
    """The outlook on the bucket that starts at ``at_ms``, with ``count`` in it so far.

    >>> outlook(first(2.0), 8.0, 0)
    Outlook(flat=2.0, daily=2.0, shape=1.0, width=5.0, smooth=4.0, smooth_flat=2.0, smooth_daily=2.0)
    """
    width = window(baseline.flat)
    gain = 2.0 / (width + 1.0)
    shape = exp(_shape(baseline.profile, at_ms))
    flat, daily = max(baseline.flat, FLOOR), max(baseline.level * shape, FLOOR)
    return Outlook(
        flat,
        daily,
        shape,
        width,
        baseline.smooth + gain * (count - baseline.smooth),
        baseline.smooth_flat + gain * (flat - baseline.smooth_flat),
        baseline.smooth_daily + gain * (daily - baseline.smooth_daily),
    )


def learnt(baseline: Baseline, count: float, at_ms: int) -> Baseline:
    """The baseline after the bucket that started at ``at_ms`` closed with ``count``.

    >>> learnt(first(2.0), 2.0, 0).flat, round(learnt(first(2.0), 2000.0, 0).flat, 1)
    (2.0, 7.0)
    """
    n, seen = baseline.buckets, outlook(baseline, count, at_ms)
    level_rate = max(_LEVEL_RATE, 1.0 / (n + 1))
    spread_rate = max(_SPREAD_RATE, 1.0 / (n + 20))
    taught = min(count, _limit(seen.flat, baseline.spread, 1.0))
    credible = min(count, _limit(seen.daily, baseline.daily_spread, 1.0))
    return Baseline(
        buckets=n + 1,
        flat=rounded(baseline.flat + level_rate * (taught - baseline.flat)),
        level=rounded(baseline.level + level_rate * (credible / seen.shape - baseline.level)),
        profile=_reshaped(baseline, min(credible / seen.daily, 4.0), at_ms),
        spread=_spread(baseline.spread, seen.smooth, seen.smooth_flat, seen.width, spread_rate),
        daily_spread=_spread(baseline.daily_spread, seen.smooth, seen.smooth_daily, seen.width, spread_rate),
        abrupt_spread=_spread(baseline.abrupt_spread, count, seen.flat, 1.0, spread_rate),
        smooth=rounded(seen.smooth),
        smooth_flat=rounded(seen.smooth_flat),
        smooth_daily=rounded(seen.smooth_daily),
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


def _reshaped(baseline: Baseline, ratio: float, at_ms: int) -> tuple[float, ...]:
    """The profile after ``ratio`` times the expectation was seen at this time of day."""
    step = max(_SLOT_RATE, 1.0 / (baseline.buckets / _SLOTS + 25.0)) * (ratio - 1.0)
    slot, share = _slot(at_ms)
    profile = list(baseline.profile)
    for place, weight in ((slot, 1.0 - share), ((slot + 1) % _SLOTS, share)):
        profile[place] = rounded(min(max(profile[place] + weight * step, -3.0), 3.0))
    return tuple(profile)
