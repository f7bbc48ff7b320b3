"""The stored form of a count's state: under 700 bytes of JSON, and under 750 whatever is counted.

Every number that is stored has so few binary digits that seven decimal ones identify
it, so the document holds the state exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from functions.detect.detectors.codec import Document, StateCodec
from functions.detect.detectors.count.state import CountState
from functions.detect.stats.baseline import Baseline, Dispersions
from functions.detect.stats.peaks import PLACES, Peaks, peaks_of, prior_surprises
from functions.detect.stats.recurrence import Recurrence
from functions.detect.stats.renotify import CAP
from functions.detect.stats.rounding import brief, coarse
from functions.detect.stats.smoothing import FallWindow, Window
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY

HOUR_DIGITS = 100_000
"""The factors of the hours are stored in hundred-thousandths."""


def _written(state: CountState) -> dict[str, Any]:
    """The state under short names, because it is stored for every brand and signal.

    ``b`` buckets: the newest one's number, learnt, observed live, and where there are any those
    of the history, of a flood, and forgotten; ``m`` mentions; ``l`` levels; ``h`` hours;
    ``r`` recurrences; ``d`` dispersions; ``w`` windows; ``up``, ``dn`` peaks of rises and falls; ``e`` envelopes;
    ``c``, where there are any, how many buckets ago each confirmed episode began. A reader that does not know ``c``
    reads the rest.
    """
    base, now = state.baseline, state.bucket_ms // BUCKET_MS
    return {
        "b": [now, base.buckets, state.buckets, *_if_any(state.history, state.flooded, state.forgotten)],
        "m": state.seen,
        "l": _brief((base.flat, base.level)),
        "h": [round(hour * HOUR_DIGITS) for hour in base.hours],
        "r": [list(one) for one in base.recurrences],
        "d": _brief(base.dispersions),
        "w": _brief((*base.smooth, *base.falling)),
        "up": _peaks_document(state.rises, now),
        "dn": _peaks_document(state.falls, now),
        "e": _brief((state.rise_envelope, state.fall_envelope)),
        **({"c": [now - first for first in state.confirmed]} if state.confirmed else {}),
    }


def _read(found: Document) -> CountState:
    now, learnt, observed, *more = found["b"]
    history, flooded, forgotten = more or (0, 0, 0)
    flat, level = _coarse(found["l"])
    mentions, smooth_flat, smooth_seasonal, fall, fall_seasonal = _coarse(found["w"])
    rise_envelope, fall_envelope = _coarse(found["e"])
    return CountState(
        bucket_ms=now * BUCKET_MS,
        seen=found["m"],
        buckets=observed,
        baseline=Baseline(
            buckets=learnt,
            flat=flat,
            level=level,
            hours=tuple(hour / HOUR_DIGITS for hour in found["h"]),
            recurrences=tuple(Recurrence(slot, float(size), days) for slot, size, days in found["r"]),
            dispersions=Dispersions(*_coarse(found["d"])),
            smooth=Window(mentions, smooth_flat, smooth_seasonal),
            falling=FallWindow(fall, fall_seasonal),
        ),
        rises=_peaks_from(found["up"], now),
        falls=_peaks_from(found["dn"], now),
        rise_envelope=rise_envelope,
        fall_envelope=fall_envelope,
        history=history,
        flooded=flooded,
        forgotten=forgotten,
        confirmed=tuple(now - age for age in found.get("c", ())),
    )


def _if_any(*numbers: int) -> tuple[int, ...]:
    return numbers if any(numbers) else ()


def _peaks_document(peaks: Peaks, now: int) -> list[Any]:
    """The record with its times as buckets before the bucket number ``now``, which takes fewer digits."""
    return [list(peaks.surprises), [now - time for time in peaks.times], peaks.latest, now - peaks.last]


def _peaks_from(found: list[Any], now: int) -> Peaks:
    surprises, ages, latest, since = found
    return peaks_of(tuple(map(float, surprises)), tuple(now - age for age in ages), latest, now - since)


def _from_first(found: dict[str, Any]) -> dict[str, Any]:
    """Format 1 knew no weekdays, no slow window and no falls: these begin anew."""
    (flat, level), (smooth, seasonal, abrupt) = found["level"], found["spread"]
    (latest, last), now = found["episode"], found["bucket"] // BUCKET_MS
    none = {"peaks": prior_surprises(), "ages": [0] * PLACES, "episode": [PLACES - 1, BUCKETS_PER_DAY]}
    ages = [now - time for time in found["times"]]
    return {
        **{name: found[name] for name in ("bucket", "seen", "heard", "n")},
        "v": 2,
        "level": [flat, level],
        "hours": found["profile"],
        "spreads": [[smooth, seasonal], [abrupt, abrupt], [smooth, seasonal]],
        "windows": [found["smooth"], [flat] * 3, [flat] * 3],
        "rises": {"peaks": found["peaks"], "ages": ages, "episode": [latest, now - last]},
        "falls": none,
        "told": [[found["envelope"], 0.0, 0], [0.0, 0.0, 0]],
    }


def _from_second(found: dict[str, Any]) -> dict[str, Any]:
    """Format 2 had three windows and factors of weekdays; nothing is known of what recurs.

    A fall was judged by the dispersion about the seasonal expectation, and an envelope had the
    worst of its episode beside it. The hours were those of UTC, and are learnt by and by where
    the brand has another time zone.
    """
    smooth, _, falling = found["windows"]
    flat, seasonal = found["spreads"][0]
    return {
        "v": 3,
        "b": [found["bucket"] // BUCKET_MS, found["n"], found["heard"]],
        "m": found["seen"],
        "l": found["level"],
        "h": [round(hour * HOUR_DIGITS) for hour in found["hours"]],
        "r": [],
        "d": [flat, seasonal, seasonal],
        "w": [*smooth, falling[0], falling[2]],
        "up": _peaks_from_second(found["rises"]),
        "dn": _peaks_from_second(found["falls"]),
        "e": [min(level, CAP) for level, *_ in found["told"]],
    }


def _peaks_from_second(found: Document) -> list[Any]:
    latest, since, *_ = found["episode"]
    return [[round(peak, 3) for peak in found["peaks"]], found["ages"], latest, since]


CODEC = StateCodec(3, _written, _read, {1: _from_first, 2: _from_second})
"""The stored form."""


def _brief(numbers: Iterable[float]) -> list[float]:
    return [brief(number) for number in numbers]


def _coarse(numbers: Iterable[float]) -> tuple[float, ...]:
    return tuple(coarse(float(number)) for number in numbers)
