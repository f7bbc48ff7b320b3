"""A brand's eight largest surprises on record, and how rare one more would be: peaks over a threshold.

A tail model is wrong in its own way for every brand; the brand's own record corrects
it. Surprises above the eighth largest are taken as exponential (extreme value theory:
Coles, An Introduction to Statistical Modeling of Extreme Values, 2001, chapter 4), so
a brand that bursts every day needs a larger burst to stand out.
"""

from __future__ import annotations

from math import log, log10
from typing import NamedTuple

from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from functions.detect.stats.rounding import rounded

PLACES = 8
_TRIMMED = 2
"""Of the eight, the largest two say nothing of how the others lie: one real crisis must not
make the next one look small."""

_SHARES = tuple(sum(1.0 / rank for rank in range(place, PLACES)) for place in range(1, PLACES))
"""What the largest, second, ... seventh of eight exponential peaks exceeds the eighth by, in units of their scale."""

EPISODE_DAYS = 0.25
"""Six hours, within which surprises belong to the same episode."""

MEMORY_DAYS = 56
"""Days after which a peak is forgotten."""

PRIOR_DAYS = 28
"""Days of normal record that a new brand is taken to have behind it."""

LEAST_SCALE = 0.4
"""The logarithm of a probability is itself exponential, with a scale of 1 / ln 10 = 0.43; a record whose peaks lie
closer together is a record of few episodes, not of a tail that ends."""

_KEPT_OF_OUTLIER = 0.3
"""How many scales above the least of the others an outlier is put on record."""

_FORGOTTEN_EVERY = 12
"""Every so many buckets the record is searched for peaks to forget."""


class Peaks(NamedTuple):
    """Eight episodes: their largest surprises, and when these were (bucket numbers).

    ``latest`` is the place of the latest episode, ``last`` the bucket in which it last
    surprised more than the smallest peak, and ``outlier`` whether it was no noise.
    """

    surprises: tuple[float, ...]
    times: tuple[int, ...]
    latest: int
    last: int
    outlier: bool = False


def prior_surprises(rates: LearningRates = BUCKET_RATES) -> tuple[float, ...]:
    """The record of a normal brand's last month, the largest first.

    >>> prior_surprises()[0], prior_surprises()[-1]
    (3.92264, 2.72369)
    """
    return tuple(
        rounded(1.0 + 0.5 * log(max(PRIOR_DAYS * rates.day * 0.03 / (place + 0.7), 2.0))) for place in range(PLACES)
    )


def initial_peaks(bucket: int, rates: LearningRates = BUCKET_RATES) -> Peaks:
    """The record of a brand that is new in ``bucket``: that of a normal brand's last month.

    >>> initial_peaks(0).surprises == prior_surprises()
    True
    """
    last = bucket - round(EPISODE_DAYS * rates.day) - 1
    return Peaks(prior_surprises(rates), (bucket,) * PLACES, latest=PLACES - 1, last=last)


def return_period(peaks: Peaks, surprise: float, buckets: int, rates: LearningRates = BUCKET_RATES) -> float:
    """In how many buckets such a surprise is expected once, as a decimal logarithm.

    ``buckets`` is the number learnt from so far.

    >>> round(return_period(initial_peaks(0), 2.72369, 0), 3), round(return_period(initial_peaks(0), 3.5, 0), 3)
    (3.003, 3.703)
    """
    lowest, of_lowest = min(peaks.surprises), _period_of_lowest(buckets, rates)
    if surprise <= lowest:
        return of_lowest * surprise / lowest
    return of_lowest + (surprise - lowest) / (scale(peaks) * log(10.0))


def scale(peaks: Peaks) -> float:
    """The scale of the exponential that fits the smaller peaks, all but the two largest.

    >>> round(scale(initial_peaks(0)), 3)
    0.482
    """
    ranked = sorted(peaks.surprises, reverse=True)
    excess = sum(ranked[_TRIMMED:-1]) - (PLACES - 1 - _TRIMMED) * ranked[-1]
    return max(excess / sum(_SHARES[_TRIMMED:]), LEAST_SCALE)


def with_peak(
    peaks: Peaks, surprise: float, bucket: int, rates: LearningRates = BUCKET_RATES, *, noise: float = float("inf")
) -> Peaks:
    """The record after ``bucket`` surprised by ``surprise``.

    An episode that exceeds the rest by more than ``noise`` scales is an outlier: it counts
    as one more that reached the least of the others, and says nothing else of the tail.

    >>> with_peak(initial_peaks(0), 9.0, 500).surprises[-1], with_peak(initial_peaks(0), 2.0, 500) == initial_peaks(0)
    (9.0, True)
    >>> round(with_peak(initial_peaks(0), 90.0, 500, noise=2.5).surprises[-1], 2)
    2.94
    """
    peaks = _without_forgotten(peaks, bucket, rates)
    lowest = min(peaks.surprises)
    if surprise <= lowest:
        return peaks
    lasts = bucket - peaks.last <= EPISODE_DAYS * rates.day
    if lasts and (peaks.outlier or surprise <= peaks.surprises[peaks.latest]):
        return peaks._replace(last=bucket)
    place = peaks.latest if lasts else peaks.surprises.index(lowest)
    others = min(other for at, other in enumerate(peaks.surprises) if at != place)
    outlier = surprise > others + noise * scale(peaks)
    kept = others + _KEPT_OF_OUTLIER * scale(peaks) if outlier else surprise
    return _with_place(peaks, place, kept, bucket, outlier=outlier)


def _period_of_lowest(buckets: int, rates: LearningRates) -> float:
    """The return period of the smallest peak: eight such in all the buckets on record."""
    return log10(min(PRIOR_DAYS * rates.day + buckets, MEMORY_DAYS * rates.day) / PLACES)


def _with_place(peaks: Peaks, place: int, surprise: float, bucket: int, *, outlier: bool) -> Peaks:
    surprises, times = list(peaks.surprises), list(peaks.times)
    surprises[place], times[place] = rounded(surprise), bucket
    return Peaks(tuple(surprises), tuple(times), place, bucket, outlier)


def _without_forgotten(peaks: Peaks, bucket: int, rates: LearningRates) -> Peaks:
    memory = MEMORY_DAYS * rates.day
    if bucket % _FORGOTTEN_EVERY or bucket - min(peaks.times) <= memory:
        return peaks
    usual = prior_surprises(rates)[-1]
    forgotten = [bucket - time > memory for time in peaks.times]
    surprises = (usual if old else one for one, old in zip(peaks.surprises, forgotten, strict=True))
    times = (bucket if old else time for time, old in zip(peaks.times, forgotten, strict=True))
    return peaks._replace(surprises=tuple(surprises), times=tuple(times))
