"""The last counts, their mean and their deviation."""

from __future__ import annotations

import math
from collections import deque


class Window:
    """Up to ``length`` counts and their sums."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.values: deque[int] = deque()
        self.total, self.squares = 0, 0

    def add(self, count: int) -> None:
        """Take a count in, and the oldest out when there are too many."""
        self.values.append(count)
        self.total += count
        self.squares += count * count
        if len(self.values) > self.length:
            old = self.values.popleft()
            self.total -= old
            self.squares -= old * old

    def deviations(self, count: int) -> float:
        """By how many standard deviations a count is above the mean; a million where nothing ever varied.

        >>> window = Window(4)
        >>> for seen in (9, 1, 3, 1, 3):
        ...     window.add(seen)
        >>> window.deviations(5), window.deviations(1)
        (3.0, 0.0)
        """
        size = len(self.values)
        mean = self.total / size
        variance = self.squares / size - mean * mean
        if count <= mean:
            return 0.0
        return min((count - mean) / math.sqrt(variance), 1e6) if variance > 1e-9 else 1e6
