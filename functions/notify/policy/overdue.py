"""What is overdue in a crisis: its figures and a span of time in, the steps and public words to remind of out.

Each is reminded of once, at the first tick after its time. Of updates that are missed one after the other
only the first is: a team that says nothing in public has heard so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.moments.moment import Status
from shared.domain.people.oncall import OnCall, QuietHours
from shared.domain.people.subscriber import EMAIL, Subscriber
from shared.plans.plan import FIRST_WORD_STEP, SCOPE_STEP, UPDATES_STEP, Plan

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures
    from shared.plans.clock_record import Due
    from shared.plans.progress import StepState

NIGHT = QuietHours(22 * 60, 7 * 60)
"""When nobody is reminded of a step of SEV3 or SEV4 where the brand has no quiet hours: it is no news."""

_STEP_OF_WORD = {"first word": FIRST_WORD_STEP, "scope": SCOPE_STEP}


class Overdue(NamedTuple):
    """A step or a public word that was due at ``due_ms``; its ``owner`` is a role of the plan's contacts.

    ``public``: what was to be said in public, empty for any other step. ``step`` is the number of the step
    in the plan, 0 where it has none.
    """

    due_ms: int
    owner: str
    do: str
    do_not: str = ""
    public: str = ""
    step: int = 0


def overdue_between(figures: CrisisFigures, since_ms: int, until_ms: int) -> list[Overdue]:
    """What fell due in ``since_ms <= due < until_ms`` and is not done, the earliest first.

    Nothing once a crisis eases: then the steps of its plan no longer hold.
    """
    if figures.status not in (Status.OPEN, Status.ACKNOWLEDGED):
        return []
    found = (one for one in (*_words(figures), *_steps(figures)) if since_ms <= one.due_ms < until_ms)
    return sorted(found, key=lambda one: (one.due_ms, one.step))


def by_recipient(
    found: Sequence[Overdue], plan: Plan, subscribers: Sequence[Subscriber]
) -> list[tuple[Subscriber | None, list[Overdue]]]:
    """Who is reminded of what: the subscriber whose mail address the plan's contacts name for the owner.

    ``None``: everybody who hears of the crisis, because no address is named, or nobody is subscribed with it.
    """
    known = {one.email.casefold(): one for one in subscribers if one.email}
    grouped: dict[str, tuple[Subscriber | None, list[Overdue]]] = {}
    for each in found:
        named = (known.get(address.casefold()) for address in EMAIL.findall(plan.contacts.get(each.owner, "")))
        person = next(filter(None, named), None)
        grouped.setdefault(person.id if person else "", (person, []))[1].append(each)
    return list(grouped.values())


def next_look_ms(figures: CrisisFigures, now_ms: int) -> int:
    """When something can be overdue next: just after its time; 0: never."""
    if not figures.ongoing:
        return 0
    due = [state.due_ms for state in figures.step_states if state.done is None and state.step.minutes]
    if figures.plan.clock:
        from shared.messages.crisis.clock_words import public_words  # noqa: PLC0415 - most ticks have nothing to look at
        from shared.plans.clock_record import next_update_ms  # noqa: PLC0415 - as before

        due += [word.due_ms for word in _record(figures)[:2]]
        due.append(next_update_ms(figures.plan.clock, figures.severity_set_ms, now_ms - 1, public_words(figures)))
    return min((at + 1 for at in due if at >= now_ms), default=0)


def quiet_until_ms(figures: CrisisFigures, oncall: OnCall, zone: str, now_ms: int) -> int:
    """Until when nobody is reminded, for it is night and the crisis pages nobody; 0: now is as good as any time."""
    if figures.severity.pages:
        return 0
    return (oncall.quiet_hours or NIGHT).until_ms(now_ms, zone)


def _words(figures: CrisisFigures) -> Iterator[Overdue]:
    """The public words that have not come; of missed updates the first."""
    record = _record(figures)
    first_and_scope, updates = record[:2], record[2:]
    missing = [due for due in first_and_scope if due.said_ms is None]
    missing += [due for due in updates[:1] if due.said_ms is None]
    missing += [due for before, due in pairwise(updates) if due.said_ms is None and _heard(before, due, figures)]
    yield from (_word(due, figures) for due in missing)


def _heard(before: Due, update: Due, figures: CrisisFigures) -> bool:
    """Whether the public heard the update before this one, or anything since that was due."""
    from shared.messages.crisis.clock_words import public_words  # noqa: PLC0415 - most ticks have nothing to look at

    return before.said_ms is not None or any(before.due_ms < at <= update.due_ms for at in public_words(figures))


def _word(due: Due, figures: CrisisFigures) -> Overdue:
    states = {state.step.id: state for state in figures.step_states}
    state = states.get(_STEP_OF_WORD.get(due.what, UPDATES_STEP))
    if state is None:
        return Overdue(due.due_ms, next(iter(figures.plan.contacts), "lead"), f"Say the {due.what}.", public=due.what)
    return _of_state(state, due.due_ms, due.what)


def _steps(figures: CrisisFigures) -> Iterator[Overdue]:
    """The steps that nobody has done, without those of which the clock tells."""
    told = (FIRST_WORD_STEP, SCOPE_STEP, UPDATES_STEP) if figures.plan.clock else ()
    for state in figures.step_states:
        if state.done is None and state.step.minutes and state.step.id not in told:
            yield _of_state(state, state.due_ms)


def _of_state(state: StepState, due_ms: int, public: str = "") -> Overdue:
    step = state.step
    return Overdue(due_ms, step.owner, step.do, step.do_not, public, state.number if state.done is None else 0)


def _record(figures: CrisisFigures) -> list[Due]:
    from shared.messages.crisis.clock_words import clock_of  # noqa: PLC0415 - most ticks have nothing to look at

    return clock_of(figures)
