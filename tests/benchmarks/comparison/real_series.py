"""Recorded series of real brands with labelled windows, where their folder is there, and what they say of a detector.

Scored as the Numenta Anomaly Benchmark does (Lavin and Ahmad, ICMLA 2015), profile standard: the
first alarm in a window earns up to 1, the later the less, and a missed window costs 1; an alarm
outside costs up to 0.11. 0 is a detector that never alarms, 100 a perfect one. What comes in the first 15 %
of a series (750 buckets at most) does not count.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
from collections.abc import Iterable, Sequence
from functools import reduce
from pathlib import Path
from typing import NamedTuple

from functions.detect.detectors.count.backtest import backtest
from shared.domain.time import BUCKETS_PER_HOUR, BUCKETS_PER_WEEK, bucket_of, parse_time

FOLDERS = [parent / "shared" / "data" / "detection" for parent in Path(__file__).resolve().parents]
FOLDER = next((folder for folder in FOLDERS if (folder / "labels.json").is_file()), None)
"""Where the series are; ``None``: they are not here."""

FALSE_ALARM_COST = 0.11
_PROBATION_SHARE, _PROBATION = 0.15, 750
_FAR = 3.0


class RealSeries(NamedTuple):
    """A recorded series and the windows (first and last row) in which something happened."""

    name: str
    counted: Sequence[tuple[int, int]]
    windows: Sequence[tuple[int, int]]


class RealScore(NamedTuple):
    """The result on one series or several: points, windows caught of all, false alarms, buckets outside windows."""

    points: float
    caught: int
    windows: int
    false: int
    outside: int

    @property
    def score(self) -> float:
        """The points on a scale from 0 to 100."""
        return 100.0 * (self.points + self.windows) / (2.0 * self.windows)

    @property
    def false_a_week(self) -> float:
        """False alarms for each week outside the windows; alarms within an hour of another are one."""
        return self.false / self.outside * BUCKETS_PER_WEEK

    def plus(self, other: RealScore) -> RealScore:
        """Both together."""
        return RealScore(
            self.points + other.points,
            self.caught + other.caught,
            self.windows + other.windows,
            self.false + other.false,
            self.outside + other.outside,
        )


def real_series(folder: Path | None = FOLDER) -> list[RealSeries]:
    """All series of a folder; none without one."""
    if folder is None:
        return []
    labels = json.loads((folder / "labels.json").read_text())
    return [_read(folder / f"{name}.csv.gz", name, found["windows"]) for name, found in labels.items()]


def judged(series: RealSeries) -> RealScore:
    """What our detector makes of a series, at one false alarm a week."""
    return scored([one.alert for one in backtest(series.counted)], series.windows)


def total(scores: Iterable[RealScore]) -> RealScore:
    """All together."""
    return reduce(RealScore.plus, scores, RealScore(0.0, 0, 0, 0, 0))


def scored(alarms: Sequence[bool], windows: Sequence[tuple[int, int]]) -> RealScore:
    """The score of a series by whether each row is an alarm.

    >>> scored([False] * 100, [(50, 59)]).score, round(scored([i == 50 for i in range(100)], [(50, 59)]).score, 1)
    (0.0, 100.0)
    >>> round(scored([i == 59 for i in range(100)], [(50, 59)]).score, 1), scored([True] * 100, [(50, 59)]).false
    (62.4, 1)
    """
    begin = int(min(_PROBATION_SHARE * len(alarms), _PROBATION))
    points, caught, scored_windows = 0.0, 0, [window for window in windows if window[1] >= begin]
    for first, last in scored_windows:
        found = next((row for row in range(max(first, begin), last + 1) if alarms[row]), None)
        points += -1.0 if found is None else _sigmoid((found - last - 1) / (last - first + 1)) / _sigmoid(-1.0)
        caught += found is not None
    inside = {row for first, last in windows for row in range(first, last + 1)}
    outside = [row for row in range(begin, len(alarms)) if row not in inside]
    false = [row for row in outside if alarms[row]]
    points += FALSE_ALARM_COST * math.fsum(_cost(row, windows) for row in false)
    apart = sum(
        row - before > BUCKETS_PER_HOUR for before, row in zip([-begin - len(alarms), *false], false, strict=False)
    )
    return RealScore(points, caught, len(scored_windows), apart, len(outside))


def _cost(row: int, windows: Sequence[tuple[int, int]]) -> float:
    """Shortly after a window a false alarm costs less."""
    past = [(first, last) for first, last in windows if last < row]
    if not past:
        return -1.0
    first, last = past[-1]
    return _sigmoid((row - last) / (last - first))


def _sigmoid(position: float) -> float:
    return -1.0 if position > _FAR else 2.0 / (1.0 + math.exp(5.0 * position)) - 1.0


def _read(path: Path, name: str, windows: Sequence[tuple[str, str]]) -> RealSeries:
    with gzip.open(path, "rt", newline="") as file:
        rows = list(csv.DictReader(file))
    place = {row["timestamp"]: number for number, row in enumerate(rows)}
    counted = [(bucket_of(parse_time(row["timestamp"])), int(float(row["value"]))) for row in rows]
    return RealSeries(name, counted, [(place[first], place[last]) for first, last in windows])
