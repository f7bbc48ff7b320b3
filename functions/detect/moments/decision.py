"""The decision on one brand at one time: what is known of it in, what to store out.

Both triggers decide by the same facts. The stream of counters is fast, and may only open
or escalate a moment; the minute's tick also learns, follows moments and ends them.
Nothing is written here: :mod:`functions.detect.runner` stores the decision, or reads
everything again and decides again.
"""

from __future__ import annotations

from collections.abc import Sequence

from functions.detect.detectors.all_signals import evaluate_signals
from functions.detect.detectors.evaluation import SignalEvaluation
from functions.detect.detectors.lag import observed_lag
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import (
    Decision,
    DecisionInput,
    EpisodeEnd,
    OpenEpisode,
    StoredSignal,
    Trigger,
)
from functions.detect.moments.lifecycle import SignalView, escalated, followed, is_worse_than_closed
from functions.detect.moments.opening import Evaluations, opening_of, view_of
from functions.detect.moments.states_to_save import learnt_states, quiet_check_ms, shifted_states
from functions.detect.moments.suppression import Reported
from shared.domain.moments.lifecycle import dismiss, next_version, resolve
from shared.domain.moments.moment import Moment
from shared.domain.moments.transitions import Action
from shared.domain.time import BUCKET_MS, bucket_of


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
        states={**learnt_states(given, evaluations), **shifted_states(ends, evaluations)} if ticked else {},
        next_check_ms=quiet_check_ms(given, evaluations) if ticked else None,
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
        return _follow(view_of(given, evaluations, signal, moment.opened_ms), moment, trigger, stored)
    if stored.episode is not None:
        return _after_people(given, evaluations, signal, stored.episode) if trigger is Trigger.TICK else Decision()
    return opening_of(given, evaluations, signal, reported)


def _after_people(given: DecisionInput, evaluations: Evaluations, signal: Signal, episode: OpenEpisode) -> Decision:
    """The episode whose moment people closed goes on, so that nothing opens again on the same burst.

    It ends when the signal is normal, or as soon as it is worse than what they closed.
    """
    evaluation, closed = evaluations[signal], given.closed.get(episode.moment_id)
    over = evaluation.quiet(episode.opened_ms)
    if not over and closed is not None:
        over = is_worse_than_closed(closed, view_of(given, evaluations, signal, closed.ended_ms or closed.updated_ms))
    return Decision(ends=(_end(evaluation, episode.moment_id, None),) if over else ())


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


def _end(evaluation: SignalEvaluation, moment_id: str, moment: Moment | None) -> EpisodeEnd:
    return EpisodeEnd(evaluation.signal, moment_id, bucket_of(evaluation.complete_ms) - BUCKET_MS, moment)
