"""The decision on one brand at one time: what is known of it in, what to store out.

Both triggers decide by the same facts. The stream of counters is fast, and may only open
or escalate a moment; the minute's tick also learns, follows moments and ends them.
Nothing is written here: :mod:`functions.detect.runner` stores the decision, or reads
everything again and decides again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from functions.detect.detectors.all_signals import evaluate_signals
from functions.detect.detectors.evaluation import DetectorState, EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.lag import observed_lag, own_lag
from functions.detect.detectors.series import tally_since
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import (
    Decision,
    DecisionInput,
    EpisodeEnd,
    OpenEpisode,
    StoredSignal,
    Trigger,
)
from functions.detect.moments.evidence import normal_negative_share
from functions.detect.moments.lifecycle import SignalView, escalated, followed, is_worse_than_closed, new_level, opened
from functions.detect.moments.severity import severity
from functions.detect.moments.suppression import Reported, is_praise_again, is_suppressed
from shared.domain.moments.lifecycle import dismiss, next_version, resolve
from shared.domain.moments.moment import Kind, Moment, Severity
from shared.domain.moments.transitions import Action
from shared.domain.time import BUCKET_MS, DAY_MS, HOUR_MS, MINUTE_MS, bucket_of

SECOND_WAVE_MS = 12 * HOUR_MS
"""For so long after an episode a second wave of two buckets opens a moment even if it is no larger than the first."""

SEVERE_APART_MS = 3 * DAY_MS
"""For so long after a burst or a surge, the next is told for its size alone no more."""

HAD_AS_MUCH = "the brand had as much in the last weeks; it is reported because it is so severe"

SAVE_EVERY_MS = 3 * BUCKET_MS
"""How often new states are stored: a write costs more than to learn a bucket or two again."""

SILENT_MS = 15 * MINUTE_MS
"""Without a mention for so long, a brand is soon no longer evaluated."""

Evaluations = Mapping[Signal, SignalEvaluation]


def decide(given: DecisionInput, trigger: Trigger) -> Decision:
    """What to store of a brand, signal by signal; each one knows what the signals before it report."""
    states = {signal: stored.state for signal, stored in given.stored.items()}
    remembered_ms = max(stored.lag_ms for stored in given.stored.values())
    lag_ms = observed_lag(given.counts, given.now_ms, remembered_ms, given.brand.late_after_ms)
    evaluations = evaluate_signals(
        given.brand,
        states,
        given.counts,
        given.now_ms,
        unreachable=given.unreachable,
        missed=given.missed,
        confirmed=given.confirmed,
        lag_ms=lag_ms,
    )
    parts: list[Decision] = []
    openings: list[tuple[Signal, Moment]] = []
    for signal in evaluations:
        reported = _reported(given, [moment for _, moment in openings])
        parts.append(_decide_signal(given, evaluations, signal, trigger, reported))
        openings.extend(parts[-1].openings)
    ends = tuple(end for part in parts for end in part.ends)
    ticked = trigger is Trigger.TICK
    return Decision(
        openings=tuple(sorted(openings, key=lambda opening: (opening[1].severity, opening[1].kind))),
        changes=tuple(moment for part in parts for moment in part.changes),
        ends=ends,
        resumed=tuple(signal_and_moment for part in parts for signal_and_moment in part.resumed),
        states={**_states_to_save(given, evaluations), **_shifted_states(ends, evaluations)} if ticked else {},
        next_check_ms=_next_check_ms(given, evaluations) if ticked else None,
        lag_ms=lag_ms,
    )


def decide_unwatched(ongoing: Sequence[Moment], now_ms: int) -> Decision:
    """The moments of a brand that is no longer watched are dismissed; those of a drill that is over are resolved."""
    from shared.domain.drill import DRILL_OVER, drilled_brand  # noqa: PLC0415 - few brands are ever removed

    signals = {signal.kind: signal for signal in Signal}

    def ended(moment: Moment) -> Moment:
        if drilled_brand(moment.brand):
            return resolve(moment, Action(now_ms, note=DRILL_OVER))
        return dismiss(moment, Action(now_ms, note="the brand is no longer watched"))

    return Decision(
        ends=tuple(
            EpisodeEnd(
                signals[moment.kind],
                moment.id,
                bucket_of(now_ms),
                next_version(moment, ended(moment), now_ms),
            )
            for moment in ongoing
            if moment.kind in signals
        )
    )


def _decide_signal(
    given: DecisionInput, evaluations: Evaluations, signal: Signal, trigger: Trigger, reported: Reported
) -> Decision:
    if signal is Signal.SILENCE and trigger is Trigger.STREAM:
        return Decision()  # only the tick knows what was collected, and no silence is a matter of seconds
    stored = given.stored[signal]
    moment = _ongoing(given, signal, stored)
    if moment is not None:
        return _follow(_view(given, evaluations, signal, moment.opened_ms), moment, trigger, stored)
    if stored.episode is not None:
        return _after_people(given, evaluations, signal, stored.episode) if trigger is Trigger.TICK else Decision()
    return _open(given, evaluations, signal, reported)


def _after_people(given: DecisionInput, evaluations: Evaluations, signal: Signal, episode: OpenEpisode) -> Decision:
    """The episode whose moment people closed goes on, so that nothing opens again on the same burst.

    It ends when the signal is normal, or as soon as it is worse than what they closed.
    """
    evaluation, closed = evaluations[signal], given.closed.get(episode.moment_id)
    over = evaluation.quiet(episode.opened_ms)
    if not over and closed is not None:
        over = is_worse_than_closed(closed, _view(given, evaluations, signal, closed.ended_ms or closed.updated_ms))
    return Decision(ends=(_end(evaluation, episode.moment_id, None),) if over else ())


def _open(given: DecisionInput, evaluations: Evaluations, signal: Signal, reported: Reported) -> Decision:
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
    return opened(_view(given, evaluations, signal, first.start_ms), first, late_ms)


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
    view = _view(given, evaluations, signal, first.start_ms)
    return all(severity(view.severity_input(bucket))[0] is Severity.SEV1 for bucket in (first, following))


def _follow(view: SignalView, moment: Moment, trigger: Trigger, stored: StoredSignal) -> Decision:
    ticked = trigger is Trigger.TICK
    after = escalated(followed(moment, view) if ticked else moment, view)
    resumed = ((view.evaluation.signal, moment),) if ticked and stored.episode is None else ()
    if after == moment:
        return Decision(resumed=resumed)
    after = next_version(moment, after, view.now_ms)
    if after.status.ongoing:
        return Decision(changes=(after,), resumed=resumed)
    return Decision(ends=(_end(view.evaluation, moment.id, after),))


def _reported(given: DecisionInput, opening: Sequence[Moment]) -> Reported:
    moments = [*given.ongoing, *opening]
    in_episode = {signal.kind for signal, stored in given.stored.items() if stored.episode}
    last_ms = max(given.stored[signal].last_episode_ms for signal in (Signal.VOLUME, Signal.NEGATIVE))
    return Reported(moments, in_episode | {moment.kind for moment in moments}, last_ms)


def _ongoing(given: DecisionInput, signal: Signal, stored: StoredSignal) -> Moment | None:
    """The signal's ongoing moment: that of its episode where there is one."""
    of_kind = [moment for moment in given.ongoing if moment.kind is signal.kind]
    of_episode = [moment for moment in of_kind if stored.episode and moment.id == stored.episode.moment_id]
    return next(iter(of_episode or of_kind), None)


