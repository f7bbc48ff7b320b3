"""Runs the detector over a recorded series, as it would have run live, and sums up what came of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log10
from statistics import median_low

from functions.detect.detectors.confirmed import Confirmed
from functions.detect.detectors.count.alarm import LEARNING
from functions.detect.detectors.count.backtest import BacktestBucket, backtest
from functions.detect.detectors.evaluation import QUIET_BUCKETS
from functions.detect.detectors.signal import Signal
from infra.simulation.buckets import SeriesBucket
from infra.simulation.windows import Windows
from shared.domain.errors import InvalidInput
from shared.domain.moments.moment import Evidence
from shared.domain.time import BUCKET_MS, DAY_MS, WEEK_MS

NONE = Windows()

LEARNING_MS = round(LEARNING * BUCKET_MS)
"""How long the detector is learning: its expected counts are guesses."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a backtest: width of a bucket, accepted false alarms per week, signal, and time zone.

    Without a time zone, that is UTC.
    """

    bucket_ms: int
    false_alarms_per_week: float
    signal: Signal = Signal.VOLUME
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class JudgedBucket:
    """A bucket of the series and the detector's result for it."""

    bucket: SeriesBucket
    result: BacktestBucket

    @property
    def start_ms(self) -> int:
        """The start of the bucket, epoch milliseconds."""
        return self.bucket.start_ms

    @property
    def stamp(self) -> str:
        """The time of the bucket as it stands in the series."""
        return self.bucket.stamp

    @property
    def evidence(self) -> Evidence:
        """The observed and the expected count, as messages show them."""
        return Evidence(observed=self.result.count, expected=self.result.expected)


@dataclass(frozen=True, slots=True)
class Backtest:
    """The results for every bucket that was collected, in order; ``seconds`` is the CPU time of the detector.

    An *alarm* is a bucket above the threshold that is clearly rarer than those before it.
    The first alarm of an episode is an *alert*, and a further one is an *escalation*.
    ``labels`` are windows in which something really happened. Where people ``confirmed`` windows,
    ``unconfirmed`` is the same without a word from anybody.
    """

    name: str
    settings: Settings
    buckets: Sequence[JudgedBucket]
    seconds: float
    labels: Windows = field(default_factory=Windows)
    unconfirmed: Backtest | None = None

    @property
    def alarms(self) -> list[JudgedBucket]:
        """All alarms: alerts and escalations."""
        return [bucket for bucket in self.buckets if bucket.result.alert]

    @property
    def alerts(self) -> list[JudgedBucket]:
        """The alarms that start an episode; an episode ends after a quiet time, as a moment does."""
        found: list[JudgedBucket] = []
        last_ms = -WEEK_MS
        for alarm in self.alarms:
            if alarm.start_ms - last_ms > QUIET_BUCKETS * self.settings.bucket_ms:
                found.append(alarm)
            last_ms = alarm.start_ms
        return found

    @property
    def escalations(self) -> int:
        """How many alarms fall into an episode that has begun already."""
        return len(self.alarms) - len(self.alerts)

    @property
    def outcome(self) -> str:
        """The number of alerts and escalations in words."""
        within = f", {counted(self.escalations, 'escalation')}" if self.escalations else ""
        return counted(len(self.alerts), "alert") + within

    @property
    def outside(self) -> list[JudgedBucket]:
        """The alerts outside the labelled windows: the false ones."""
        return [alert for alert in self.alerts if not self.labels.contain(alert.start_ms)]

    @property
    def outside_per_week(self) -> float:
        """The same for every week that was collected outside the windows; 0 where nothing was."""
        buckets = sum(not self.labels.contain(bucket.start_ms) for bucket in self.buckets)
        return len(self.outside) * WEEK_MS / (buckets * self.settings.bucket_ms) if buckets else 0.0

    @property
    def caught(self) -> int:
        """In how many of the labelled windows that the series reaches somebody was alerted."""
        return sum(any(begin <= alert.start_ms <= end for alert in self.alarms) for begin, end in self.reached)

    @property
    def reached(self) -> list[tuple[int, int]]:
        """The labelled windows that the series reaches."""
        first_ms, last_ms = self.buckets[0].start_ms, self.buckets[-1].start_ms
        return [(begin, end) for begin, end in self.labels.spans if end >= first_ms and begin <= last_ms]

    @property
    def alerts_per_week(self) -> float:
        """Alerts for every week that was collected."""
        return len(self.alerts) / self.weeks

    @property
    def weeks(self) -> float:
        """The weeks that were collected, without gaps."""
        return len(self.buckets) * self.settings.bucket_ms / WEEK_MS

    @property
    def days(self) -> float:
        """The days from the start of the first bucket to the end of the last."""
        return (self.buckets[-1].start_ms - self.buckets[0].start_ms + self.settings.bucket_ms) / DAY_MS

    @property
    def missing(self) -> int:
        """How many buckets in between have no row."""
        return round(self.days * DAY_MS / self.settings.bucket_ms) - len(self.buckets)

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return sum(bucket.bucket.rows for bucket in self.buckets)

    @property
    def row_distance_ms(self) -> int:
        """The usual distance between buckets that have rows; the width of a bucket if none is missing."""
        gaps = (after.start_ms - before.start_ms for before, after in pairwise(self.buckets))
        return int(median_low(gaps)) if len(self.buckets) > 1 else self.settings.bucket_ms

    @property
    def last_learning(self) -> JudgedBucket | None:
        """The last bucket in which the detector was learning; ``None`` if the series ends before."""
        if self.is_learning(self.buckets[-1]):
            return None
        return next(before for before, after in pairwise(self.buckets) if not self.is_learning(after))

    def is_learning(self, bucket: JudgedBucket) -> bool:
        """Whether the detector was learning in that bucket."""
        return bucket.start_ms < self.buckets[0].start_ms + LEARNING_MS


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "alert"), counted(1_200, "alert")
    ('1 alert', '1,200 alerts')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def run_backtest(
    name: str, series: Sequence[SeriesBucket], settings: Settings, labels: Windows = NONE, confirmed: Windows = NONE
) -> Backtest:
    """Run the detector over a series of at least one bucket.

    ``labels`` are windows in which something really happened; what is reported in a
    ``confirmed`` window counts as confirmed by people.

    Raises:
        InvalidInput: more false alarms are accepted than there are buckets in a week.
    """
    unconfirmed = run_backtest(name, series, settings, labels) if confirmed else None
    buckets_per_week = WEEK_MS / settings.bucket_ms
    if log10(buckets_per_week / settings.false_alarms_per_week) <= 0:
        raise InvalidInput(
            f"--false-alarms-per-week must be below {buckets_per_week:g}, the number of buckets in a week"
        )
    began = time.process_time()
    results = list(
        backtest(
            ((bucket.start_ms, bucket.value, bucket.negative, bucket.scored) for bucket in series),
            false_alarms_per_week=settings.false_alarms_per_week,
            bucket_ms=settings.bucket_ms,
            time_zone=settings.time_zone or "UTC",
            signal=settings.signal,
            confirmed=[Confirmed(begin, end) for begin, end in confirmed.spans],
        )
    )
    seconds = time.process_time() - began
    buckets = [JudgedBucket(b, r) for b, r in zip(series, results, strict=True)]
    return Backtest(name, settings, buckets, seconds, labels, unconfirmed)
