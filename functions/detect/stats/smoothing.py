"""A window: a signal smoothed over some buckets, beside what was expected, smoothed in the same way.

The wider the window, the fainter and the longer the bursts that stand out in it. Each
window has its own dispersions, because counts that scatter within minutes need not
scatter within hours.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from functions.detect.stats.negative_binomial import surprise
from functions.detect.stats.rounding import coarse

CREDIBLE = 5.0
"""Standard deviations above the expectation beyond which a count teaches no more."""


class Window(NamedTuple):
    """The smoothed count and the two smoothed expectations, without and with seasonality.

    Each is a bucket's worth.
    """

    mentions: float
    flat: float
    seasonal: float


class Dispersion(NamedTuple):
    """The dispersion of the smoothed count about either expectation: variance = mean + dispersion * mean**2."""

    flat: float
    seasonal: float


LEAST_DISPERSION, MOST_DISPERSION = coarse(0.001), 20.0
"""The dispersions that are believed: nearly Poisson, and wild."""

INITIAL_DISPERSION = Dispersion(0.5, 0.5)
"""The dispersions before anything is known."""


def smoothed(window: Window, gain: float, mentions: float, flat: float, seasonal: float) -> Window:
    """The window one bucket later; ``gain`` is two over its width plus one.

    >>> smoothed(Window(2.0, 2.0, 2.0), 0.5, 8.0, 2.0, 4.0)
    Window(mentions=5.0, flat=2.0, seasonal=3.0)
    """
    return Window(
        coarse(window.mentions + gain * (mentions - window.mentions)),
        coarse(window.flat + gain * (flat - window.flat)),
        coarse(window.seasonal + gain * (seasonal - window.seasonal)),
    )


def faded(window: Window, left: float) -> Window:
    """The window after a time nothing is known of: only the part ``left`` of what it had that is unusual remains."""
    away = 1.0 - left
    return Window(
        coarse(window.mentions * left + window.flat * away),
        window.flat,
        coarse(window.seasonal * left + window.flat * away),
    )


def window_surprise(window: Window, width: float, dispersion: Dispersion, weight: float) -> float:
    """The surprise of the window's count, weighed between the two expectations by the ``weight`` of seasonality."""
    count = width * window.mentions
    seasonal = weight * surprise(count, width * window.seasonal, dispersion.seasonal)
    if weight == 1.0:
        return seasonal
    return seasonal + (1.0 - weight) * surprise(count, width * window.flat, dispersion.flat)


def updated_dispersion(dispersion: Dispersion, window: Window, width: float, rate: float) -> Dispersion:
    """The dispersions after one more bucket, by the method of moments."""
    return Dispersion(
        _updated(dispersion.flat, window.mentions, window.flat, width, rate),
        _updated(dispersion.seasonal, window.mentions, window.seasonal, width, rate),
    )


def credible_limit(mean: float, dispersion: float, width: float = 1.0) -> float:
    """The largest count, a bucket's worth, that is believed when it comes to learning.

    >>> credible_limit(4.0, 0.001, 1.0) < 15, credible_limit(4.0, 0.001, 4.0) < 10
    (True, True)
    """
    return mean + CREDIBLE * sqrt(mean / width + dispersion * mean * mean)


def _updated(dispersion: float, count: float, mean: float, width: float, rate: float) -> float:
    """What the variance has beyond a Poisson's, in units of the squared mean."""
    excess, square, chance = count - mean, mean * mean, mean / width
    variance = chance + dispersion * square
    # A count that is not credible teaches as much as one that just is.
    moment = min(excess * excess, CREDIBLE * CREDIBLE * variance) if excess > 0.0 else excess * excess
    found = (moment - chance) / square
    now = dispersion + rate * (min(max(found, -1.0), 10.0) - dispersion)
    return coarse(now) if LEAST_DISPERSION <= now <= MOST_DISPERSION else _bounded(now)


def _bounded(dispersion: float) -> float:
    return LEAST_DISPERSION if dispersion < LEAST_DISPERSION else MOST_DISPERSION
