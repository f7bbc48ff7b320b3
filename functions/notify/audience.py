"""Who is told of which step, and when: once, at once, and nothing that can wait.

- A crisis pages with its first moment of SEV1 or SEV2. It pages again only when it
  becomes worse than what was paged, and not within fifteen minutes of the last page.
- The first alert of a crisis, and every page's, goes out at once; the rest is grouped
  for two minutes into one mail (as Grafana OnCall bundles text messages).
- A beginning that comes after the end it precedes was told is a mail, whatever it is.
- That it is over is told once, when the last moment ended, to those who were told it began.
- Acknowledged, recovering, relapsed: for machines only. The bus carries every step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from functions.notify.crisis_state import Crisis, begun, followed
from shared.domain.moment import Moment, Severity, TimelineEntry, Transition
from shared.domain.time import MINUTE_MS
from shared.messages.kinds import full_figures, moment_title

REPAGE_MS = 15 * MINUTE_MS
"""The least time between two pages of one crisis."""

BUNDLE_MS = 2 * MINUTE_MS
"""How long alerts after the first are gathered."""

_BEGINNINGS = frozenset({Transition.OPENED, Transition.ESCALATED})
_ENDS = frozenset({Transition.RESOLVED, Transition.DISMISSED})


@dataclass(frozen=True, slots=True)
class Decision:
    """What one step leads to, and the crisis after it.

    ``page`` and ``alert``: tell the step now. ``was``: the severity paged before, when
    it pages again. ``over`` and ``over_page``: tell the end of the crisis by mail, by
    text; ``untold`` are the grouped lines that its mail then carries.
    """

    crisis: Crisis
    page: bool = False
    alert: bool = False
    was: Severity | None = None
    over: bool = False
    over_page: bool = False
    untold: tuple[str, ...] = ()


def decide(crisis: Crisis, moment: Moment, step: TimelineEntry) -> Decision:
    """Who is told of ``step``."""
    known = crisis.episodes.get(moment.id)
    if 0 < crisis.closed_ms < step.at_ms and known is None and step.change in _BEGINNINGS:
        crisis = begun(moment, crisis.round + 1, crisis.version)
    after = followed(crisis, moment, step)
    if step.change in _ENDS:
        return _ended(after, step.at_ms)
    if step.change in _BEGINNINGS and after.episodes[moment.id].ended_ms is None:
        return _worse(after, moment, step, known.severity if known else None)
    return Decision(after)


def transition(step: TimelineEntry) -> str:
    """The name under which a step is told once; only what may recur carries its time.

    >>> transition(Step(5, Change.ESCALATED, Severity.SEV1)), transition(Step(5, Change.RELAPSED, Severity.SEV1))
    ('escalated-SEV1', 'relapsed-0000000000005')
    """
    if step.change is Transition.ESCALATED:
        return f"{step.change}-{step.severity.name}"
    if step.change in (Transition.OPENED, Transition.RESOLVED, Transition.DISMISSED):
        return step.change.value
    return f"{step.change}-{step.at_ms:013d}"


def bundled(crisis: Crisis) -> Crisis:
    """The crisis once its grouped alert is on its way."""
    return replace(crisis, waiting=(), due_ms=0)


def _worse(crisis: Crisis, moment: Moment, step: TimelineEntry, before: Severity | None) -> Decision:
    if _pages(crisis, step) and not crisis.closed_ms:
        told = replace(crisis, paged=step.severity, paged_ms=step.at_ms, mailed=True)
        return Decision(told, page=True, alert=True, was=crisis.paged)
    if not crisis.mailed or crisis.closed_ms:
        return Decision(replace(crisis, mailed=True), alert=True)
    due = crisis.due_ms or step.at_ms + BUNDLE_MS
    return Decision(replace(crisis, waiting=(*crisis.waiting, _line(moment, step, before)), due_ms=due))


def _pages(crisis: Crisis, step: TimelineEntry) -> bool:
    if not step.severity.pages:
        return False
    if crisis.paged is None:
        return True
    return step.severity < crisis.paged and step.at_ms - crisis.paged_ms >= REPAGE_MS


def _ended(crisis: Crisis, at_ms: int) -> Decision:
    if crisis.closed_ms or not crisis.over:
        return Decision(crisis)
    by_itself = any(not episode.dismissed for episode in crisis.episodes.values())
    return Decision(
        replace(bundled(crisis), closed_ms=at_ms),
        over=crisis.mailed,
        over_page=crisis.paged is not None and by_itself,
        untold=crisis.waiting,
    )


def _line(moment: Moment, step: TimelineEntry, before: Severity | None) -> str:
    """One line of the grouped alert."""
    rise = f"rose from {before.name} to {step.severity.name}" if before else step.severity.name
    return f"{moment_title(moment.kind, moment.evidence.subject)}, {rise}: {full_figures(moment.kind, moment.evidence)}"
