"""Whether a signal opens a moment: its buckets, and what is reported already, in; the opening out."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.lag import own_lag
from functions.detect.detectors.series import tally_since
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import (
    Decision,
    DecisionInput,
    StoredSignal,
)
from functions.detect.moments.evidence import normal_negative_share
from functions.detect.moments.lifecycle import SignalView, opened
from functions.detect.moments.severity import severity
from functions.detect.moments.suppression import Reported, is_praise_again, is_suppressed
from shared.domain.moments.moment import Kind, Moment, Severity
from shared.domain.time import DAY_MS, HOUR_MS

SECOND_WAVE_MS = 12 * HOUR_MS
"""For so long after an episode a second wave of two buckets opens a moment even if it is no larger than the first."""

SEVERE_APART_MS = 3 * DAY_MS
"""For so long after a burst or a surge, the next is told for its size alone no more."""

HAD_AS_MUCH = "the brand had as much in the last weeks; it is reported because it is so severe"

Evaluations = Mapping[Signal, SignalEvaluation]


def opening_of(given: DecisionInput, evaluations: Evaluations, signal: Signal, reported: Reported) -> Decision:
    """The first bucket after the last episode that is an alarm and not suppressed opens a moment."""
    if given.brand.sensitivity_to(signal.kind) is None:
        return Decision()
    recent = evaluations[signal].recent
    for bucket, following in zip_longest(recent, recent[1:]):
        alarm = _is_alarm(bucket, following, given.stored[signal])
        if not alarm and _is_severe(given, evaluations, signal, (bucket, following), reported):
            moment = _opened(given, evaluations, signal, bucket)
            return Decision(openings=((signal, moment._replace(reasons=(*moment.reasons, HAD_AS_MUCH))),))
        if alarm and not is_suppressed(signal, evaluations, bucket, reported):
            moment = _opened(given, evaluations, signal, bucket)
            return Decision() if is_praise_again(moment, reported) else Decision(openings=((signal, moment),))
    return Decision()


def _opened(given: DecisionInput, evaluations: Evaluations, signal: Signal, first: EvaluatedBucket) -> Moment:
    late_ms = own_lag(given.counts, first.start_ms, given.now_ms)
    return opened(view_of(given, evaluations, signal, first.start_ms), first, late_ms)


def _is_alarm(bucket: EvaluatedBucket, following: EvaluatedBucket | None, stored: StoredSignal) -> bool:
    """Whether the bucket comes after the last episode and is an alarm; soon after it, a second wave is one too.

    A single bucket scatters more than the windows that alarms are judged by. So a second
    wave needs two buckets in a row that are each as rare as an alarm.
    """
    after_ms = bucket.start_ms - stored.last_episode_ms
    if after_ms <= 0 or bucket.alarm:
        return after_ms > 0
    soon = stored.last_episode_ms >= 0 and after_ms <= SECOND_WAVE_MS
    return soon and following is not None and bucket.alarm_again() and following.alarm_again()


def _is_severe(
    given: DecisionInput,
    evaluations: Evaluations,
    signal: Signal,
    buckets: tuple[EvaluatedBucket, EvaluatedBucket | None],
    reported: Reported,
) -> bool:
    """Whether two buckets in a row are of the highest severity, and no alarm only as the brand had as much of late.

    What matters most is told though it is not rare, but not after a burst or a surge of the last days.
    """
    first, following = buckets
    if following is None or not (first.improbable() and following.improbable()):
        return False
    last_ms = max(reported.last_episode_ms, given.stored[signal].last_episode_ms)
    if last_ms >= 0 and first.start_ms - last_ms < SEVERE_APART_MS:
        return False
    if reported.kinds & {Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE} or is_suppressed(signal, evaluations, first, reported):
        return False
    view = view_of(given, evaluations, signal, first.start_ms)
    return all(severity(view.severity_input(bucket))[0] is Severity.SEV1 for bucket in (first, following))


def view_of(given: DecisionInput, evaluations: Evaluations, signal: Signal, opened_ms: int) -> SignalView:
    """What a signal shows since ``opened_ms``, for the moment that opened then."""
    evaluation = evaluations[signal]
    first_ms = evaluation.recent[0].start_ms if evaluation.recent else given.now_ms
    tally = tally_since(given.counts, max(first_ms, opened_ms))
    return SignalView(given.brand, evaluation, tally, normal_negative_share(evaluations))
