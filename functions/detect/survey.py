"""The survey: every signal of a brand read at one time, from one pass over its counters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from functions.detect.counting import read_count
from functions.detect.detector import State
from functions.detect.hashtag import TagState
from functions.detect.reading import Learnt, Reading
from functions.detect.series import Counted, heard
from functions.detect.share import ShareState
from functions.detect.signal import COUNTED, Signal
from functions.detect.tagging import read_tags
from functions.detect.tone import read_tone
from shared.brand import Brand


def survey(
    brand: Brand, states: Mapping[Signal, Learnt | None], counts: Sequence[Counted], now_ms: int
) -> dict[Signal, Reading]:
    """The readings of the signals, from their remembered states and the counters after them."""
    said = heard(counts, now_ms)
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
    return found
