"""A brand's eight largest surprises on record, and how rare one more would be: peaks over a threshold.

A tail model is wrong in its own way for every brand; the brand's own record corrects it.
Surprises above the eighth largest are taken as exponential, and because the scale is known
from seven excesses only, as a Pareto when it comes to the next one (Coles, An Introduction
to Statistical Modeling of Extreme Values, 2001, chapter 4, and 9.1.2 on prediction). Every
episode counts in full: real posts are heavy-tailed, and the record must know it.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf, log, log10
from typing import NamedTuple

from functions.detect.stats.rates import BUCKET_RATES, LearningRates

PLACES = 8
EPISODE_DAYS = 1 / 12
"""Two hours, within which surprises belong to the same episode (runs declustering: Coles, 5.3)."""

MEMORY_DAYS, PRIOR_DAYS = 56, 26
"""Days after which a peak is forgotten; days of normal record that a new brand is taken to have behind it."""

LEAST_SCALE = 0.05
_GAPS = PLACES - 1
"""Excesses that the scale is known from."""

_KEPT_OF_OUTLIER = 0.6
"""How many scales above the least of the others an outlier is put on record."""

_FORGOTTEN_EVERY = 12
"""Every so many buckets the record is searched for peaks to forget."""


class Peaks(NamedTuple):
    """Eight episodes: their largest surprises (three decimals), and when these were (bucket numbers).

    ``latest`` is the place of the latest episode, ``last`` the bucket in which it last
    surprised more than the smallest peak. ``lowest`` and ``scale`` follow from the surprises.
    """

    surprises: tuple[float, ...]
    times: tuple[int, ...]
    latest: int
    last: int
    lowest: float
    scale: float


def peaks_of(surprises: tuple[float, ...], times: tuple[int, ...], latest: int, last: int) -> Peaks:
    """The record of these episodes."""
    lowest = min(surprises)
    return Peaks(surprises, times, latest, last, lowest, max((sum(surprises) - PLACES * lowest) / _GAPS, LEAST_SCALE))


@lru_cache
def prior_surprises(rates: LearningRates = BUCKET_RATES) -> tuple[float, ...]:
    """The record of a normal brand's last weeks, the largest first.

    >>> prior_surprises()[0], prior_surprises()[-1]
    (3.886, 2.687)
    """
    return tuple(
        round(1.0 + 0.5 * log(max(PRIOR_DAYS * rates.day * 0.03 / (place + 0.7), 2.0)), 3) for place in range(PLACES)
    )


def initial_peaks(bucket: int, rates: LearningRates = BUCKET_RATES) -> Peaks:
    """The record of a brand that is new in ``bucket``: that of a normal brand's last weeks.

    >>> initial_peaks(0).surprises == prior_surprises()
    True
    """
    last = bucket - round(EPISODE_DAYS * rates.day) - 1
    return peaks_of(prior_surprises(rates), (bucket,) * PLACES, PLACES - 1, last)


def return_period(
    peaks: Peaks,
    surprise: float,
    buckets: int,
    rates: LearningRates = BUCKET_RATES,
    *,
    apart: float = 0.0,
    prior_days: float = PRIOR_DAYS,
) -> float:
    """In how many buckets such a surprise is expected once, as a decimal logarithm, at least 0.

    ``buckets`` have been learnt from so far, and ``prior_days`` normal ones are taken to have
    been before them. A surprise of probability ``p`` does not come more rarely than once in
    ``1 / p`` windows; ``apart`` is the decimal logarithm of the number of buckets after which
    a window has little in common with the last one.

    >>> round(return_period(initial_peaks(0), 2.687, 0), 2), round(return_period(initial_peaks(0), 3.5, 0), 2)
    (2.69, 3.5)
    """
    if surprise <= 0.0:
        return 0.0
    of_lowest = log10(min(prior_days * rates.day + buckets, MEMORY_DAYS * rates.day) / PLACES)
    if surprise <= peaks.lowest:
        return max(0.0, min(of_lowest * surprise / peaks.lowest, surprise + apart))
    further = _GAPS * log10(1.0 + (surprise - peaks.lowest) / (_GAPS * peaks.scale))
    return max(0.0, min(of_lowest + further, surprise + apart))


def with_peak(
    peaks: Peaks, surprise: float, bucket: int, rates: LearningRates = BUCKET_RATES, *, noise: float = inf
) -> Peaks:
    """The record after ``bucket`` surprised by ``surprise``.

    An episode that exceeds the rest by more than ``noise`` scales is none of the brand's noise: it
    counts as one more that reached the least of the others, and says nothing else of the tail.

    >>> with_peak(initial_peaks(0), 9.0, 500).surprises[-1], with_peak(initial_peaks(0), 2.0, 500) == initial_peaks(0)
    (9.0, True)
    >>> round(with_peak(initial_peaks(0), 90.0, 500, noise=3.5).surprises[-1], 2)
    3.04
    """
    if bucket % _FORGOTTEN_EVERY == 0:
        peaks = _without_forgotten(peaks, bucket, rates)
    if surprise <= peaks.lowest:
        return peaks
    lasts = bucket - peaks.last <= EPISODE_DAYS * rates.day
    if lasts and surprise <= peaks.surprises[peaks.latest]:
        return peaks._replace(last=bucket)
    place = peaks.latest if lasts else peaks.surprises.index(peaks.lowest)
    if noise < inf:
        others = min(other for at, other in enumerate(peaks.surprises) if at != place)
        surprise = surprise if surprise <= others + noise * peaks.scale else others + _KEPT_OF_OUTLIER * peaks.scale
    return _changed(peaks, [place], surprise, bucket)._replace(latest=place, last=bucket)


def without_latest(peaks: Peaks, bucket: int, rates: LearningRates = BUCKET_RATES) -> Peaks:
    """The record without the episode that ``bucket`` belongs to: it gives way as if it were forgotten.

    >>> before = initial_peaks(0)
    >>> without_latest(with_peak(before, 9.0, 500), 510).surprises == before.surprises
    True
    """
    first = bucket - round(EPISODE_DAYS * rates.day)
    places = [place for place, time in enumerate(peaks.times) if time >= first]
    return _changed(peaks, places, _ninth(peaks, rates), first - 1)._replace(last=first - 1)


def _without_forgotten(peaks: Peaks, bucket: int, rates: LearningRates) -> Peaks:
    oldest = bucket - MEMORY_DAYS * rates.day
    if min(peaks.times) >= oldest:
        return peaks
    places = [place for place, time in enumerate(peaks.times) if time < oldest]
    return _changed(peaks, places, _ninth(peaks, rates), bucket)


def _ninth(peaks: Peaks, rates: LearningRates) -> float:
    """What a peak that leaves the record gives way to: what the ninth largest is expected to be.

    That is an eighth of the scale below the eighth, by Rényi's representation of exponential
    order statistics; what a normal brand has is the least.
    """
    return max(peaks.lowest - peaks.scale / PLACES, prior_surprises(rates)[-1])


def _changed(peaks: Peaks, places: list[int], surprise: float, bucket: int) -> Peaks:
    surprises, times = list(peaks.surprises), list(peaks.times)
    for place in places:
        surprises[place], times[place] = round(surprise, 3), bucket
    return peaks_of(tuple(surprises), tuple(times), peaks.latest, peaks.last)
