"""A brand's moments in, which episodes people confirmed as real out; and the states that know of it.

A crisis is confirmed as a whole: who takes care of one of its moments takes care of all, except
those that were dismissed. People confirm, and change their minds, after buckets of the episode have
been learnt. The state of a signal then goes back to the one before the episode, which its
moment's decision record holds, and learns everything since then again. So it does not matter
when people say their word, and a moment that is dismissed in the end counts in full. The past of a new
brand is often counted after its first moments opened: its state is then learnt anew
(:mod:`functions.detect.detectors.learning`), with what was confirmed. So is one that was learnt
again from the counters since the episode began: the state before it knows less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol, runtime_checkable

from functions.detect.detectors.confirmed import Confirmed
from functions.detect.detectors.evaluation import DetectorState
from functions.detect.detectors.registry import detector_of
from functions.detect.detectors.signal import COUNT_SIGNALS, Signal
from functions.detect.moments.decision_types import StoredSignal
from shared.domain.errors import Poison
from shared.domain.moments.history import confirmed, dismissed
from shared.domain.moments.moment import Moment
from shared.domain.time import BUCKET_MS


@runtime_checkable
class _CountState(Protocol):
    """A state that knows which episodes (the numbers of their first buckets) taught it nothing."""

    @property
    def bucket_ms(self) -> int: ...

    @property
    def confirmed(self) -> tuple[int, ...]: ...

    def _replace(self, *, confirmed: tuple[int, ...]) -> DetectorState: ...


Episodes = Mapping[Signal, Sequence[Confirmed]]


def confirmed_episodes(
    stored: Mapping[Signal, StoredSignal], moments: Iterable[Moment], now_ms: int
) -> dict[Signal, list[Confirmed]]:
    """The confirmed episodes of each signal that counts posts, oldest first; one that goes on ends ``now_ms``."""
    moments = list(moments)
    crises = {moment.crisis for moment in moments if confirmed(moment)}
    going_on = {signal.episode.moment_id for signal in stored.values() if signal.episode}
    signals = {signal.kind: signal for signal in COUNT_SIGNALS}
    found: dict[Signal, list[Confirmed]] = {signal: [] for signal in COUNT_SIGNALS}
    for moment in sorted(moments, key=lambda moment: moment.opened_ms):
        if moment.kind in signals and moment.crisis in crises and not dismissed(moment):
            lasts = moment.ended_ms is None or moment.id in going_on
            end_ms = now_ms if lasts else moment.ended_ms or now_ms
            found[signals[moment.kind]].append(Confirmed(moment.opened_ms, end_ms))
    return found


def with_confirmed(
    stored: Mapping[Signal, StoredSignal], episodes: Episodes, moments: Sequence[Moment], since_ms: int
) -> dict[Signal, StoredSignal]:
    """What is stored, with the states of counts as they are once these ``episodes`` are confirmed, and no others.

    ``moments`` are all that opened from ``since_ms`` on. A state that has learnt part of an
    episode of which people have said something new is the one before that episode.
    """
    return dict(stored) | {
        signal: _with_confirmed(stored[signal], signal, episodes[signal], moments, since_ms) for signal in episodes
    }


def _with_confirmed(
    stored: StoredSignal, signal: Signal, episodes: Sequence[Confirmed], moments: Sequence[Moment], since_ms: int
) -> StoredSignal:
    state = stored.state
    if not isinstance(state, _CountState):
        return stored
    known = {first for first in state.confirmed if first * BUCKET_MS >= since_ms}
    wanted = {episode.first_ms // BUCKET_MS for episode in episodes}
    if known == wanted:
        return stored
    first_ms = min(known ^ wanted) * BUCKET_MS
    of_signal = (moment for moment in moments if moment.kind is signal.kind and moment.opened_ms == first_ms)
    decision = next((moment.decision for moment in of_signal), {})
    outdated = first_ms <= min(state.bucket_ms, stored.rebuilt_ms)
    if first_ms <= state.bucket_ms and not outdated:
        state = _before(signal, decision) or state
    return stored._replace(state=state._replace(confirmed=tuple(sorted(wanted))), recalled=True, outdated=outdated)


def _before(signal: Signal, decision: Mapping[str, Any]) -> _CountState | None:
    """The state of this signal before a decision; ``None`` where its record has none that can be read."""
    with suppress(Poison):
        state = detector_of(signal).load(decision["state"]) if "state" in decision else None
        return state if isinstance(state, _CountState) else None
    return None
