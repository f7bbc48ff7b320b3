"""What is known of one signal that counts posts, and how that begins."""

from __future__ import annotations

from typing import NamedTuple

from functions.detect.detectors.confirmed import Part
from functions.detect.stats.baseline import Baseline, initial
from functions.detect.stats.peaks import Peaks, initial_peaks
from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from shared.domain.time import BUCKET_MS


class CountBucket(NamedTuple):
    """One bucket of one signal: its ``mentions``, by the time they were published.

    ``minute`` is the minute of the week, from Monday 00:00, in the brand's own time zone.
    ``in_time`` says whether any mention of the brand, of whatever signal, came in time to
    alert: from the first of them on, every bucket counts as observed. ``history``: there are
    mentions, and all came late; such a bucket counts as observed as well. ``negative`` of
    ``scored`` are all posts of the brand, whatever the signal, 0 where that is not known.
    ``confirmed``: whether it is part of what people confirmed as real, and teaches nothing.
    """

    start_ms: int
    mentions: int
    minute: int
    in_time: bool = True
    negative: int = 0
    scored: int = 0
    history: bool = False
    confirmed: Part = Part.NONE


class CountState(NamedTuple):
    """What is known of one brand and signal after the bucket that started at ``bucket_ms``.

    ``seen`` is the number of mentions ever counted, ``buckets`` how many since the brand was
    first observed live; ``history`` how many before that held posts which came late, and
    ``flooded`` how many taught nothing, because they were a flood. ``forgotten`` buckets of a
    sparse history taught nothing either. Rises and falls have a
    record of peaks and an envelope each, the largest return period of late. ``confirmed`` are the
    first buckets (numbers) of the episodes of late that people confirmed, and that taught nothing.
    """

    bucket_ms: int
    seen: int
    buckets: int
    baseline: Baseline
    rises: Peaks
    falls: Peaks
    rise_envelope: float
    fall_envelope: float
    history: int = 0
    flooded: int = 0
    forgotten: int = 0
    confirmed: tuple[int, ...] = ()

    @property
    def observed(self) -> int:
        """The buckets that say something of what is normal."""
        return self.buckets + self.history

    @property
    def first_ms(self) -> int:
        """The start of the first bucket that was looked at."""
        return self.bucket_ms - (self.baseline.buckets + self.flooded + self.forgotten - 1) * BUCKET_MS

    def quieted(self) -> CountState:
        """The same baseline and records, after windows in which as much came as was expected."""
        smooth, falling = self.baseline.smooth, self.baseline.falling
        baseline = self.baseline._replace(
            smooth=smooth._replace(mentions=smooth.flat), falling=falling._replace(mentions=falling.seasonal)
        )
        return self._replace(baseline=baseline, rise_envelope=0.0, fall_envelope=0.0)


def unknown(bucket: CountBucket, rates: LearningRates = BUCKET_RATES) -> CountState:
    """The state before a signal's first bucket, in which nothing is known.

    >>> unknown(CountBucket(300_000, 7, 5)).bucket_ms, unknown(CountBucket(300_000, 7, 5)).baseline.buckets
    (0, 0)
    """
    before = begin(CountBucket(bucket.start_ms - rates.bucket_ms, 0, bucket.minute, in_time=False), rates)
    return before._replace(baseline=before.baseline._replace(buckets=0))


def begin(bucket: CountBucket, rates: LearningRates = BUCKET_RATES) -> CountState:
    """The state after a signal's first bucket."""
    record = initial_peaks(bucket.start_ms // rates.bucket_ms, rates)
    return CountState(
        bucket_ms=bucket.start_ms,
        seen=bucket.mentions,
        buckets=int(bucket.in_time),
        history=int(bucket.history),
        baseline=initial(float(bucket.mentions)),
        rises=record,
        falls=record,
        rise_envelope=0.0,
        fall_envelope=0.0,
    )
