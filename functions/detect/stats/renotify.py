"""Novelty: whether what is improbable now was told already.

An episode is told once. While it lasts, only what clearly exceeds its own worst is
news; once it has been calm for an hour it is over, and what remains of it is a
memory that fades by half a day and is capped, so that yesterday's catastrophe does not
hide today's crisis.
"""

from __future__ import annotations

from typing import NamedTuple

from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from functions.detect.stats.rounding import coarse

CLEARLY = 1.08
"""How far a return period must exceed the largest of late to be news."""

WORSE = 1.25
"""How much more than the envelope the worst of an episode that still lasts counts: it must get a good deal worse."""

CAP = 5.0
"""The largest return period (a decimal logarithm) that is remembered beyond its episode."""

CALM, CALM_DAYS = 1.0, 1 / 24
"""An episode is over when for an hour each bucket on its own was normal in one of ten."""

RUN_UP = 3.3
"""Return periods below this, once a week at five minutes, are not worth remembering as told."""


class Envelope(NamedTuple):
    """``envelope``: the largest return period of late; ``peak``: that of this episode; ``calm`` buckets since it."""

    envelope: float = 0.0
    peak: float = 0.0
    calm: int = 0


def highest(novelty: Envelope) -> float:
    """The largest return period of late, told or not."""
    return max(novelty.envelope, novelty.peak)


def bar(novelty: Envelope) -> float:
    """What a return period must clearly exceed to be news, 0 for anything.

    >>> bar(Envelope(2.5, 0.0)), bar(Envelope(4.0, 30.0, 3))
    (0.0, 37.5)
    """
    return max(novelty.envelope, WORSE * novelty.peak) if highest(novelty) >= RUN_UP else 0.0


def is_news(novelty: Envelope, period: float) -> bool:
    """Whether a return period is.

    >>> is_news(Envelope(4.0), 4.2), is_news(Envelope(4.0), 4.4)
    (False, True)
    """
    return period > CLEARLY * bar(novelty)


def after(novelty: Envelope, period: float, abrupt: float, pace: LearningRates = BUCKET_RATES) -> Envelope:
    """The novelty after a bucket with this return period, by itself as surprising as ``abrupt``."""
    calm = novelty.calm + 1 if abrupt < CALM else 0
    faded = novelty.envelope * pace.fade
    if calm < CALM_DAYS * pace.day:
        return Envelope(coarse(max(faded, min(period, CAP))), max(novelty.peak, period), calm)
    if novelty.peak < RUN_UP:
        faded = max(faded, min(period, CAP))
    return Envelope(coarse(faded), 0.0, min(calm, round(pace.day)))


def over(before: Envelope, now: Envelope) -> bool:
    """Whether an episode that was worth telling has just ended.

    >>> over(Envelope(4.0, 30.0, 11), Envelope(4.0, 0.0, 12)), over(Envelope(2.0, 2.0, 11), Envelope(2.0, 0.0, 12))
    (True, False)
    """
    return before.peak >= RUN_UP and now.peak == 0.0


def aged(novelty: Envelope, buckets: int, pace: LearningRates = BUCKET_RATES) -> Envelope:
    """The novelty after ``buckets`` that nothing is known of."""
    calm = min(novelty.calm + buckets, round(pace.day))
    over = calm >= CALM_DAYS * pace.day
    return Envelope(coarse(novelty.envelope * pace.fade**buckets), 0.0 if over else novelty.peak, calm)
