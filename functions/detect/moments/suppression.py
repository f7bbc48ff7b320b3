"""News: whether an alarm tells people anything that the brand's other moments do not.

One event shows in many series at once. Two rules keep it from being told many times:
a part of the talk is news only beyond what the rise of the whole explains, and what
an ongoing moment says already is not said again under another name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.negative_share.detector import is_established
from functions.detect.detectors.signal import Signal
from functions.detect.moments.explained import UP, explained, risen
from functions.detect.moments.share_of_whole import ACQUAINTED, usual_share
from shared.domain.moment import Kind, Moment, Severity
from shared.domain.time import MINUTE_MS


class Told(NamedTuple):
    """What people have been told: the ongoing moments, and the kinds of episodes that go on, closed or not.

    ``until_ms`` is the newest bucket of the last burst or surge that is over.
    """

    moments: Sequence[Moment]
    kinds: Collection[Kind]
    until_ms: int = -1


def is_news(signal: Signal, readings: Mapping[Signal, SignalEvaluation], judged: EvaluatedBucket, told: Told) -> bool:
    """Whether the alarm of ``signal`` in this bucket is worth a moment of its own."""
    return not _said(signal, readings, judged, told) and not _follows(signal, readings, judged.start_ms, told)


def is_praise_again(moment: Moment, told: Told) -> bool:
    """Whether a moment would tell as a burst what is told as a wave of praise."""
    glad = moment.kind is Kind.VOLUME_BURST and moment.severity is Severity.SEV4
    return glad and Kind.PRAISE_WAVE in told.kinds


def _said(signal: Signal, readings: Mapping[Signal, SignalEvaluation], judged: EvaluatedBucket, told: Told) -> bool:
    """Whether the same is told of an episode that goes on, or better told under another name.

    Praise is said by a burst that was told as praise. The mood of a burst or a surge is told
    with it, and is over with it, however long the window that remembers it. Where no more is
    said than normal, it is the mood that has turned, unless the negative posts come all at once.
    """
    if signal is Signal.PRAISES:
        return any(moment.kind is Kind.VOLUME_BURST and moment.severity is Severity.SEV4 for moment in told.moments)
    more = Kind.VOLUME_BURST in told.kinds or _more(readings[Signal.VOLUME])
    if signal is Signal.NEGATIVE_SHARE:
        looks_back_ms = judged.start_ms - judged.minutes * MINUTE_MS
        return more or Kind.NEGATIVE_SURGE in told.kinds or looks_back_ms < told.until_ms
    turned = Kind.SENTIMENT_SHIFT in told.kinds or (
        not judged.critical and is_established(readings[Signal.NEGATIVE_SHARE].state)
    )
    return signal is Signal.NEGATIVE and turned and not more


def _more(reading: SignalEvaluation) -> bool:
    """Whether more is said of late than normal."""
    return risen(sum(j.count for j in reading.recent), sum(j.expected for j in reading.recent))


def _follows(signal: Signal, readings: Mapping[Signal, SignalEvaluation], at_ms: int, told: Told) -> bool:
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
    slowly = any(judged.rank[-1] >= UP for judged in spoken)
    if not (slowly or signal.whole.kind in told.kinds or risen(said, sum(judged.expected for judged in spoken))):
        return False
    counted = sum(judged.count for judged in part.recent if judged.start_ms <= at_ms)
    return explained(counted, said, share)
