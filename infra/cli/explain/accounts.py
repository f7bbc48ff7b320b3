"""Who can give an account of which decision.

Each detector writes records of its own. To add one: a module with a function from a
record to an :class:`~infra.cli.explain.record.Account`, named in :data:`ACCOUNTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from functions.detect.detectors.signal import COUNTED, Signal
from infra.cli.explain.count import of_count
from infra.cli.explain.hashtag import of_hashtag
from infra.cli.explain.negative_share import of_mood
from infra.cli.explain.record import Account, Record
from infra.cli.explain.silence import of_silence
from shared.domain.errors import InvalidInput

ACCOUNTS: Mapping[str, Callable[[Record], Account]] = {
    **{signal.value: of_count for signal in COUNTED},
    Signal.MOOD.value: of_mood,
    Signal.HASHTAG.value: of_hashtag,
    Signal.SILENCE.value: of_silence,
}
"""Who can read the records about which signal."""


def account(decision: Record) -> Account:
    """The account of a decision record.

    Raises:
        InvalidInput: it is about a signal nobody here can explain, or broken.
        Poison: the memory in it is none.
    """
    signal = decision.get("signal")
    if not isinstance(signal, str) or signal not in ACCOUNTS:
        raise InvalidInput(
            f"the decision is about {str(signal)[:40]!r}, and this version cannot compute that again;"
            f" it knows {', '.join(ACCOUNTS)}",
            field="decision.signal",
        )
    try:
        return ACCOUNTS[signal](decision)
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise InvalidInput(f"the decision record is broken: {type(error).__name__} at {error}"[:200]) from error
