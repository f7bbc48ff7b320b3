"""A trial: one recorded series judged as it would have been live, and what can be said of the outcome."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10
from statistics import median_low

from functions.detect.detectors.count.backtest import BacktestBucket, backtest
from functions.detect.detectors.evaluation import QUIET_BUCKETS
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.threshold import LEARNING_BUCKETS
from infra.simulation.buckets import SeriesBucket
from shared.domain.errors import InvalidInput
from shared.domain.moment import Evidence
from shared.domain.time import BUCKET_MS, DAY_MS

WEEK_MS = 7 * DAY_MS

LEARNING_MS = round(LEARNING_BUCKETS * BUCKET_MS)
"""For how long what is normal counts as a guess."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a series is judged by: the width of a bucket, the false alarms accepted a week, what it counts."""

    bucket_ms: int
    false_alarms_per_week: float
    signal: Signal = Signal.VOLUME


@dataclass(frozen=True, slots=True)
class JudgedBucket:
    """A bucket and its judgement."""

    bucket: SeriesBucket
    traced: BacktestBucket

    @property
    def evidence(self) -> Evidence:
        """The count beside the expected, as messages tell it."""
        return Evidence(observed=self.traced.count, expected=self.traced.expected)


@dataclass(frozen=True, slots=True)
class Backtest:
    """The outcome: every bucket that was collected, in order; ``seconds`` are the CPU time of the detector alone."""

    name: str
    terms: Settings
    verdicts: Sequence[JudgedBucket]
    seconds: float

    @property
    def alerts(self) -> list[JudgedBucket]:
        """The buckets that alarm: the first of something, and each that is clearly rarer than those before it."""
        return [verdict for verdict in self.verdicts if verdict.traced.alert]

    @property
    def told(self) -> list[JudgedBucket]:
        """The alerts that begin something; one that comes before a moment could end only makes it worse."""
        found: list[JudgedBucket] = []
        last_ms = -WEEK_MS
        for alert in self.alerts:
            at_ms = alert.bucket.start_ms
            if at_ms - last_ms > QUIET_BUCKETS * self.terms.bucket_ms:
                found.append(alert)
            last_ms = at_ms
        return found

    @property
    def told_per_week(self) -> float:
        """How often somebody would have been told, for every week that was collected."""
        return len(self.told) / self.weeks

    @property
    def weeks(self) -> float:
        """How long was collected, gaps left out."""
        return len(self.verdicts) * self.terms.bucket_ms / WEEK_MS

    @property
    def days(self) -> float:
        """From the start of the first bucket to the end of the last."""
        span = self.verdicts[-1].bucket.start_ms - self.verdicts[0].bucket.start_ms + self.terms.bucket_ms
        return span / DAY_MS

    @property
    def missing(self) -> int:
        """Buckets in between that hold no row."""
        return round(self.days * DAY_MS / self.terms.bucket_ms) - len(self.verdicts)

    @property
    def rows(self) -> int:
        """Rows that were read."""
        return sum(verdict.bucket.rows for verdict in self.verdicts)

    @property
    def apart_ms(self) -> int:
        """How far apart buckets that hold a row usually are; their own width, if none is missing."""
        gaps = (after.bucket.start_ms - before.bucket.start_ms for before, after in pairwise(self.verdicts))
        return int(median_low(gaps)) if len(self.verdicts) > 1 else self.terms.bucket_ms

    @property
    def learnt_with(self) -> JudgedBucket | None:
        """The last bucket for which normal is a guess; ``None`` if the series ends before."""
        if self.learning(self.verdicts[-1]):
            return None
        return next(before for before, after in pairwise(self.verdicts) if not self.learning(after))

    def learning(self, verdict: JudgedBucket) -> bool:
        """Whether normal was still a guess in that bucket."""
        return verdict.bucket.start_ms < self.verdicts[0].bucket.start_ms + LEARNING_MS


def run_backtest(name: str, found: Sequence[SeriesBucket], terms: Settings) -> Backtest:
    """Judge a series of one bucket or more.

    Raises:
        InvalidInput: more false alarms are accepted than there are buckets.
    """
    if log10(WEEK_MS / terms.bucket_ms / terms.false_alarms_per_week) <= 0:
        raise InvalidInput(
            f"--false-alarms-per-week must be below {WEEK_MS / terms.bucket_ms:g}, the number of buckets in a week"
        )
    began = time.process_time()
    judged = list(
        backtest(
            ((bucket.start_ms, bucket.value) for bucket in found),
            false_alarms_per_week=terms.false_alarms_per_week,
            bucket_ms=terms.bucket_ms,
        )
    )
    seconds = time.process_time() - began
    return Backtest(name, terms, [JudgedBucket(b, t) for b, t in zip(found, judged, strict=True)], seconds)
