"""A decision record in, its explanation out, by the detector that wrote the record."""

from __future__ import annotations

from dataclasses import replace

from functions.detect.detectors.explanation import Explanation, Record
from functions.detect.detectors.registry import explainer_of
from functions.detect.detectors.signal import Signal
from functions.detect.moments.lifecycle import LATE
from shared.domain.errors import InvalidInput
from shared.messages.phrases import duration


def explain_decision(decision: Record) -> Explanation:
    """The explanation of a decision record.

    By how much the posts came late was observed, not computed, so it is told and not recomputed.

    Raises:
        InvalidInput: its signal is unknown to this version, or it is invalid.
        Poison: the state in it is invalid.
    """
    name = decision.get("signal")
    if not isinstance(name, str) or name not in list(Signal):
        raise InvalidInput(
            f"the signal of the decision is {str(name)[:40]!r}, which this version does not know;"
            f" it knows {', '.join(Signal)}",
            field="decision.signal",
        )
    late_ms = decision.get(LATE)
    try:
        found = explainer_of(Signal(name)).explain({key: value for key, value in decision.items() if key != LATE})
        return replace(found, sentences=(*found.sentences, _late(int(late_ms)))) if late_ms else found
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise InvalidInput(f"the decision record is invalid: {type(error).__name__} at {error}"[:200]) from error


def _late(late_ms: int) -> str:
    return f"Late: its posts came {duration(late_ms)} after they were published, and so did the alarm."
