"""How rare a surprise is by a brand's own record, and never rarer than its probability allows."""

from __future__ import annotations

from math import log, log1p, log10

from functions.detect.stats.peaks import PLACES, Peaks, prior_surprises, return_period
from functions.detect.stats.rates import MONTH

_PRIOR_SURPRISES = frozenset(prior_surprises())
_GAPS = PLACES - 1
_LEAST_SCALE = 0.02


def capped_return_period(
    peaks: Peaks, surprise: float, buckets: int, apart: float, prior_buckets: int = MONTH
) -> float:
    """In how many buckets such a surprise is expected once, as a decimal logarithm, at least 0.

    ``buckets`` have been learnt, and ``prior_buckets`` normal ones are taken to have been
    before them. A brand that fills its record with episodes of its own shows how often they
    come: its record then counts from its first bucket, and no longer from a normal time before
    it. Beyond the record the tail is exponential, and heavier because its scale is known from
    seven peaks only (a Pareto: Coles, An Introduction to Statistical Modeling of Extreme
    Values, 2001, 9.1.2 on prediction). ``apart`` is the number of buckets after which a
    window has nothing in common with the last one: a surprise of probability ``p`` does not
    come more rarely than once in ``apart / p``.

    >>> from functions.detect.stats.peaks import initial_peaks
    >>> peaks = initial_peaks(0)
    >>> 3.3 < capped_return_period(peaks, 3.5, 0, 6) < 4.0, capped_return_period(peaks, 3.5, 0, 0.5) < 3.2
    (True, True)
    """
    if surprise <= 0.0:
        return 0.0
    own = sum([peak not in _PRIOR_SURPRISES for peak in peaks.surprises])
    learnt, lowest = buckets - MONTH + prior_buckets * (PLACES - own) // PLACES, min(peaks.surprises)
    if surprise <= lowest:
        period = return_period(peaks, surprise, learnt)
    else:
        scale = max((sum(peaks.surprises) - PLACES * lowest) / _GAPS, _LEAST_SCALE)
        further = _GAPS * log1p((surprise - lowest) / scale / _GAPS) / log(10.0)
        period = return_period(peaks, lowest, learnt) + further
    return max(0.0, min(period, surprise + log10(apart)))
