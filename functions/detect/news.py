"""News: whether an alarm tells people anything that the brand's other moments do not.

One event shows in many series at once. Two rules keep it from being told many times:
a part of the talk is news only beyond what the rise of the whole explains, and what
an ongoing moment says already is not said again under another name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from functions.detect.likely import UP, explained, risen
from functions.detect.part import ACQUAINTED, usual_share
from functions.detect.reading import Reading
from functions.detect.signal import Signal
from shared.moment import Kind, Moment, Severity


class Told(NamedTuple):
    """What people have been told: the ongoing moments, and the kinds of episodes that go on, closed or not."""

    moments: Sequence[Moment]
    kinds: Collection[Kind]


def is_news(signal: Signal, readings: Mapping[Signal, Reading], at_ms: int, told: Told) -> bool:
    """Whether the alarm of ``signal`` in the bucket at ``at_ms`` is worth a moment of its own."""
    return not _said(signal, readings, told) and not _follows(signal, readings, at_ms, told)


def is_praise_again(moment: Moment, told: Told) -> bool:
    """Whether a moment would tell as a burst what is told as a wave of praise."""
    glad = moment.kind is Kind.VOLUME_BURST and moment.severity is Severity.SEV4
    return glad and Kind.PRAISE_WAVE in told.kinds


def _said(signal: Signal, readings: Mapping[Signal, Reading], told: Told) -> bool:
    """Whether people were told the same of an episode that goes on.

    Praise is said by a burst that was told as praise. That more of the talk is negative is
    said by a surge of negative posts; and a surge, without more talk than normal, by a shift.
    """
    if signal is Signal.PRAISES:
        return any(moment.kind is Kind.VOLUME_BURST and moment.severity is Severity.SEV4 for moment in told.moments)
    if signal is Signal.MOOD:
        return Kind.NEGATIVE_SURGE in told.kinds
    return signal is Signal.NEGATIVE and Kind.SENTIMENT_SHIFT in told.kinds and not _more(readings[Signal.VOLUME])


def _more(reading: Reading) -> bool:
    """Whether more is said of late than normal."""
    return risen(sum(j.count for j in reading.recent), sum(j.expected for j in reading.recent))


def _follows(signal: Signal, readings: Mapping[Signal, Reading], at_ms: int, told: Told) -> bool:
    """Whether the signal has only risen with what it is a part of.

    The whole may have risen within minutes, or for hours by little; or that it has may have been told.
    """
    if signal.whole is None or signal.whole not in readings:
        return False
    part, whole = readings[signal], readings[signal.whole]
    share = usual_share(part, whole)
    if share is None or (whole.seen or 0) < ACQUAINTED:
        return False
    spoken = [judged for judged in whole.recent if judged.start_ms <= at_ms]
    said = sum(judged.count for judged in spoken)
    slowly = any(judged.heat[-1] >= UP for judged in spoken)
    if not (slowly or signal.whole.kind in told.kinds or risen(said, sum(judged.expected for judged in spoken))):
        return False
    counted = sum(judged.count for judged in part.recent if judged.start_ms <= at_ms)
    return explained(counted, said, share)
