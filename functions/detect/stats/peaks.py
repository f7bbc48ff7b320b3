"""The board: a brand's eight largest surprises on record, and how rare one more would be.

A tail model is wrong in its own way for every brand; its own record episodes put
that right. Surprises above the eighth largest are taken as exponential (the peaks
over a threshold of extreme value theory: Coles, An Introduction to Statistical
Modeling of Extreme Values, 2001, chapter 4), so a brand that bursts every day needs
a larger burst to stand out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log, log10

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
"""Days after which an entry is forgotten."""

_PRIOR_DAYS = 28
"""Days of calm record that a new brand is taken to have behind it."""

LEAST_SCALE = 0.4
"""The logarithm of a probability is itself exponential, with a scale of 1 / ln 10 = 0.43; a record whose entries lie
closer together is a record of few episodes, not of a tail that ends."""

_KEPT_OF_OUTLIER = 0.3
"""How many scales above the least of the others an outlier is put on record."""

_LOOKED_THROUGH = 12
"""Every so many buckets a board is looked through for entries to forget."""


def prior_peaks(pace: LearningRates = BUCKET_RATES) -> tuple[float, ...]:
    """The record of a calm brand's last month, the largest first.

    >>> prior_peaks()[0], prior_peaks()[-1]
    (3.92264, 2.72369)
    """
    return tuple(
        rounded(1.0 + 0.5 * log(max(_PRIOR_DAYS * pace.day * 0.03 / (place + 0.7), 2.0))) for place in range(PLACES)
    )


PRIOR_PEAKS = prior_peaks()
"""The same at the pipeline's pace."""


@dataclass(frozen=True, slots=True)
class Peaks:
    """Eight episodes: their peak surprises and when they peaked (bucket numbers).

    ``place`` is the entry of the latest episode, ``last`` the bucket in which it last
    surprised more than the smallest entry, and ``outlier`` whether it was no noise.
    """

    peaks: tuple[float, ...]
    times: tuple[int, ...]
    place: int
    last: int
    outlier: bool = False


def initial_peaks(bucket: int, pace: LearningRates = BUCKET_RATES) -> Peaks:
    """The board of a brand that is new in ``bucket``: that of a calm brand's last month.

    >>> initial_peaks(0).peaks == prior_peaks()
    True
    """
    last = bucket - round(EPISODE_DAYS * pace.day) - 1
    return Peaks(prior_peaks(pace), (bucket,) * PLACES, place=PLACES - 1, last=last)


def return_period(board: Peaks, surprise: float, buckets: int, pace: LearningRates = BUCKET_RATES) -> float:
    """In how many buckets such a surprise is expected once, as a decimal logarithm.

    ``buckets`` is the number learnt from so far.

    >>> round(return_period(initial_peaks(0), 2.72369, 0), 3), round(return_period(initial_peaks(0), 3.5, 0), 3)
    (3.003, 3.703)
    """
    lowest, eighth = min(board.peaks), _eighth(buckets, pace)
    if surprise <= lowest:
        return eighth * surprise / lowest
    return eighth + (surprise - lowest) / (scale(board) * log(10.0))


def scale(board: Peaks) -> float:
    """The scale of the exponential that the smaller entries, all but the two largest, lie by.

    >>> round(scale(initial_peaks(0)), 3)
    0.482
    """
    ranked = sorted(board.peaks, reverse=True)
    excess = sum(ranked[_TRIMMED:-1]) - (PLACES - 1 - _TRIMMED) * ranked[-1]
    return max(excess / sum(_SHARES[_TRIMMED:]), LEAST_SCALE)


def with_peak(
    board: Peaks, surprise: float, bucket: int, pace: LearningRates = BUCKET_RATES, *, noise: float = float("inf")
) -> Peaks:
    """The board after ``bucket`` surprised by ``surprise``.

    An episode that exceeds the rest by more than ``noise`` scales is an outlier: it counts
    as one more that reached the least of the others, and says nothing else of the tail.

    >>> with_peak(initial_peaks(0), 9.0, 500).peaks[-1], with_peak(initial_peaks(0), 2.0, 500) == initial_peaks(0)
    (9.0, True)
    >>> round(with_peak(initial_peaks(0), 90.0, 500, noise=2.5).peaks[-1], 2)
    2.94
    """
    board = _aged(board, bucket, pace)
    lowest = min(board.peaks)
    if surprise <= lowest:
        return board
    lasts = bucket - board.last <= EPISODE_DAYS * pace.day
    if lasts and (board.outlier or surprise <= board.peaks[board.place]):
        return replace(board, last=bucket)
    place = board.place if lasts else board.peaks.index(lowest)
    others = min(peak for at, peak in enumerate(board.peaks) if at != place)
    outlier = surprise > others + noise * scale(board)
    kept = others + _KEPT_OF_OUTLIER * scale(board) if outlier else surprise
    return _written(board, place, kept, bucket, outlier=outlier)


def _eighth(buckets: int, pace: LearningRates) -> float:
    """The return period of the smallest entry: eight such in all the buckets on record."""
    return log10(min(_PRIOR_DAYS * pace.day + buckets, MEMORY_DAYS * pace.day) / PLACES)


def _written(board: Peaks, place: int, surprise: float, bucket: int, *, outlier: bool) -> Peaks:
    peaks, times = list(board.peaks), list(board.times)
    peaks[place], times[place] = rounded(surprise), bucket
    return Peaks(tuple(peaks), tuple(times), place, bucket, outlier)


def _aged(board: Peaks, bucket: int, pace: LearningRates) -> Peaks:
    memory = MEMORY_DAYS * pace.day
    if bucket % _LOOKED_THROUGH or bucket - min(board.times) <= memory:
        return board
    usual = prior_peaks(pace)[-1]
    forgotten = [bucket - time > memory for time in board.times]
    peaks = (usual if old else peak for peak, old in zip(board.peaks, forgotten, strict=True))
    times = (bucket if old else time for time, old in zip(board.times, forgotten, strict=True))
    return replace(board, peaks=tuple(peaks), times=tuple(times))
