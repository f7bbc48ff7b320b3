"""What a brand's signals have learnt, as if nothing unusual had happened of late: what a drill begins with.

A crisis that is just over would be seen again in its drill, from the windows that still hold its posts; or hide the
crisis that is played, for what is not clearly worse than the last one is not notified.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from functions.detect.detectors.evaluation import DetectorState
from functions.detect.detectors.signal import Signal


@runtime_checkable
class Quietable(Protocol):
    """A state that can leave out what was unusual of late, and keeps what it knows of the normal."""

    def quieted(self) -> DetectorState:
        """The state without what was unusual of late."""
        ...


def quieted(states: Mapping[Signal, DetectorState]) -> dict[Signal, DetectorState]:
    """The states without what was unusual of late."""
    return {signal: state.quieted() if isinstance(state, Quietable) else state for signal, state in states.items()}
