"""How rare a surprise is by a brand's own record, and never rarer than the law itself would have it."""

from __future__ import annotations

from math import log, log1p, log10

from functions.detect.stats.peaks import PLACES, Peaks, initial_peaks, return_period

_GIVEN = frozenset(initial_peaks(0).peaks)
_PRIOR = 8_064
"""Buckets (28 days) of calm that a board takes a new brand to have behind it."""

_GAPS = PLACES - 1
_LEAST_SCALE = 0.02


def capped_return_period(board: Peaks, surprise: float, buckets: int, apart: float, calm: int = _PRIOR) -> float:
    """In how many buckets such a surprise is expected once, as a decimal logarithm, at least 0.

    ``buckets`` have been learnt, and ``calm`` ones are taken to have been before them. A
    brand that fills its board with episodes of its own shows how often they come: its
    record then counts from its first bucket, and no longer from a calm time before it.
    Beyond the record the tail is exponential, and heavier for a scale that is known from
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
    own = sum([peak not in _GIVEN for peak in board.peaks])
    learnt, lowest = buckets - _PRIOR + calm * (PLACES - own) // PLACES, min(board.peaks)
    if surprise <= lowest:
        period = return_period(board, surprise, learnt)
    else:
        scale = max((sum(board.peaks) - PLACES * lowest) / _GAPS, _LEAST_SCALE)
        further = _GAPS * log1p((surprise - lowest) / scale / _GAPS) / log(10.0)
        period = return_period(board, lowest, learnt) + further
    return max(0.0, min(period, surprise + log10(apart)))
