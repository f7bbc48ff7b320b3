"""A window: a signal smoothed over some buckets, beside what was expected, smoothed alike.

The wider the window, the fainter and the longer the bursts that stand out in it. Each
window has its own dispersions, because talk that scatters within minutes need not
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
    """The smoothed count and the two smoothed expectations, without and with the week's shape.

    Each is a bucket's worth.
    """

    talk: float
    flat: float
    shaped: float


class Spread(NamedTuple):
    """The dispersion of the smoothed count about either expectation: variance = mean + dispersion * mean**2."""

    flat: float
    shaped: float


LEAST_SPREAD, MOST_SPREAD = coarse(0.001), 20.0
"""The dispersions that are believed: nearly Poisson, and wild."""

UNSURE = Spread(0.5, 0.5)
"""The dispersions before anything is known."""


def smoothed(window: Window, gain: float, talk: float, flat: float, shaped: float) -> Window:
    """The window one bucket later; ``gain`` is two over its width plus one.

    >>> smoothed(Window(2.0, 2.0, 2.0), 0.5, 8.0, 2.0, 4.0)
    Window(talk=5.0, flat=2.0, shaped=3.0)
    """
    return Window(
        coarse(window.talk + gain * (talk - window.talk)),
        coarse(window.flat + gain * (flat - window.flat)),
        coarse(window.shaped + gain * (shaped - window.shaped)),
    )


def relaxed(window: Window, left: float) -> Window:
    """The window after a time nothing is known of: only the part ``left`` of what it had that is unusual remains."""
    away = 1.0 - left
    return Window(
        coarse(window.talk * left + window.flat * away),
        window.flat,
        coarse(window.shaped * left + window.flat * away),
    )


def unusual(window: Window, width: float, spread: Spread, belief: float) -> float:
    """The surprise of the window's count, weighed between the two expectations by ``belief`` in the shape."""
    count = width * window.talk
    shaped = belief * surprise(count, width * window.shaped, spread.shaped)
    return shaped if belief == 1.0 else shaped + (1.0 - belief) * surprise(count, width * window.flat, spread.flat)


def spread_learnt(spread: Spread, window: Window, width: float, rate: float) -> Spread:
    """The dispersions after one more bucket, by the method of moments."""
    return Spread(
        _moment(spread.flat, window.talk, window.flat, width, rate),
        _moment(spread.shaped, window.talk, window.shaped, width, rate),
    )


def credible(mean: float, dispersion: float, width: float = 1.0) -> float:
    """The largest count, a bucket's worth, that is believed when it comes to learning.

    >>> credible(4.0, 0.001, 1.0) < 15, credible(4.0, 0.001, 4.0) < 10
    (True, True)
    """
    return mean + CREDIBLE * sqrt(mean / width + dispersion * mean * mean)


def _moment(spread: float, count: float, mean: float, width: float, rate: float) -> float:
    """What the variance has beyond a Poisson's, in units of the squared mean."""
    excess, square, chance = count - mean, mean * mean, mean / width
    variance = chance + spread * square
    # A count that is not credible teaches as much as one that just is.
    moment = min(excess * excess, CREDIBLE * CREDIBLE * variance) if excess > 0.0 else excess * excess
    found = (moment - chance) / square
    moved_to = spread + rate * (min(max(found, -1.0), 10.0) - spread)
    return coarse(moved_to) if LEAST_SPREAD <= moved_to <= MOST_SPREAD else _bounded(moved_to)


def _bounded(spread: float) -> float:
    return LEAST_SPREAD if spread < LEAST_SPREAD else MOST_SPREAD
