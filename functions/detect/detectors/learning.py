"""What a brand's signals have learnt in, whether it must be learnt anew, and until when the brand is learning, out.

The count of all posts stands for the brand: the other signals begin with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable

from functions.detect.detectors.evaluation import DetectorState
from functions.detect.detectors.signal import Signal
from functions.detect.stats.rates import DAY, HALF_HOUR, HOUR
from shared.domain.learning import Learning
from shared.domain.time import BUCKET_MS


@runtime_checkable
class _Observed(Protocol):
    """A state that knows for how long its brand was observed: live, or in posts that came late.

    ``flooded`` buckets beyond that taught nothing; ``first_ms`` is the first bucket of all.
    """

    bucket_ms: int
    buckets: int
    flooded: int

    @property
    def observed(self) -> int: ...

    @property
    def first_ms(self) -> int: ...


def must_learn_anew(states: Mapping[Signal, DetectorState | None], any_before: Callable[[int], bool]) -> bool:
    """Whether what a brand is like is learnt anew from its counters, and not from its states.

    What it was like before is pushed in its first hour, and counted a minute after the first
    live post, or many. A state that has learnt the newer buckets cannot learn older ones. So
    everything is learnt anew until the brand has been observed for an hour, and in its first day
    where ``any_before`` finds a counter before the first bucket that was learnt.
    """
    state = _volume(states)
    if state is None or state.buckets + state.flooded <= HOUR:
        return True
    if state.observed > DAY:
        return False
    return any_before(state.first_ms)


def learning(states: Mapping[Signal, DetectorState | None]) -> Learning | None:
    """Until when the brand is learning if nothing happens, and why; ``None`` for one that is known, or has no state."""
    state = _volume(states)
    if state is None or state.observed > DAY:
        return None
    until_ms = state.bucket_ms + (DAY + 1 - state.observed) * BUCKET_MS
    return Learning(until_ms, _reason(state))


def _reason(state: _Observed) -> str:
    if state.flooded and state.observed <= HALF_HOUR:
        return "so many negative posts came in the brand's first minutes that they are not learnt as its normal"
    if state.observed <= HALF_HOUR:
        return "the brand has been observed for less than half an hour: only a flood of posts is reported"
    return "the brand has been observed for less than a day: only what is unmistakable is reported"


def _volume(states: Mapping[Signal, DetectorState | None]) -> _Observed | None:
    state = states.get(Signal.VOLUME)
    return state if isinstance(state, _Observed) else None
