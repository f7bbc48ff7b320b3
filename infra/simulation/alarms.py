"""A recorded series in; the episodes in which the detector would have alarmed, and their rate per week, out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from functions.detect.detectors.count.backtest import backtest
from functions.detect.detectors.signal import threshold
from infra.simulation.windows import Windows
from shared.domain.brand import Sensitivity
from shared.domain.time import BUCKET_MS, HOUR_MS, WEEK_MS

EPISODE_MS = HOUR_MS
"""Alarms less than an hour apart count as one."""

TOLERANCE = 2.0
"""A promise is broken by more than so many times as many alarms."""


@dataclass(frozen=True, slots=True)
class Target:
    """A setting, and the false alarms per week that it promises for one signal."""

    name: str
    per_week: float


@dataclass(frozen=True, slots=True)
class SeriesRate:
    """The alarms of a target on a series itself: all of them, and those ``outside`` the labelled windows.

    ``weeks`` are those that were collected outside the windows. The promise is judged on
    these; without windows, that is on everything.
    """

    series: str
    target: Target
    alarms: int
    outside: int
    weeks: float

    @property
    def per_week(self) -> float:
        """Alarms per week outside the windows."""
        return self.outside / self.weeks

    @property
    def broken(self) -> bool:
        """Whether there are more than twice as many as promised; a single alarm is no rate yet."""
        return self.outside > 1 and self.per_week > TOLERANCE * self.target.per_week


def sensitivity_targets() -> list[Target]:
    """The targets of the named sensitivities for the signal volume: its share of a brand's false alarms."""
    return [Target(level.value, WEEK_MS / BUCKET_MS / 10.0 ** threshold(level)) for level in Sensitivity]


def episodes(series: Iterable[tuple[int, int]], per_week: float, time_zone: str = "UTC") -> list[int]:
    """The starts of the episodes in a series, if so many false alarms per week are accepted.

    They are the alarms that the backtest has in this time zone; those close together are one.
    """
    found, last_ms = list[int](), -math.inf
    for bucket in backtest(series, false_alarms_per_week=per_week, time_zone=time_zone):
        if bucket.alert:
            if bucket.start_ms - last_ms >= EPISODE_MS:
                found.append(bucket.start_ms)
            last_ms = bucket.start_ms
    return found


def rate_on(
    name: str, series: Sequence[tuple[int, int]], windows: Windows, target: Target, time_zone: str = "UTC"
) -> SeriesRate:
    """The rate of a target on a recorded series; an episode belongs to a window if it begins there."""
    found = episodes(series, target.per_week, time_zone)
    return SeriesRate(
        series=name,
        target=target,
        alarms=len(found),
        outside=sum(not windows.contain(at_ms) for at_ms in found),
        weeks=sum(not windows.contain(at_ms) for at_ms, _ in series) * BUCKET_MS / WEEK_MS,
    )
