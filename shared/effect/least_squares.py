"""Generalised least squares for one unknown number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

Vector = Sequence[float]
Matrix = Sequence[Sequence[float]]


class LeastSquares(NamedTuple):
    """The best value of the unknown, its standard deviation, and the misfit there (chi squared)."""

    best: float
    error: float
    least: float

    def misfit(self, value: float) -> float:
        """The misfit where the unknown is ``value``."""
        return self.least + ((value - self.best) / self.error) ** 2


def least_squares(observed: Vector, pattern: Vector, covariance: Matrix) -> LeastSquares:
    """Find x so that ``observed`` is x times ``pattern``, but for noise of this covariance.

    The matrix has to be symmetric and positive definite (Aitken 1936).

    >>> found = least_squares([2.0, 4.0], [1.0, 2.0], [[1.0, 0.0], [0.0, 1.0]])
    >>> found.best, found.least, round(found.error, 3)
    (2.0, 0.0, 0.447)
    """
    size = len(observed)
    root: list[list[float]] = []
    white_observed: list[float] = []
    white_pattern: list[float] = []
    for row in range(size):  # Cholesky's decomposition; both vectors are solved on the way
        line: list[float] = []
        for column in range(row):
            above = root[column]
            line.append((covariance[row][column] - _dot(line, above)) / above[column])
        pivot = math.sqrt(covariance[row][row] - _dot(line, line))
        white_observed.append((observed[row] - _dot(line, white_observed)) / pivot)
        white_pattern.append((pattern[row] - _dot(line, white_pattern)) / pivot)
        root.append([*line, pivot])
    precision = _dot(white_pattern, white_pattern)
    best = _dot(white_pattern, white_observed) / precision
    least = max(0.0, _dot(white_observed, white_observed) - best**2 * precision)
    return LeastSquares(best, 1 / math.sqrt(precision), least)


def _dot(one: Vector, other: Vector) -> float:
    return sum(left * right for left, right in zip(one, other, strict=False))