def _view(given: DecisionInput, evaluations: Evaluations, signal: Signal, opened_ms: int) -> SignalView:
    evaluation = evaluations[signal]
    first_ms = evaluation.recent[0].start_ms if evaluation.recent else given.now_ms
    tally = tally_since(given.counts, max(first_ms, opened_ms))
    return SignalView(given.brand, evaluation, tally, normal_negative_share(evaluations))


def _states_to_save(given: DecisionInput, evaluations: Evaluations) -> dict[Signal, DetectorState]:
    found: dict[Signal, DetectorState] = {}
    for signal, evaluation in evaluations.items():
        before, recalled = given.stored[signal].state, given.stored[signal].recalled
        new = (
            before is None
            or recalled
            or (evaluation.state is not None and evaluation.state.bucket_ms - before.bucket_ms >= SAVE_EVERY_MS)
        )
        if evaluation.state and new:
            found[signal] = evaluation.state
    return found


def _shifted_states(ends: Sequence[EpisodeEnd], evaluations: Evaluations) -> dict[Signal, DetectorState]:
    """The states of signals whose moment ended at a new normal level."""
    found: dict[Signal, DetectorState] = {}
    for end in ends:
        level = new_level(end.moment) if end.moment else None
        state = None if level is None else evaluations[end.signal].at_level(level)
        if state is not None:
            found[end.signal] = state
    return found


def _next_check_ms(given: DecisionInput, evaluations: Evaluations) -> int | None:
    """When the silence of a brand's channels is worth another look, though nobody mentions the brand any more."""
    silence = evaluations[Signal.SILENCE]
    since_ms = silence.complete_ms - SILENT_MS
    mentioned = any(count.minute_ms >= since_ms and count.tally.mentions for count in given.counts)
    return None if mentioned else silence.next_check_ms


def _end(evaluation: SignalEvaluation, moment_id: str, moment: Moment | None) -> EpisodeEnd:
    return EpisodeEnd(evaluation.signal, moment_id, bucket_of(evaluation.complete_ms) - BUCKET_MS, moment)
