"""The survey: every signal of a brand read at one time, from one pass over its counters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from functions.detect.detectors.count.detector import State
from functions.detect.detectors.count.evaluation import read_count
from functions.detect.detectors.evaluation import Learnt, Reading
from functions.detect.detectors.hashtag.detector import TagState
from functions.detect.detectors.hashtag.evaluation import read_tags
from functions.detect.detectors.negative_share.detector import ShareState
from functions.detect.detectors.negative_share.evaluation import read_tone
from functions.detect.detectors.series import Counted, Heard, heard
from functions.detect.detectors.signal import COUNTED, Signal
from functions.detect.detectors.silence.channels import Channels
from functions.detect.detectors.silence.evaluation import read_channels
from functions.detect.detectors.silence.outage import deaf_from
from shared.domain.brand import Brand


def survey(
    brand: Brand,
    states: Mapping[Signal, Learnt | None],
    counts: Sequence[Counted],
    now_ms: int,
    deaf: Mapping[str, int] | None = None,
) -> dict[Signal, Reading]:
    """The readings of the signals, from their remembered states and the counters after them.

    ``deaf`` names the channels that cannot be heard, each since when.
    """
    channels = states.get(Signal.SILENCE)
    shares = channels.shares() if isinstance(channels, Channels) else {}
    said = replace(heard(counts, now_ms), deaf=deaf or {}, deaf_ms=deaf_from(deaf or {}, shares, now_ms))
    found: dict[Signal, Reading] = {}
    for signal, state in states.items():
        sensitivity = brand.sensitivity_to(signal.kind) or brand.sensitivity
        if signal in COUNTED:
            known = state if isinstance(state, State) else None
            found[signal] = read_count(signal, known, said, sensitivity)
        elif signal is Signal.MOOD:
            mood = state if isinstance(state, ShareState) else None
            found[signal] = read_tone(mood, said, sensitivity)
        elif signal is Signal.HASHTAG:
            tags = state if isinstance(state, TagState) else None
            found[signal] = read_tags(tags, said, sensitivity)
        else:
            known_channels = state if isinstance(state, Channels) else None
            found[signal] = read_channels(known_channels, said, brand, sensitivity)
    return {signal: _uncertain(reading, said) for signal, reading in found.items()}


def _uncertain(reading: Reading, said: Heard) -> Reading:
    """The reading in which no bucket is calm that was not collected: an outage is no recovery."""
    if said.deaf_ms is None or reading.signal is Signal.SILENCE:
        return reading
    recent = (judged if said.collected(judged.start_ms) else replace(judged, calm=False) for judged in reading.recent)
    return replace(reading, recent=tuple(recent))
