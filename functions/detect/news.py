"""News: whether an alarm tells people anything that the brand's other moments do not.

One event shows in many series at once. Two rules keep it from being told many times:
a part of the talk is news only beyond what the rise of the whole explains, and what
an ongoing moment says already is not said again under another name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from functions.detect.part import explained, risen, usual_share
from functions.detect.reading import Reading
from functions.detect.signal import Signal
from shared.moment import Kind, Moment, Severity

ACQUAINTED = 50
"""Mentions after which a brand's usual shares are known well enough to explain anything away."""


def is_news(signal: Signal, readings: Mapping[Signal, Reading], at_ms: int, told: Sequence[Moment]) -> bool:
    """Whether the alarm of ``signal`` in the bucket at ``at_ms`` is worth a moment of its own.

    ``told`` are the brand's moments that are going on or open at this very judgement.
    """
    return not _said(signal, told) and not _follows(signal, readings, at_ms)


def _said(signal: Signal, told: Sequence[Moment]) -> bool:
    """Praise is said by a burst that was told as praise."""
    glad = any(moment.kind is Kind.VOLUME_BURST and moment.severity is Severity.SEV4 for moment in told)
    return signal is Signal.PRAISES and glad


def _follows(signal: Signal, readings: Mapping[Signal, Reading], at_ms: int) -> bool:
    """Whether the signal has only risen with what it is a part of."""
    if signal.whole is None or signal.whole not in readings:
        return False
    part, whole = readings[signal], readings[signal.whole]
    share = usual_share(part.state, whole.state)
    if share is None or whole.state is None or whole.state.seen < ACQUAINTED:
        return False
    spoken = [judged for judged in whole.recent if judged.bucket.start_ms <= at_ms]
    said = sum(judged.bucket.count for judged in spoken)
    if not risen(said, sum(judged.score.expected for judged in spoken)):
        return False
    counted = sum(judged.bucket.count for judged in part.recent if judged.bucket.start_ms <= at_ms)
    return explained(counted, said, share)
