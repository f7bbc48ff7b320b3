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

from functions.detect.digits import rounded

PLACES = 8
EPISODE = 72
"""Buckets (six hours) within which surprises belong to the same episode."""

MEMORY = 16_128
"""Buckets (56 days) after which an entry is forgotten."""

_PRIOR = 8_064
"""Buckets (28 days) of calm record that a new brand is taken to have behind it."""

PRIOR_PEAKS = tuple(rounded(1.0 + 0.5 * log(_PRIOR * 0.03 / (place + 0.7))) for place in range(PLACES))


@dataclass(frozen=True, slots=True)
class Board:
    """Eight episodes: their peak surprises and when they peaked (bucket numbers).

    ``place`` is the entry of the latest episode, ``last`` the bucket in which it last
    surprised more than the smallest entry.
    """

    peaks: tuple[float, ...]
    times: tuple[int, ...]
    place: int
    last: int


def blank(bucket: int) -> Board:
    """The board of a brand that is new in ``bucket``: that of a calm brand's last month.

    >>> blank(0).peaks[0], blank(0).peaks[-1]
    (3.92264, 2.72369)
    """
    return Board(PRIOR_PEAKS, (bucket,) * PLACES, place=PLACES - 1, last=bucket - EPISODE - 1)


def return_period(board: Board, surprise: float, buckets: int) -> float:
    """In how many buckets such a surprise is expected once, as a decimal logarithm.

    ``buckets`` is the number learnt from so far.

    >>> round(return_period(blank(0), 2.72369, 0), 3), round(return_period(blank(0), 3.5, 0), 3)
    (3.003, 3.716)
    """
    lowest = min(board.peaks)
    eighth = log10(min(_PRIOR + buckets, MEMORY) / PLACES)
    if surprise <= lowest:
        return eighth * surprise / lowest
    scale = max((sum(board.peaks) - PLACES * lowest) / (PLACES - 1), 0.02)
    return eighth + (surprise - lowest) / (scale * log(10.0))


def entered(board: Board, surprise: float, bucket: int) -> Board:
    """The board after ``bucket`` surprised by ``surprise``.

    >>> entered(blank(0), 9.0, 500).peaks[-1], entered(blank(0), 2.0, 500) == blank(0)
    (9.0, True)
    """
    board = _aged(board, bucket)
    lowest = min(board.peaks)
    if surprise <= lowest:
        return board
    if bucket - board.last > EPISODE:
        return _written(board, board.peaks.index(lowest), surprise, bucket)
    if surprise > board.peaks[board.place]:
        return _written(board, board.place, surprise, bucket)
    return replace(board, last=bucket)


def _written(board: Board, place: int, surprise: float, bucket: int) -> Board:
    peaks, times = list(board.peaks), list(board.times)
    peaks[place], times[place] = rounded(surprise), bucket
    return Board(tuple(peaks), tuple(times), place, bucket)


def _aged(board: Board, bucket: int) -> Board:
    oldest = min(board.times)
    if bucket - oldest <= MEMORY:
        return board
    forgotten = [bucket - time > MEMORY for time in board.times]
    peaks = (PRIOR_PEAKS[-1] if old else peak for peak, old in zip(board.peaks, forgotten, strict=True))
    times = (bucket if old else time for time, old in zip(board.times, forgotten, strict=True))
    return replace(board, peaks=tuple(peaks), times=tuple(times))
