"""Other rules that distinguish a burst from normal posts, written from their public descriptions.

Each rule takes a count and says by how much it is beyond what the rule allows, in the
rule's own unit, before it learns the count. Only counts above the expectation score:
a rule that also alarms at silence is not charged for it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import deque
from functools import lru_cache
from itertools import accumulate
from typing import Protocol

from shared.domain.time import DAY_MS, HOUR_MS
from tests.benchmarks.comparison.bursts import DAY, WEEK
from tests.benchmarks.comparison.window import Window

HOUR = DAY // 24
BEYOND = 1e6
"""The score of any count above an expectation that never varied."""


class Rule(Protocol):
    """A rule with its state of one stream."""

    def score(self, at_ms: int, count: int) -> float:
        """By how much this count, of the bucket that starts at ``at_ms``, is beyond the expected; then learn it."""
        ...


class Huginn:
    """Huginn's peak detector: mean and deviation of the last fourteen days; it needs more than four values.

    Defaults of its documentation: three standard deviations, two days between peaks
    (github.com/huginn/huginn, Peak Detector Agent).
    """

    def __init__(self) -> None:
        self.window = Window(2 * WEEK)

    def score(self, at_ms: int, count: int) -> float:  # noqa: ARG002 - it knows no time
        found = self.window.deviations(count) if len(self.window.values) > 3 else 0.0
        self.window.add(count)
        return found


class Smoothed:
    """A control chart of an exponentially weighted mean and variance with a week's memory; three deviations.

    S. W. Roberts, Control chart tests based on geometric moving averages,
    Technometrics 1 (1959); the variance as in MacGregor and Harris, Journal of
    Quality Technology 25 (1993).
    """

    def __init__(self) -> None:
        self.seen, self.mean, self.variance = 0, 0.0, 0.0

    def score(self, at_ms: int, count: int) -> float:  # noqa: ARG002 - it knows no time
        aside = count - self.mean
        found = _deviations(aside, self.variance) if self.seen >= DAY else 0.0
        self.seen += 1
        gain = max(1.0 / self.seen, 1.0 / WEEK)
        self.mean += gain * aside
        self.variance = (1.0 - gain) * (self.variance + gain * aside * aside)
        return found


class HourBand:
    """A band about what the same hour held before, as cloud monitors draw it; two deviations.

    Of the day: the last fourteen days, which is what Amazon CloudWatch trains on; its
    documentation and console start at a threshold of two (Using CloudWatch anomaly
    detection). Of the week: the last six weeks, as Datadog's "robust" with a weekly
    season, whose documentation starts at two bounds (Anomaly Monitor).
    """

    def __init__(self, hours: int, spans: int) -> None:
        self.hours = hours
        self.slots = [Window(spans * HOUR) for _ in range(hours)]

    def score(self, at_ms: int, count: int) -> float:
        slot = self.slots[at_ms // HOUR_MS % self.hours]
        found = slot.deviations(count) if len(slot.values) >= HOUR else 0.0
        slot.add(count)
        return found


class Gnip:
    """Gnip's point-by-point Poisson: the distance from the expected over the width of its 99 % interval; one width.

    Expected is the last count (the example configuration) or the average of the same
    hour of the day (S. Hendrickson, J. Kolb, B. Lehman, J. Montague, Trend detection
    in social data, Gnip 2015).
    """

    def __init__(self, *, hourly: bool) -> None:
        self.hourly = hourly
        self.last = 0.0
        self.sums = [0] * 24
        self.numbers = [0] * 24

    def score(self, at_ms: int, count: int) -> float:
        mean = self._mean(at_ms % DAY_MS // HOUR_MS, count)
        self.last = float(count)
        return max(0.0, count - mean) / _width(float(f"{mean:.3g}")) if mean > 0.0 else 0.0

    def _mean(self, hour: int, count: int) -> float:
        if not self.hourly:
            return self.last
        self.sums[hour] += count
        self.numbers[hour] += 1
        return self.sums[hour] / self.numbers[hour]


class MedianBand:
    """The distance from a rolling day's median in median absolute deviations; three and a half.

    B. Iglewicz and D. Hoaglin, How to detect and handle outliers, ASQC 1993, with the
    mean absolute deviation where more than half of the counts are the same. The
    median of the deviations is brought up to date every hour.
    """

    def __init__(self) -> None:
        self.values: deque[int] = deque()
        self.sorted: list[int] = []
        self.median, self.scale, self.seen = 0.0, 0.0, 0

    def score(self, at_ms: int, count: int) -> float:  # noqa: ARG002 - it knows no time
        if self.seen % HOUR == 0 and self.seen >= HOUR:
            self._look()
        self.seen += 1
        self.values.append(count)
        insort(self.sorted, count)
        if len(self.values) > DAY:
            del self.sorted[bisect_left(self.sorted, self.values.popleft())]
        return _deviations(count - self.median, self.scale**2) if self.seen > HOUR else 0.0

    def _look(self) -> None:
        self.median = float(self.sorted[len(self.sorted) // 2])
        aside = sorted(abs(value - self.median) for value in self.values)
        self.scale = 1.4826 * aside[len(aside) // 2] or 1.2533 * sum(aside) / len(aside)


def _deviations(aside: float, variance: float) -> float:
    if aside <= 0.0:
        return 0.0
    return min(aside / math.sqrt(variance), BEYOND) if variance > 0.0 else BEYOND


@lru_cache(maxsize=4_096)
def _width(mean: float) -> float:
    """The width of a Poisson's central 99 % interval."""
    if mean > 300.0:
        return 2.0 * 2.5758 * math.sqrt(mean)
    terms = [math.exp(-mean)]
    for number in range(1, int(mean + 10.0 * math.sqrt(mean)) + 20):
        terms.append(terms[-1] * mean / number)
    below = list(accumulate(terms))
    return float(bisect_left(below, 0.995) - bisect_left(below, 0.005)) or 1.0
