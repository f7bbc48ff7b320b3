"""Whether an improbable bucket is notified again, or belongs to an episode that people know of.

An episode is notified once. While it lasts, only what clearly exceeds its own worst is
notified again. It is over once an hour was normal. What remains of it is an envelope
that halves every day and is capped, so that yesterday's catastrophe does not hide
today's crisis. Return periods are decimal logarithms of buckets.
"""

from __future__ import annotations

from typing import NamedTuple

from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from functions.detect.stats.rounding import coarse

FACTOR = 1.08
"""How far a return period must exceed an earlier one to be notified again."""

WORSE = 1.25
"""How much more than the envelope the worst of an episode that still lasts counts: it must get a good deal worse."""

CAP = 5.0
"""The largest return period that is remembered beyond its episode."""

NORMAL, NORMAL_DAYS = 1.0, 1 / 24
"""An episode is over when for an hour each bucket's own surprise was below this: normal in one bucket of ten."""

LEAST = 3.3
"""Smaller return periods, more often than once a week at five minutes, are not worth remembering."""


class Envelope(NamedTuple):
    """``level``: the largest return period of late; ``peak``: that of this episode; ``normal`` buckets since it."""

    level: float = 0.0
    peak: float = 0.0
    normal: int = 0


def clearly_exceeds(period: float, earlier: float) -> bool:
    """Whether a return period is clearly larger than an earlier one.

    >>> clearly_exceeds(4.2, 4.0), clearly_exceeds(4.4, 4.0)
    (False, True)
    """
    return period > FACTOR * earlier


def is_new(period: float, level: float, threshold: float) -> bool:
    """Whether a return period is new beside the largest of late, if that reached the threshold itself.

    >>> is_new(3.9, 3.8, 3.8), is_new(3.9, 3.7, 3.8)
    (False, True)
    """
    return level < threshold or clearly_exceeds(period, level)


def highest(envelope: Envelope) -> float:
    """The largest return period of late, notified or not."""
    return max(envelope.level, envelope.peak)


def renotify_above(envelope: Envelope) -> float:
    """What a return period must clearly exceed to be notified again, 0 for anything.

    >>> renotify_above(Envelope(2.5, 0.0)), renotify_above(Envelope(4.0, 30.0, 3))
    (0.0, 37.5)
    """
    return max(envelope.level, WORSE * envelope.peak) if highest(envelope) >= LEAST else 0.0


def renotifies(envelope: Envelope, period: float) -> bool:
    """Whether a return period is notified again.

    >>> renotifies(Envelope(4.0), 4.2), renotifies(Envelope(4.0), 4.4)
    (False, True)
    """
    return clearly_exceeds(period, renotify_above(envelope))


def updated(envelope: Envelope, period: float, abrupt: float, rates: LearningRates = BUCKET_RATES) -> Envelope:
    """The envelope after a bucket with this return period, by itself as surprising as ``abrupt``."""
    normal = envelope.normal + 1 if abrupt < NORMAL else 0
    faded = envelope.level * rates.fade
    if normal < NORMAL_DAYS * rates.day:
        return Envelope(coarse(max(faded, min(period, CAP))), max(envelope.peak, period), normal)
    if envelope.peak < LEAST:
        faded = max(faded, min(period, CAP))
    return Envelope(coarse(faded), 0.0, min(normal, round(rates.day)))


def has_ended(before: Envelope, now: Envelope) -> bool:
    """Whether an episode that was worth notifying has just ended.

    >>> has_ended(Envelope(4.0, 30.0, 11), Envelope(4.0, 0.0, 12))
    True
    >>> has_ended(Envelope(2.0, 2.0, 11), Envelope(2.0, 0.0, 12))
    False
    """
    return before.peak >= LEAST and now.peak == 0.0


def aged(envelope: Envelope, buckets: int, rates: LearningRates = BUCKET_RATES) -> Envelope:
    """The envelope after ``buckets`` that nothing is known of."""
    normal = min(envelope.normal + buckets, round(rates.day))
    over = normal >= NORMAL_DAYS * rates.day
    return Envelope(coarse(envelope.level * rates.fade**buckets), 0.0 if over else envelope.peak, normal)
