"""Suppression: whether an alarm tells people anything that the brand's other moments do not.

One event shows in many series at once. Two rules keep it from being reported many times:
a part of the posts is news only beyond what the rise of the whole explains, and what an
ongoing moment says already is not said again under another name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.signal import Signal
from functions.detect.moments.share_of_whole import MIN_MENTIONS, WHOLE_RISEN, has_risen, is_explained, usual_share
from shared.domain.moments.moment import Kind, Moment, Severity
from shared.domain.time import MINUTE_MS


class Reported(NamedTuple):
    """What people know already: the ongoing moments, and the kinds of all ongoing episodes, also of closed moments.

    ``last_episode_ms`` is the newest bucket of the last burst or surge that is over.
    """

    moments: Sequence[Moment]
    kinds: AbstractSet[Kind]
    last_episode_ms: int = -1


def is_suppressed(
    signal: Signal, evaluations: Mapping[Signal, SignalEvaluation], bucket: EvaluatedBucket, reported: Reported
) -> bool:
    """Whether the alarm of ``signal`` in this bucket is not worth a moment of its own."""
    return _is_reported(signal, evaluations, bucket, reported) or _follows_whole(
        signal, evaluations, bucket.start_ms, reported
    )


def is_praise_again(moment: Moment, reported: Reported) -> bool:
    """Whether the moment is a burst of praise that a wave of praise has reported."""
    return _is_praise_burst(moment) and Kind.PRAISE_WAVE in reported.kinds


def _is_praise_burst(moment: Moment) -> bool:
    return moment.kind is Kind.VOLUME_BURST and moment.severity is Severity.SEV4


def _is_reported(
    signal: Signal, evaluations: Mapping[Signal, SignalEvaluation], bucket: EvaluatedBucket, reported: Reported
) -> bool:
    """Whether an ongoing episode says the same, or another kind says it better.

    A burst of praise reports its praise. A burst or a surge reports the negative share with
    it, and ends it, however long the window that remembers it. With no more posts than
    normal it is the negative share that changed, unless the negative posts come all at once.
    """
    if signal is Signal.PRAISES:
        return any(_is_praise_burst(moment) for moment in reported.moments)
    more_posts = Kind.VOLUME_BURST in reported.kinds or _has_risen(evaluations[Signal.VOLUME])
    if signal is Signal.NEGATIVE_SHARE:
        window_start_ms = bucket.start_ms - bucket.minutes * MINUTE_MS
        return more_posts or Kind.NEGATIVE_SURGE in reported.kinds or window_start_ms < reported.last_episode_ms
    share_says_it = Kind.SENTIMENT_SHIFT in reported.kinds or (
        not bucket.critical and evaluations[Signal.NEGATIVE_SHARE].established
    )
    return signal is Signal.NEGATIVE and share_says_it and not more_posts


def _has_risen(evaluation: SignalEvaluation) -> bool:
    """Whether the unsettled buckets hold more than normal."""
    recent = evaluation.recent
    return has_risen(sum(bucket.mentions for bucket in recent), sum(bucket.expected for bucket in recent))


def _follows_whole(
    signal: Signal, evaluations: Mapping[Signal, SignalEvaluation], at_ms: int, reported: Reported
) -> bool:
    """Whether the signal has only risen with what it is a part of.

    The whole may have risen within minutes, or by little for hours, or its rise is reported already.
    """
    if signal.whole is None or signal.whole not in evaluations:
        return False
    part, whole = evaluations[signal], evaluations[signal.whole]
    share = usual_share(part, whole)
    if share is None or (whole.seen or 0) < MIN_MENTIONS:
        return False
    until_now = [bucket for bucket in whole.recent if bucket.start_ms <= at_ms]
    posts = sum(bucket.mentions for bucket in until_now)
    slowly = any(bucket.rank[-1] >= WHOLE_RISEN for bucket in until_now)
    suddenly = has_risen(posts, sum(bucket.expected for bucket in until_now))
    if not (slowly or suddenly or signal.whole.kind in reported.kinds):
        return False
    of_part = sum(bucket.mentions for bucket in part.recent if bucket.start_ms <= at_ms)
    return is_explained(of_part, posts, share)
