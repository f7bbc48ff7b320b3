"""The survey: every signal of a brand read at one time, from one pass over its counters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from functions.detect.detectors.count.detector import evaluate_count
from functions.detect.detectors.count.scoring import CountState
from functions.detect.detectors.evaluation import DetectorState, SignalEvaluation
from functions.detect.detectors.hashtag.detector import evaluate_hashtags
from functions.detect.detectors.hashtag.scoring import TagState
from functions.detect.detectors.negative_share.detector import evaluate_negative_share
from functions.detect.detectors.negative_share.scoring import ShareState
from functions.detect.detectors.outage import outage_start
from functions.detect.detectors.series import BrandSeries, MinuteCounter, brand_series
from functions.detect.detectors.signal import COUNT_SIGNALS, Signal
from functions.detect.detectors.silence.channels import ChannelStates
from functions.detect.detectors.silence.detector import evaluate_channels
from shared.domain.brand import Brand


def evaluate_signals(
    brand: Brand,
    states: Mapping[Signal, DetectorState | None],
    counts: Sequence[MinuteCounter],
    now_ms: int,
    unreachable: Mapping[str, int] | None = None,
) -> dict[Signal, SignalEvaluation]:
    """The readings of the signals, from their remembered states and the counters after them.

    ``unreachable`` names the channels that cannot be reached, each since when.
    """
    channels = states.get(Signal.SILENCE)
    shares = channels.shares() if isinstance(channels, ChannelStates) else {}
    said = replace(
        brand_series(counts, now_ms),
        unreachable=unreachable or {},
        outage_ms=outage_start(unreachable or {}, shares, now_ms),
    )
    found: dict[Signal, SignalEvaluation] = {}
    for signal, state in states.items():
        sensitivity = brand.sensitivity_to(signal.kind) or brand.sensitivity
        if signal in COUNT_SIGNALS:
            known = state if isinstance(state, CountState) else None
            found[signal] = evaluate_count(signal, known, said, sensitivity)
        elif signal is Signal.NEGATIVE_SHARE:
            mood = state if isinstance(state, ShareState) else None
            found[signal] = evaluate_negative_share(mood, said, sensitivity)
        elif signal is Signal.HASHTAG:
            tags = state if isinstance(state, TagState) else None
            found[signal] = evaluate_hashtags(tags, said, sensitivity)
        else:
            known_channels = state if isinstance(state, ChannelStates) else None
            found[signal] = evaluate_channels(known_channels, said, brand, sensitivity)
    return {signal: _uncertain(reading, said) for signal, reading in found.items()}


def _uncertain(reading: SignalEvaluation, said: BrandSeries) -> SignalEvaluation:
    """The reading in which no bucket is calm that was not collected: an outage is no recovery."""
    if said.outage_ms is None or reading.signal is Signal.SILENCE:
        return reading
    recent = (judged if said.collected(judged.start_ms) else replace(judged, normal=False) for judged in reading.recent)
    return replace(reading, recent=tuple(recent))
