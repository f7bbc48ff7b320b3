"""Whether an improbable bucket is notified, or people know of as much already.

The envelope is the largest return period of late. It halves every day, and only what
clearly exceeds it is notified: an episode once, and yesterday's crisis does not hide
today's. What is expected more than once a week was not worth notifying and hides nothing.
The envelope does not fade while more is counted than normal, so that what goes on for
days is not notified daily. Return periods are decimal logarithms of buckets.
"""

from __future__ import annotations

from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from functions.detect.stats.rounding import coarse

FACTOR = 1.2
"""How far a return period must exceed the envelope of a count to be notified."""

FACTOR_AT_THRESHOLD = 1.08
"""How far it must exceed an earlier one that reached the signal's own threshold."""

CAP = 5.0
"""The largest return period that is remembered: a year of buckets."""

NORMAL = 0.5
"""Surprise (once in three) from which on the envelope does not fade."""


def clearly_exceeds(period: float, earlier: float) -> bool:
    """Whether a return period is clearly larger than an earlier one that reached the threshold.

    >>> clearly_exceeds(4.2, 4.0), clearly_exceeds(4.4, 4.0)
    (False, True)
    """
    return period > FACTOR_AT_THRESHOLD * earlier


def is_new(period: float, level: float, threshold: float) -> bool:
    """Whether a return period is new beside the largest of late, if that reached the threshold itself.

    >>> is_new(3.9, 3.8, 3.8), is_new(3.9, 3.7, 3.8)
    (False, True)
    """
    return level < threshold or clearly_exceeds(period, level)


def renotify_above(envelope: float, rates: LearningRates = BUCKET_RATES) -> float:
    """What a return period must clearly exceed to be notified, 0 for anything.

    >>> renotify_above(2.5), renotify_above(4.0)
    (0.0, 4.0)
    """
    return envelope if envelope >= rates.weekly else 0.0


def renotifies(envelope: float, period: float, rates: LearningRates = BUCKET_RATES) -> bool:
    """Whether a return period is notified.

    >>> renotifies(4.0, 4.7), renotifies(4.0, 4.9)
    (False, True)
    """
    return period > FACTOR * renotify_above(envelope, rates)


def updated(envelope: float, period: float, surprise: float, rates: LearningRates = BUCKET_RATES) -> float:
    """The envelope after a bucket of this return period and surprise.

    >>> updated(4.0, 9.0, 9.0), updated(4.0, 1.0, 1.0), updated(4.0, 0.0, 0.0) < 4.0
    (5.0, 4.0, True)
    """
    faded = coarse(envelope * rates.fade) if surprise < NORMAL else envelope
    if period <= faded:
        return faded
    return period if period < CAP else max(faded, CAP)


def aged(envelope: float, buckets: int, rates: LearningRates = BUCKET_RATES) -> float:
    """The envelope after ``buckets`` that nothing is known of.

    >>> round(aged(4.0, 288), 2)
    2.0
    """
    return coarse(envelope * rates.fade**buckets)
