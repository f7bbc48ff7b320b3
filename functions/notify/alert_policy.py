"""The alert policy: a crisis and a step of one of its moments in; who is notified now, and the crisis afterwards, out.

- A crisis pages with its first moment of SEV1 or SEV2. It pages again only when it
  becomes worse than what was paged, and not within fifteen minutes of the last page.
- The first alert of a crisis, and the alert with every page, go out at once. The rest
  is grouped for two minutes into one mail (as Grafana OnCall bundles text messages).
- A beginning that arrives after the end of its crisis was sent is only a mail, however severe.
- The end is sent once, when the last moment has ended, to those who got the beginning.
- What a person reopens is told to nobody: they know. Its end is sent once more.
- Acknowledged, recovering, relapsed, noted: for machines only. The bus carries every step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from functions.notify.crisis_state import Crisis, new_crisis, with_step
from shared.domain.moment import Moment, Severity, TimelineEntry, Transition
from shared.domain.time import MINUTE_MS
from shared.messages.figures import full_figures, moment_title

REPAGE_MS = 15 * MINUTE_MS
"""The least time between two pages of one crisis."""

GROUPING_MS = 2 * MINUTE_MS
"""How long alerts after the first are collected."""

_BEGINNINGS = frozenset({Transition.OPENED, Transition.ESCALATED})


@dataclass(frozen=True, slots=True)
class Decision:
    """What one step leads to, and the crisis after it.

    ``page`` and ``alert``: send the step now. ``paged_before``: the severity paged
    earlier, when it pages again. ``end_page`` and ``end_alert``: send the end of the
    crisis as text and as mail; ``waiting`` are the grouped lines that its mail then has.
    """

    crisis: Crisis
    page: bool = False
    alert: bool = False
    paged_before: Severity | None = None
    end_page: bool = False
    end_alert: bool = False
    waiting: tuple[str, ...] = ()


def decide(crisis: Crisis, moment: Moment, step: TimelineEntry) -> Decision:
    """Decide who is notified of ``step``."""
    known = crisis.episodes.get(moment.id)
    if 0 < crisis.closed_ms < step.at_ms and known is None and step.change in _BEGINNINGS:
        crisis = new_crisis(moment, crisis.round + 1, crisis.version)
    if crisis.closed_ms and step.change is Transition.REOPENED and step.at_ms >= crisis.closed_ms:
        crisis = replace(crisis, closed_ms=0, round=crisis.round + 1)
    after = with_step(crisis, moment, step)
    if step.change.ends:
        return _ended(after, step.at_ms)
    if step.change in _BEGINNINGS and after.episodes[moment.id].ended_ms is None:
        return _began_or_rose(after, moment, step, known.severity if known else None)
    return Decision(after)


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


def without_waiting(crisis: Crisis) -> Crisis:
    """The crisis once its grouped alert is stored."""
    return replace(crisis, waiting=(), due_ms=0)


def _began_or_rose(crisis: Crisis, moment: Moment, step: TimelineEntry, before: Severity | None) -> Decision:
    if _must_page(crisis, step) and not crisis.closed_ms:
        paged = replace(crisis, paged=step.severity, paged_ms=step.at_ms, mailed=True)
        return Decision(paged, page=True, alert=True, paged_before=crisis.paged)
    if not crisis.mailed or crisis.closed_ms:
        return Decision(replace(crisis, mailed=True), alert=True)
    due = crisis.due_ms or step.at_ms + GROUPING_MS
    return Decision(replace(crisis, waiting=(*crisis.waiting, _grouped_line(moment, step, before)), due_ms=due))


def _must_page(crisis: Crisis, step: TimelineEntry) -> bool:
    if not step.severity.pages:
        return False
    if crisis.paged is None:
        return True
    return step.severity < crisis.paged and step.at_ms - crisis.paged_ms >= REPAGE_MS


def _ended(crisis: Crisis, at_ms: int) -> Decision:
    if crisis.closed_ms or not crisis.over:
        return Decision(crisis)
    return Decision(
        replace(without_waiting(crisis), closed_ms=at_ms),
        end_page=crisis.paged is not None and not crisis.dismissed,
        end_alert=crisis.mailed,
        waiting=crisis.waiting,
    )


def _grouped_line(moment: Moment, step: TimelineEntry, before: Severity | None) -> str:
    """One line of the grouped alert."""
    rise = f"rose from {before.name} to {step.severity.name}" if before else step.severity.name
    return f"{moment_title(moment.kind, moment.evidence.subject)}, {rise}: {full_figures(moment.kind, moment.evidence)}"
