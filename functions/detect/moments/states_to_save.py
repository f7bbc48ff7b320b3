"""Which states are stored after a decision, and when a quiet brand is worth another look."""

from __future__ import annotations

from collections.abc import Sequence

from functions.detect.detectors.evaluation import DetectorState
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import (
    DecisionInput,
    EpisodeEnd,
)
from functions.detect.moments.lifecycle import new_level
from functions.detect.moments.opening import Evaluations
from shared.domain.time import BUCKET_MS, MINUTE_MS

SAVE_EVERY_MS = 3 * BUCKET_MS
"""How often new states are stored: a write costs more than to learn a bucket or two again."""

SILENT_MS = 15 * MINUTE_MS
"""Without a mention for so long, a brand is soon no longer evaluated."""


def learnt_states(given: DecisionInput, evaluations: Evaluations) -> dict[Signal, DetectorState]:
    """The states that have learnt enough since they were stored."""
    found: dict[Signal, DetectorState] = {}
    for signal, evaluation in evaluations.items():
        before, recalled = given.stored[signal].state, given.stored[signal].recalled
        new = (
            before is None
            or recalled
            or (evaluation.state is not None and evaluation.state.bucket_ms - before.bucket_ms >= SAVE_EVERY_MS)
        )
        if evaluation.state and new:
            found[signal] = evaluation.state
    return found


def shifted_states(ends: Sequence[EpisodeEnd], evaluations: Evaluations) -> dict[Signal, DetectorState]:
    """The states of signals whose moment ended at a new normal level."""
    found: dict[Signal, DetectorState] = {}
    for end in ends:
        level = new_level(end.moment) if end.moment else None
        state = None if level is None else evaluations[end.signal].at_level(level)
        if state is not None:
            found[end.signal] = state
    return found


def quiet_check_ms(given: DecisionInput, evaluations: Evaluations) -> int | None:
    """When the silence of a brand's channels is worth another look, though nobody mentions the brand any more."""
    silence = evaluations[Signal.SILENCE]
    since_ms = silence.complete_ms - SILENT_MS
    mentioned = any(count.minute_ms >= since_ms and count.tally.mentions for count in given.counts)
    return None if mentioned else silence.next_check_ms
