"""What the alert policy goes by and what it decides, as values, and the name of a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from functions.notify.policy.crisis_state import Crisis
from functions.notify.policy.escalation import DuePage
from shared.domain.moments.moment import Severity, TimelineEntry, Transition
from shared.domain.people.oncall import OnCall
from shared.domain.people.silence import Silence


class Rules(NamedTuple):
    """What a brand's settings say: its on-call policy, its time zone for quiet hours, and all silences."""

    oncall: OnCall = OnCall()
    zone: str = "UTC"
    silences: Sequence[Silence] = ()


class Decision(NamedTuple):
    """What one step leads to, and the crisis after it.

    ``page`` and ``alert``: send the step now. ``paged_before``: the severity paged
    earlier, when it pages again. ``end_page`` and ``end_alert``: send the end of the
    crisis as text and as mail; ``waiting`` are the grouped lines that its mail then has.
    ``silenced_by``: the silence for which people are not told.
    """

    crisis: Crisis
    page: bool = False
    alert: bool = False
    paged_before: Severity | None = None
    end_page: bool = False
    end_alert: bool = False
    waiting: tuple[str, ...] = ()
    silenced_by: str = ""


class DeadlineDecision(NamedTuple):
    """What a deadline leads to: a page to everybody up to its level, or the end of paging."""

    crisis: Crisis
    page: DuePage | None = None
    exhausted: bool = False


def transition(step: TimelineEntry, timeline: Sequence[TimelineEntry] = ()) -> str:
    """The name under which a step is sent once. Only a change that may happen again has its time in it.

    ``timeline`` is that of its moment: what was reopened before may end again.

    >>> transition(TimelineEntry(5, Transition.ESCALATED, Severity.SEV1))
    'escalated-SEV1'
    >>> transition(TimelineEntry(5, Transition.RELAPSED, Severity.SEV1))
    'relapsed-0000000000005'
    """
    if step.change is Transition.ESCALATED:
        return f"{step.change}-{step.severity.name}"
    again = any(entry.change is Transition.REOPENED and entry.at_ms <= step.at_ms for entry in timeline)
    if step.change is Transition.OPENED or (step.change.ends and not again):
        return step.change.value
    return f"{step.change}-{step.at_ms:013d}"
