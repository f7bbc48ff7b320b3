"""Windows: a count smoothed exponentially over some buckets, beside what was expected, smoothed in the same way.

The wider the window, the fainter and the longer the bursts that stand out in it. How much
counts scatter about what was expected of a window is its dispersion.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from functions.detect.stats.rounding import SPLIT, coarse

CREDIBLE = 4.5
"""Standard deviations above the expectation beyond which a count teaches no more."""

LEAST_DISPERSION, MOST_DISPERSION, INITIAL_DISPERSION = coarse(0.001), 20.0, 0.5
"""The dispersions that are believed, from nearly Poisson to wild, and the one before anything is known."""

MOST_MOMENT = 10.0
"""The largest dispersion that one bucket can show."""


class Window(NamedTuple):
    """The smoothed count and the two smoothed expectations, without and with seasonality: a bucket's worth each."""

    mentions: float
    flat: float
    seasonal: float


class FallWindow(NamedTuple):
    """The smoothed count and its smoothed expectation with seasonality: a bucket's worth each."""

    mentions: float
    seasonal: float


def smoothed(window: Window, gain: float, mentions: float, flat: float, seasonal: float) -> Window:
    """The window one bucket later; ``gain`` is two over its width plus one.

    >>> smoothed(Window(2.0, 2.0, 2.0), 0.5, 8.0, 2.0, 4.0)
    Window(mentions=5.0, flat=2.0, seasonal=3.0)
    """
    old_mentions, old_flat, old_seasonal = window
    mentions, flat, seasonal = (
        old_mentions + gain * (mentions - old_mentions),
        old_flat + gain * (flat - old_flat),
        old_seasonal + gain * (seasonal - old_seasonal),
    )
    # coarse() of each, written out: this runs for every bucket of every signal, and the calls take as long as the rest
    return Window(
        (wide := mentions * SPLIT) - (wide - mentions),
        (wide := flat * SPLIT) - (wide - flat),
        (wide := seasonal * SPLIT) - (wide - seasonal),
    )


def smoothed_fall(window: FallWindow, gain: float, mentions: float, seasonal: float) -> FallWindow:
    """The same for falls.

    >>> smoothed_fall(FallWindow(2.0, 2.0), 0.5, 8.0, 4.0)
    FallWindow(mentions=5.0, seasonal=3.0)
    """
    old_mentions, old_seasonal = window
    mentions, seasonal = (
        old_mentions + gain * (mentions - old_mentions),
        old_seasonal + gain * (seasonal - old_seasonal),
    )
    return FallWindow((wide := mentions * SPLIT) - (wide - mentions), (wide := seasonal * SPLIT) - (wide - seasonal))


def credible_limit(mean: float, dispersion: float, width: float = 1.0) -> float:
    """The largest count, a bucket's worth, that is believed when it comes to learning (winsorising).

    >>> credible_limit(4.0, 0.001) < 15, credible_limit(4.0, 0.001, 4.0) < 10
    (True, True)
    """
    return mean + CREDIBLE * sqrt(mean / width + dispersion * mean * mean)


def updated_dispersion(dispersion: float, count: float, mean: float, width: float, rate: float) -> float:
    """The dispersion after one more bucket: what the variance has beyond a Poisson's, in units of the squared mean.

    By the method of moments. A count that is not credible teaches as much as one that just is.

    >>> updated_dispersion(0.5, 4.0, 4.0, 5.0, 0.1) < 0.5 < updated_dispersion(0.5, 9.0, 4.0, 5.0, 0.1)
    True
    """
    chance, square, excess = mean / width, mean * mean, count - mean
    moment = excess * excess
    if excess > 0.0 and moment > (most := CREDIBLE * CREDIBLE * (chance + dispersion * square)):
        moment = most
    found = (moment - chance) / square
    if not -1.0 <= found <= MOST_MOMENT:
        found = -1.0 if found < -1.0 else MOST_MOMENT
    now = dispersion + rate * (found - dispersion)
    wide = now * SPLIT
    now = wide - (wide - now)
    return now if LEAST_DISPERSION <= now <= MOST_DISPERSION else min(max(now, LEAST_DISPERSION), MOST_DISPERSION)
