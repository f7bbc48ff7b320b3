"""Who can give an account of which decision.

Each detector writes records of its own. To add one: a module with a function from a
record to an :class:`~infra.cli.explain.record.Account`, named in :data:`EXPLAINERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from functions.detect.detectors.signal import COUNTED, Signal
from infra.cli.explain.count import explain_count
from infra.cli.explain.hashtag import explain_hashtag
from infra.cli.explain.negative_share import explain_negative_share
from infra.cli.explain.record import Explanation, Record
from infra.cli.explain.silence import explain_silence
from shared.domain.errors import InvalidInput

EXPLAINERS: Mapping[str, Callable[[Record], Explanation]] = {
    **{signal.value: explain_count for signal in COUNTED},
    Signal.MOOD.value: explain_negative_share,
    Signal.HASHTAG.value: explain_hashtag,
    Signal.SILENCE.value: explain_silence,
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
