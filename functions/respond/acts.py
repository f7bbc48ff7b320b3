"""A person acts: read the moments, decide, store; decide again where somebody else was first."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from functions.respond.steps import StepDone, of_crisis, of_moment, of_step, step_of
from shared.domain.errors import Conflict, IllegalTransition, StorageBusy
from shared.domain.moments.act import Act
from shared.domain.moments.lifecycle import REOPEN_WITHIN_MS, next_version, note
from shared.domain.moments.moment import Moment
from shared.domain.moments.transitions import Action
from shared.links.action_token import seen_ms
from shared.plans.plan import Plan
from shared.store import moments
from shared.store.changes.crisis_turn import crisis_turn
from shared.store.changes.moment_changes import MomentChange, store_changes

ATTEMPTS = 8
"""How often a change is decided anew while others keep being first."""

PAUSE_SECONDS = 0.05
"""The first pause between two attempts, on average; each next one is twice as long, up to 0.8 s."""


class NewRecord(NamedTuple):
    """A record of the answer to a crisis, not stored yet: its write, the note that tells it, the step that it does."""

    write: Mapping[str, Any]
    note: str
    step: str = ""


def on_moment(moment_id: str, act: Act, action: Action) -> Moment:
    """The moment after the act, stored; unchanged where somebody did it before.

    Raises:
        NotFound: there is no such moment.
        IllegalTransition: its status does not allow it.
        StorageBusy: others kept changing it meanwhile; ask again.
    """
    return _stored(lambda: [moments.get(moment_id)], lambda found: [of_moment(found[0], act, action)], action)[0]


def on_crisis(crisis_id: str, act: Act, action: Action) -> list[Moment]:
    """All moments of the crisis after the act, stored together.

    Raises:
        NotFound: there is no such crisis.
        IllegalTransition: it concerns none of its moments.
        StorageBusy: others kept changing them meanwhile; ask again.
    """
    return _stored(lambda: moments.of_crisis(crisis_id), lambda found: of_crisis(found, act, action), action)


def on_seen(moment_id: str, seen_until_ms: int, act: Act, action: Action) -> list[Moment]:
    """All moments of the crisis of this moment, after the act on those that a person saw; see :func:`seen_ms`.

    Raises:
        NotFound: there is no such moment.
        IllegalTransition: it concerns none of those that the person saw.
        StorageBusy: others kept changing them meanwhile; ask again.
    """

    def decide(found: list[Moment]) -> list[Moment]:
        seen = [moment for moment in found if seen_ms([moment]) <= seen_until_ms]
        after = {moment.id: moment for moment in of_crisis(seen, act, action)}
        return [after.get(moment.id, moment) for moment in found]

    return _stored(lambda: moments.in_crisis(moments.get(moment_id)), decide, action)


def on_step(
    moment_id: str, which: int | str, action: Action, own_plans: Sequence[Plan], expected: str | None = None
) -> StepDone:
    """The step of this number or id in the plan of the moment's crisis, done and stored; whoever was first did it.

    Raises:
        NotFound: there is no such moment, or no such step.
        Conflict: the crisis has another plan than the ``expected`` one.
        IllegalTransition: the timeline is full.
        StorageBusy: others kept changing it meanwhile; ask again.
    """
    after = _stored(
        lambda: moments.in_crisis(moments.get(moment_id)),
        lambda found: of_step(found, which, own_plans, expected, action),
        action,
    )
    done = step_of(after, which, own_plans, expected)
    if done is None:
        raise StorageBusy("the step could not be stored; ask again")
    return done


def with_note(moment_id: str, action: Action, decide: Callable[[list[Moment]], NewRecord | None]) -> list[Moment]:
    """The moments of the crisis of this moment after a new record of it was stored together with a note that tells it.

    ``decide`` makes the record from the moments, or ``None`` where it is stored already: then nothing changes.
    The note stands on the first moment of the crisis.

    Raises:
        NotFound: there is no such moment.
        IllegalTransition: the timeline is full.
        StorageBusy: others kept changing it meanwhile; ask again.
    """

    def prepare() -> _Change:
        before = moments.in_crisis(moments.get(moment_id))
        new = decide(before)
        if new is None:
            return _Change(before, before)
        noted = action._replace(note=new.note)
        first = min(before, key=lambda moment: (moment.opened_ms, moment.id))
        after = [_next(m, note(m, noted, new.step) if m is first else m, noted) for m in before]
        return _Change(before, after, writes=[new.write])

    return _store(prepare)


def _stored(
    read: Callable[[], list[Moment]], decide: Callable[[list[Moment]], Sequence[Moment]], action: Action
) -> list[Moment]:
    def prepare() -> _Change:
        before = read()
        return _Change(before, [_next(*pair, action) for pair in zip(before, decide(before), strict=True)])

    return _store(prepare)


class _Change(NamedTuple):
    """The moments of a crisis before and after, and what is written with them."""

    before: Sequence[Moment]
    after: list[Moment]
    writes: Sequence[Mapping[str, Any]] = ()


def _store(prepare: Callable[[], _Change]) -> list[Moment]:
    """Read and decide by ``prepare``, and store; again where somebody else was first."""
    for attempt in range(ATTEMPTS):
        change = prepare()
        changes = [MomentChange(*pair) for pair in zip(change.before, change.after, strict=True) if pair[0] != pair[1]]
        try:
            store_changes(changes, _turn_to_reopen(changes), change.writes)
        except Conflict:
            time.sleep(random.uniform(0, 2 * PAUSE_SECONDS * min(2**attempt, 16)))  # noqa: S311 - spreads attempts
        else:
            return change.after
    raise StorageBusy("others keep changing it")


def _next(before: Moment, after: Moment, action: Action) -> Moment:
    return after if after == before else next_version(before, after, action.at_ms)


def _turn_to_reopen(changes: Sequence[MomentChange]) -> int | None:
    """The turn of the brand's crisis, read before its ongoing moments; ``None`` where nothing is reopened.

    Raises:
        IllegalTransition: another moment of the kind is ongoing; detect follows one of a kind.
    """
    reopened = next((change.after for change in changes if change.starts_again), None)
    if reopened is None:
        return None
    turn = crisis_turn(reopened.brand)
    since_ms = reopened.updated_ms - 2 * REOPEN_WITHIN_MS
    recent = moments.opened_since(reopened.brand, since_ms)
    same_kind = (one.id for one in recent if one.status.ongoing and one.kind is reopened.kind)
    other = next(same_kind, None)
    if other:
        message = f"moment {other!r} of the same kind is going on; take care of that one"
        raise IllegalTransition(message, field="status")
    return turn
