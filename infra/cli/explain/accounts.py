"""Explains a decision record with the explanation function of its detector.

Each detector has its own records and an explanation function beside it; the table names
the function of each signal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from functions.detect.detectors.count.explanation import explain
from functions.detect.detectors.explanation import Explanation, Record
from functions.detect.detectors.hashtag.explanation import explain as of_hashtag
from functions.detect.detectors.negative_share.explanation import explain as of_mood
from functions.detect.detectors.signal import COUNT_SIGNALS, Signal
from functions.detect.detectors.silence.explanation import explain as of_silence
from shared.domain.errors import InvalidInput

EXPLAINERS: Mapping[str, Callable[[Record], Explanation]] = {
    **{signal.value: explain for signal in COUNT_SIGNALS},
    Signal.NEGATIVE_SHARE.value: of_mood,
    Signal.HASHTAG.value: of_hashtag,
    Signal.SILENCE.value: of_silence,
}
"""The explanation function of each signal."""


def explain_decision(decision: Record) -> Explanation:
    """The explanation of a decision record.

    Raises:
        InvalidInput: its signal is unknown to this version, or it is invalid.
        Poison: the state in it is invalid.
    """
    signal = decision.get("signal")
    if not isinstance(signal, str) or signal not in EXPLAINERS:
        raise InvalidInput(
            f"the signal of the decision is {str(signal)[:40]!r}, which this version does not know;"
            f" it knows {', '.join(EXPLAINERS)}",
            field="decision.signal",
        )
    try:
        return EXPLAINERS[signal](decision)
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise InvalidInput(f"the decision record is invalid: {type(error).__name__} at {error}"[:200]) from error
