"""All signals of a brand at once: evaluated from one pass over its counters, and stored as one document.

What the signals have learnt changes together, and a write is billed by the kilobyte
begun: compressed, the states of nine signals take as much as those of three counts do
apart.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence

from functions.detect.detectors.confirmed import Confirmed
from functions.detect.detectors.evaluation import DetectorState, SignalEvaluation
from functions.detect.detectors.outage import outage_start
from functions.detect.detectors.registry import detector_of
from functions.detect.detectors.series import BrandSeries, MinuteCounter, brand_series
from functions.detect.detectors.signal import Signal
from shared.domain.brand import Brand
from shared.domain.errors import Poison
from shared.domain.gaps import Gap

HARDEST = 9
"""The level of compression; at these sizes the best is hardly slower than the quickest."""


def evaluate_signals(
    brand: Brand,
    states: Mapping[Signal, DetectorState | None],
    counts: Sequence[MinuteCounter],
    now_ms: int,
    *,
    unreachable: Mapping[str, int] | None = None,
    missed: Mapping[str, Sequence[Gap]] | None = None,
    confirmed: Mapping[Signal, Sequence[Confirmed]] | None = None,
    lag_ms: int = 0,
) -> dict[Signal, SignalEvaluation]:
    """The evaluations of the signals, from their stored states and the counters after them.

    ``unreachable`` names the channels that cannot be polled, each since when, ``missed`` the times of
    channels that were not read afterwards either; ``confirmed`` the episodes of each signal that
    people confirmed as real. ``lag_ms`` is how late the brand's mentions come.
    """
    channels, since = states.get(Signal.SILENCE), unreachable or {}
    shares: Mapping[str, float] = getattr(channels, "shares", dict)()  # only that state knows each channel's share
    outage_ms = outage_start(since, shares, now_ms)
    series = brand_series(counts, now_ms, lag_ms=lag_ms, limit_ms=brand.late_after_ms)
    series = series._replace(unreachable=since, missed=missed or {}, outage_ms=outage_ms, confirmed=confirmed or {})
    passed_ms = now_ms - lag_ms
    found: dict[Signal, SignalEvaluation] = {}
    for signal, state in states.items():
        come = (
            series._replace(now_ms=passed_ms) if signal is Signal.SILENCE else series
        )  # what may still come is missed
        evaluation = detector_of(signal).evaluate(signal, state, come, brand)
        found[signal] = _without_recovery(evaluation._replace(now_ms=now_ms, passed_ms=passed_ms), series)
    return found


def packed(states: Mapping[Signal, DetectorState]) -> bytes:
    """The states as they are stored: one JSON object by signal, compressed."""
    documents = {signal.value: detector_of(signal).dump(state) for signal, state in states.items()}
    return zlib.compress(json.dumps(documents, separators=(",", ":")).encode(), HARDEST)


def unpacked(found: bytes) -> dict[Signal, DetectorState]:
    """The states that :func:`packed` put together, without those of signals unknown here.

    Raises:
        Poison: they cannot be read.
    """
    try:
        documents = dict(json.loads(zlib.decompress(found)))
    except (zlib.error, ValueError, TypeError) as error:
        raise Poison(f"not the states of a brand: {error}") from error
    return {signal: detector_of(signal).load(documents[signal]) for signal in Signal if signal in documents}


def unpacked_text(signal: Signal, found: str) -> DetectorState:
    """The state of one signal, as it was stored before all were stored together.

    Raises:
        Poison: it cannot be read.
    """
    try:
        document = json.loads(found)
    except ValueError as error:
        raise Poison(f"not a detector's state: {error}") from error
    return detector_of(signal).load(document)


def _without_recovery(evaluation: SignalEvaluation, series: BrandSeries) -> SignalEvaluation:
    """The evaluation in which no bucket is normal that was not collected: an outage is no recovery."""
    if series.outage_ms is None or evaluation.signal is Signal.SILENCE:
        return evaluation
    recent = (
        bucket if series.collected(bucket.start_ms) else bucket._replace(normal=False) for bucket in evaluation.recent
    )
    return evaluation._replace(recent=tuple(recent))
