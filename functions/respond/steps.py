"""What people may do about moments, and what an act on a whole crisis does to each of its moments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from shared.domain.errors import Conflict, IllegalTransition, NotFound
from shared.domain.moments.act import Act
from shared.domain.moments.history import acknowledgement
from shared.domain.moments.lifecycle import acknowledge, dismiss, do_step, note, reopen, resolve
from shared.domain.moments.moment import Moment, Status, TimelineEntry
from shared.domain.moments.transitions import Action
from shared.domain.time import iso
from shared.messages.crisis.crisis_lead import lead_of
from shared.plans.choice import choose_plan
from shared.plans.plan import Plan, PlanStep
from shared.plans.progress import done_steps

Step = Callable[[Moment, Action], Moment]


STEPS: Mapping[Act, Step] = MappingProxyType(
    {Act.ACK: acknowledge, Act.NOTE: note, Act.DISMISS: dismiss, Act.RESOLVE: resolve, Act.REOPEN: reopen}
)


def of_moment(moment: Moment, act: Act, action: Action) -> Moment:
    """The moment after the act; unchanged where somebody did it before.

    Raises:
        IllegalTransition: its status does not allow it.
    """
    return STEPS[act](moment, action)


def of_crisis(moments: Sequence[Moment], act: Act, action: Action) -> list[Moment]:
    """The moments of a crisis after the act, in their order; those that it does not concern unchanged.

    Raises:
        IllegalTransition: it concerns none of them.
    """
    concerned = {moment.id for moment in moments if _concerns(moment, act)}
    if not concerned and not any(entry_of(moment, act) for moment in moments):
        raise IllegalTransition(f"no moment of the crisis is ongoing{_ended_by(moments)}", field="status")
    return [of_moment(moment, act, action) if moment.id in concerned else moment for moment in moments]


def entry_of(moment: Moment, act: Act, action: Action | None = None) -> TimelineEntry | None:
    """The step on the timeline that this act left and that still holds: the first acknowledgement, else the last.

    A note is the one that ``action`` wrote.
    """
    if act is Act.ACK:
        return acknowledgement(moment)
    found = (entry for entry in reversed(moment.timeline) if entry.change is act.transition)
    if act is Act.NOTE and action:
        found = (entry for entry in found if (entry.by, entry.note) == (action.by, action.note))
    return next(found, None)


class StepDone(NamedTuple):
    """A step of a plan, the moment on whose timeline it stands, and the entry that says who did it first."""

    plan: str
    number: int
    step: PlanStep
    moment: Moment
    entry: TimelineEntry


def step_of(
    moments: Sequence[Moment], which: int | str, own_plans: Sequence[Plan], expected: str | None
) -> StepDone | None:
    """The step of this number or id in the plan of a crisis with who did it; ``None`` while nobody has.

    Raises:
        NotFound, Conflict: as :func:`planned_step`.
    """
    plan, number, step = planned_step(moments, which, own_plans, expected)
    entry = done_steps(moments).get(step.id)
    if entry is None:
        return None
    return StepDone(plan.id, number, step, next(m for m in moments if entry in m.timeline), entry)


def of_step(
    moments: Sequence[Moment], which: int | str, own_plans: Sequence[Plan], expected: str | None, action: Action
) -> list[Moment]:
    """The moments of a crisis after a step of its plan was done; unchanged where it was done before.

    It is written on the first moment, whichever one a person looks at: of two people at
    two moments of the crisis one is first.

    Raises:
        NotFound, Conflict: as :func:`planned_step`.
        IllegalTransition: the timeline is full.
    """
    _, _, step = planned_step(moments, which, own_plans, expected)
    if step.id in done_steps(moments):
        return list(moments)
    first = min(moments, key=lambda moment: (moment.opened_ms, moment.id))
    return [do_step(moment, step.id, step.do, action) if moment is first else moment for moment in moments]


def planned_step(
    moments: Sequence[Moment], which: int | str, own_plans: Sequence[Plan], expected: str | None
) -> tuple[Plan, int, PlanStep]:
    """The plan of a crisis, and its step of this number, from 1, or of this id.

    Raises:
        Conflict: the plan is not the ``expected`` one.
        NotFound: it has no such step.
    """
    lead = lead_of(moments)
    plan = choose_plan(own_plans, lead.kind, lead.severity)
    if expected and expected != plan.id:
        raise Conflict(f"the crisis has the plan {plan.id!r} by now; read its steps again", field="plan")
    for number, step in enumerate(plan.steps, start=1):
        if which in (number, step.id):
            return plan, number, step
    raise NotFound(f"the plan {plan.id!r} has no step {which}; its steps are 1 to {len(plan.steps)}", field="n")


def _concerns(moment: Moment, act: Act) -> bool:
    """Whether the act, done to the whole crisis, changes this moment; what is over already is not changed by it.

    To dismiss a crisis also says of its ended moments that they called for nothing.
    """
    if act is Act.DISMISS:
        return moment.status is not Status.DISMISSED
    return moment.status.ongoing


def _ended_by(moments: Sequence[Moment]) -> str:
    """Who ended the last of the moments and when, for the person who comes too late."""
    ends = [entry for moment in moments for entry in moment.timeline if entry.change.ends]
    last = max(ends, key=lambda entry: entry.at_ms, default=None)
    return f". {last.by} {last.change} it at {iso(last.at_ms)}" if last else ""
