"""What is stored of one signal that counts posts: under a kilobyte of JSON.

Every number that is stored has so few binary digits that seven decimal ones identify
it, so the document holds the state exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from functions.detect.detectors.codec import Document, StateCodec, peaks_by_age, peaks_from_ages
from functions.detect.stats.baseline import Baseline, Dispersions, initial
from functions.detect.stats.peaks import Peaks, initial_peaks
from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from functions.detect.stats.renotify import Envelope
from functions.detect.stats.rounding import brief, coarse
from functions.detect.stats.seasonality import DAYS, Seasonality
from functions.detect.stats.smoothing import Dispersion, Window
from shared.domain.time import BUCKET_MS


class CountBucket(NamedTuple):
    """One bucket of one signal: its ``mentions``, by the time they were published.

    ``in_time`` says whether any mention of the brand, of whatever signal, came in time to
    alert: from the first of them on, the brand counts as observed.
    """

    start_ms: int
    mentions: int
    in_time: bool = True


class CountState(NamedTuple):
    """What is known of one brand and signal after the bucket that started at ``bucket_ms``.

    ``seen`` is the number of mentions ever learnt, ``buckets`` how many since the brand was
    first observed. Rises and falls have a record of peaks and an envelope each.
    """

    bucket_ms: int
    seen: int
    buckets: int
    baseline: Baseline
    rises: Peaks
    falls: Peaks
    rise_envelope: Envelope
    fall_envelope: Envelope


def begin(bucket: CountBucket, rates: LearningRates = BUCKET_RATES) -> CountState:
    """The state after a signal's first bucket."""
    record = initial_peaks(bucket.start_ms // rates.bucket_ms, rates)
    return CountState(
        bucket_ms=bucket.start_ms,
        seen=bucket.mentions,
        buckets=int(bucket.in_time),
        baseline=initial(float(bucket.mentions)),
        rises=record,
        falls=record,
        rise_envelope=Envelope(),
        fall_envelope=Envelope(),
    )


def _written(state: CountState) -> dict[str, Any]:
    base, now = state.baseline, state.bucket_ms // BUCKET_MS
    return {
        "bucket": state.bucket_ms,
        "seen": state.seen,
        "heard": state.buckets,
        "n": base.buckets,
        "level": _brief((base.flat, base.level)),
        "hours": list(base.seasonality.hours),
        "days": list(base.seasonality.days),
        "spreads": [_brief(dispersion) for dispersion in base.dispersions],
        "windows": [_brief(window) for window in (base.smooth, base.slow, base.falling)],
        "rises": peaks_by_age(state.rises, now),
        "falls": peaks_by_age(state.falls, now),
        "told": [_brief(state.rise_envelope), _brief(state.fall_envelope)],
    }


def _read(found: Document) -> CountState:
    flat, level = _coarse(found["level"])
    smooth, slow, falling = (Window(*_coarse(window)) for window in found["windows"])
    rise, fall = (Envelope(coarse(level), coarse(peak), normal) for level, peak, normal in found["told"])
    now = found["bucket"] // BUCKET_MS
    return CountState(
        bucket_ms=found["bucket"],
        seen=found["seen"],
        buckets=found["heard"],
        baseline=Baseline(
            buckets=found["n"],
            flat=flat,
            level=level,
            seasonality=Seasonality(tuple(found["hours"]), tuple(found["days"])),
            dispersions=Dispersions(*(Dispersion(*_coarse(each)) for each in found["spreads"])),
            smooth=smooth,
            slow=slow,
            falling=falling,
        ),
        rises=peaks_from_ages(found["rises"], now),
        falls=peaks_from_ages(found["falls"], now),
        rise_envelope=rise,
        fall_envelope=fall,
    )


def _from_first(found: dict[str, Any]) -> dict[str, Any]:
    """Format 1 knew no weekdays, no slow window and no falls: these begin anew."""
    (flat, level), (smooth, seasonal, abrupt) = found["level"], found["spread"]
    (latest, last), now = found["episode"], found["bucket"] // BUCKET_MS
    peaks = Peaks(tuple(found["peaks"]), tuple(found["times"]), latest, last)
    return {
        **{name: found[name] for name in ("bucket", "seen", "heard", "n")},
        "v": 2,
        "level": [flat, level],
        "hours": [round(factor, 5) for factor in found["profile"]],
        "days": [0.0] * DAYS,
        "spreads": [[smooth, seasonal], [abrupt, abrupt], [smooth, seasonal]],
        "windows": [found["smooth"], [flat] * 3, [flat] * 3],
        "rises": peaks_by_age(peaks, now),
        "falls": peaks_by_age(initial_peaks(now), now),
        "told": [[found["envelope"], 0.0, 0], [0.0, 0.0, 0]],
    }


CODEC = StateCodec(2, _written, _read, {1: _from_first})
"""The stored form."""


def _brief(numbers: Iterable[float]) -> list[float]:
    return [brief(number) if isinstance(number, float) else number for number in numbers]


def _coarse(numbers: Iterable[float]) -> tuple[float, ...]:
    return tuple(coarse(float(number)) for number in numbers)
