"""The judgement of one brand at one time: what is remembered, opened, changed and let go.

Both doors come through here with the same facts. The stream of counters is the fast
one and may only open or escalate; the minute's tick also learns, follows and ends.
Nothing here writes: the verdict says what should be, and :mod:`functions.detect.storage.states`
makes it so, or reads everything again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from functions.detect.detectors.all_signals import evaluate_signals
from functions.detect.detectors.count.scoring import CountState
from functions.detect.detectors.evaluation import DetectorState, SignalEvaluation
from functions.detect.detectors.series import tally_since
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.silence.channels import ChannelStates
from functions.detect.detectors.silence.detector import next_check_ms
from functions.detect.moments.decision_types import Decision, DecisionInput, EpisodeEnd, StoredSignal, Trigger
from functions.detect.moments.evidence import normal_share
from functions.detect.moments.level_shift import renewed, steady
from functions.detect.moments.lifecycle import View, abandoned, escalated, followed, opened
from functions.detect.moments.suppression import Told, is_news, is_praise_again
from shared.domain.moment import NEW_NORMAL, Moment, Status
from shared.domain.time import BUCKET_MS, HOUR_MS, MINUTE_MS, bucket_of

FRESH_MS = 12 * HOUR_MS
"""How long after an episode a second wave counts as one, though it be no larger than the first."""


WRITTEN_EVERY_MS = 3 * BUCKET_MS
"""How often what was learnt is written down."""

SILENT_MS = 15 * MINUTE_MS
"""Without a mention for so long, a brand is about to be looked at no more."""


def decide(scene: DecisionInput, trigger: Trigger) -> Decision:
    """What ``scene`` calls for, through this trigger."""
    states = {signal: memory.state for signal, memory in scene.stored.items()}
    readings = evaluate_signals(scene.brand, states, scene.counts, scene.now_ms, scene.unreachable)
    parts: list[Decision] = []
    openings: list[tuple[Signal, Moment]] = []
    for signal in readings:
        told = _told(scene, [moment for _, moment in openings])
        parts.append(_signal_verdict(scene, readings, signal, trigger, told))
        openings.extend(parts[-1].openings)
    releases = tuple(release for part in parts for release in part.ends)
    return Decision(
        openings=tuple(sorted(openings, key=lambda opening: (opening[1].severity, opening[1].kind))),
        changes=tuple(moment for part in parts for moment in part.changes),
        ends=releases,
        states={**_learnt(scene, readings), **_resettled(releases, readings)} if trigger is Trigger.TICK else {},
        next_check_ms=_next_look(scene, readings) if trigger is Trigger.TICK else None,
    )


def decide_unwatched(ongoing: Sequence[Moment], now_ms: int) -> Decision:
    """What to do about the moments of a brand that is watched no longer."""
    signals = {signal.kind: signal for signal in Signal}
    return Decision(
        ends=tuple(
            EpisodeEnd(
                signals[moment.kind],
                moment.id,
                bucket_of(now_ms),
                _versioned(moment, abandoned(moment, now_ms), now_ms),
            )
            for moment in ongoing
            if moment.kind in signals
        )
    )


def _signal_verdict(
    scene: DecisionInput, readings: Mapping[Signal, SignalEvaluation], signal: Signal, trigger: Trigger, told: Told
) -> Decision:
    memory, reading = scene.stored[signal], readings[signal]
    moment = _ongoing(scene, signal, memory)
    if moment is not None:
        return _follow(_view(scene, readings, signal, moment.opened_ms), moment, trigger)
    if memory.episode is not None:
        done = trigger is Trigger.TICK and reading.quiet(memory.episode.opened_ms)
        return Decision(ends=(_release(reading, memory.episode.moment_id, None),) if done else ())
    return _open(scene, readings, signal, told)


def _open(scene: DecisionInput, readings: Mapping[Signal, SignalEvaluation], signal: Signal, told: Told) -> Decision:
    """The first bucket after the last episode that rings and is news opens a moment."""
    if scene.brand.sensitivity_to(signal.kind) is None:
        return Decision()
    shut = scene.stored[signal].last_episode_ms
    for judged in readings[signal].recent:
        at_ms = judged.start_ms
        fresh = 0 < at_ms - shut <= FRESH_MS and shut >= 0
        if (
            at_ms > shut
            and (judged.alarm or (fresh and judged.alarm_again()))
            and is_news(signal, readings, judged, told)
        ):
            moment = opened(_view(scene, readings, signal, at_ms), judged)
            return Decision() if is_praise_again(moment, told) else Decision(openings=((signal, moment),))
    return Decision()


def _follow(view: View, moment: Moment, trigger: Trigger) -> Decision:
    after = followed(moment, view) if trigger is Trigger.TICK else moment
    if after.status in (Status.OPEN, Status.ACKNOWLEDGED):
        after = escalated(after, view)
    if after == moment:
        return Decision()
    after = _versioned(moment, after, view.now_ms)
    if not after.status.ongoing:
        return Decision(ends=(_release(view.reading, moment.id, after),))
    return Decision(changes=(after,))


def _told(scene: DecisionInput, opening: Sequence[Moment]) -> Told:
    moments = [*scene.ongoing, *opening]
    locked = {signal.kind for signal, memory in scene.stored.items() if memory.episode}
    until_ms = max(scene.stored[signal].last_episode_ms for signal in (Signal.VOLUME, Signal.NEGATIVE))
    return Told(moments, locked | {moment.kind for moment in moments}, until_ms)


def _ongoing(scene: DecisionInput, signal: Signal, memory: StoredSignal) -> Moment | None:
    ours = [moment for moment in scene.ongoing if moment.kind is signal.kind]
    locked = [moment for moment in ours if memory.episode and moment.id == memory.episode.moment_id]
    return next(iter(locked or ours), None)


def _view(scene: DecisionInput, readings: Mapping[Signal, SignalEvaluation], signal: Signal, opened_ms: int) -> View:
    reading = readings[signal]
    first = reading.recent[0].start_ms if reading.recent else scene.now_ms
    return View(scene.brand, reading, tally_since(scene.counts, max(first, opened_ms)), normal_share(readings))


def _learnt(scene: DecisionInput, readings: Mapping[Signal, SignalEvaluation]) -> dict[Signal, DetectorState]:
    """What is worth writing down: three settled buckets at once, because a write costs more than learning one again."""
    found: dict[Signal, DetectorState] = {}
    for signal, reading in readings.items():
        before = scene.stored[signal].state
        if reading.state and (before is None or reading.state.bucket_ms - before.bucket_ms >= WRITTEN_EVERY_MS):
            found[signal] = reading.state
    return found


def _next_look(scene: DecisionInput, readings: Mapping[Signal, SignalEvaluation]) -> int | None:
    """Of a brand nobody speaks of any more, when its silence is worth another look."""
    channels = readings[Signal.SILENCE].state
    spoken_of = any(count.minute_ms >= scene.now_ms - SILENT_MS and count.tally.mentions for count in scene.counts)
    return None if spoken_of or not isinstance(channels, ChannelStates) else next_check_ms(channels, scene.now_ms)


def _resettled(
    releases: Sequence[EpisodeEnd], readings: Mapping[Signal, SignalEvaluation]
) -> dict[Signal, DetectorState]:
    """What is normal from now on of signals whose moment ended at a level that stays."""
    found: dict[Signal, DetectorState] = {}
    for release in releases:
        state, moment = readings[release.signal].state, release.moment
        level = steady(moment.quarters) if moment and moment.timeline[-1].note.startswith(NEW_NORMAL) else None
        if isinstance(state, CountState) and level is not None:
            found[release.signal] = renewed(state, level)
    return found


def _release(reading: SignalEvaluation, moment_id: str, moment: Moment | None) -> EpisodeEnd:
    return EpisodeEnd(reading.signal, moment_id, bucket_of(reading.now_ms) - BUCKET_MS, moment)


def _versioned(before: Moment, after: Moment, now_ms: int) -> Moment:
    return replace(after, version=before.version + 1, updated_ms=max(now_ms, before.updated_ms))
