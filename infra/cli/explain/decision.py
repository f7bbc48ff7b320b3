"""A decision record in, its explanation out, by the detector that wrote the record."""

from __future__ import annotations

from functions.detect.detectors.explanation import Explanation, Record
from functions.detect.detectors.registry import explainer_of
from functions.detect.detectors.signal import Signal
from shared.domain.errors import InvalidInput


def explain_decision(decision: Record) -> Explanation:
    """The explanation of a decision record.

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
    try:
        return explainer_of(Signal(name)).explain(decision)
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise InvalidInput(f"the decision record is invalid: {type(error).__name__} at {error}"[:200]) from error
