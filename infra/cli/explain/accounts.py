"""Who can give an account of which decision.

Each detector writes records of its own. To add one: a module with a function from a
record to an :class:`~functions.detect.detectors.explanation.Account`, named in :data:`EXPLAINERS`.
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
"""Who can read the records about which signal."""


def explain_decision(decision: Record) -> Explanation:
    """The account of a decision record.

    Raises:
        InvalidInput: it is about a signal nobody here can explain, or broken.
        Poison: the memory in it is none.
    """
    signal = decision.get("signal")
    if not isinstance(signal, str) or signal not in EXPLAINERS:
        raise InvalidInput(
            f"the decision is about {str(signal)[:40]!r}, and this version cannot compute that again;"
            f" it knows {', '.join(EXPLAINERS)}",
            field="decision.signal",
        )
    try:
        return EXPLAINERS[signal](decision)
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise InvalidInput(f"the decision record is broken: {type(error).__name__} at {error}"[:200]) from error
