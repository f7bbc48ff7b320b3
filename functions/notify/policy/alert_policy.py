"""The alert policy: a crisis and a step of one of its moments in; who is notified now, and the crisis afterwards, out.

- A crisis pages with its first moment of SEV1 or SEV2. It pages again at once when it
  becomes worse than what was paged. Severity only rises, so that cannot go back and forth.
  Moments that open together are one page, whatever their order.
- While nobody acknowledges, it is paged again and to higher levels at stored deadlines
  (:mod:`functions.notify.policy.escalation`). What was recovering and relapses is paged again, unless
  somebody has acknowledged it, but not within fifteen minutes of the last page.
- What a silence covers is told to nobody. If it goes on when the silence ends, it is told then.
- Mails of SEV3 and SEV4 wait for the end of the brand's quiet hours.
- The first alert of a crisis, and the alert with every page, go out at once. The rest
  is grouped for two minutes into one mail (as Grafana OnCall bundles text messages).
- A beginning that arrives after the end of its crisis was sent is only a mail, however severe.
- The end is sent once, when the last moment has ended, to those who got the beginning.
- What a person reopens is told to nobody now, because they know; if nobody acknowledges it,
  paging begins again at its deadlines. Its end is sent once more.
- Acknowledged, recovering, noted: for machines only. The bus carries every step.
"""

from __future__ import annotations

from functions.notify.policy.crisis_state import Crisis, new_crisis, with_paging, with_step
from functions.notify.policy.decision_types import DeadlineDecision, Decision, Rules
from functions.notify.policy.escalation import PUT_OFF, DuePage, Held, Paging, begun, fired, stopped, without_held
from shared.domain.moments.history import acknowledged
from shared.domain.moments.moment import Moment, Severity, TimelineEntry, Transition
from shared.domain.people.silence import Silence, covering
from shared.domain.time import MINUTE_MS
from shared.messages.figures import full_figures, moment_title
from shared.messages.phrases import time_of_day

REPAGE_MS = 15 * MINUTE_MS
"""The least time between the last page of a crisis and one about a relapse: what flaps must not page each time."""

TOGETHER_MS = MINUTE_MS
"""A worse moment that opens this soon after a page is the same story: its page waits for a minute without an answer."""

GROUPING_MS = 2 * MINUTE_MS
"""How long alerts after the first are collected."""

_BEGINNINGS = frozenset({Transition.OPENED, Transition.ESCALATED})


def decide(crisis: Crisis, moment: Moment, step: TimelineEntry, rules: Rules | None = None) -> Decision:
    """Decide who is notified of ``step``."""
    rules = rules or Rules()
    known = crisis.episodes.get(moment.id)
    if 0 < crisis.closed_ms < step.at_ms and known is None and step.change in _BEGINNINGS:
        crisis = new_crisis(moment, crisis.round + 1, crisis.version)
    if crisis.closed_ms and step.change is Transition.REOPENED and step.at_ms >= crisis.closed_ms:
        crisis = crisis._replace(closed_ms=0, round=crisis.round + 1, paging=Paging())
    after = with_step(crisis, moment, step)
    silence = covering(rules.silences, moment, step.severity, step.at_ms)
    if silence:
        return _silenced(after, moment, step, silence)
    if step.change.ends:
        return _ended(after, step.at_ms)
    if after.episodes[moment.id].ended_ms is not None:
        return Decision(after)
    if step.change is Transition.ACKNOWLEDGED:
        return Decision(after, alert=crisis.paged is not None and bool(after.paging.by) and not crisis.paging.by)
    return _goes_on(after, moment, step, known.severity if known else None, rules)


def at_deadline(crisis: Crisis, now_ms: int) -> DeadlineDecision:
    """Decide what is due for a crisis that nobody has acknowledged."""
    paging, page, exhausted = fired(crisis.paging, now_ms)
    paged_ms = now_ms if page else crisis.paged_ms
    return DeadlineDecision(crisis._replace(paging=paging, paged_ms=paged_ms), page, exhausted)


def without_waiting(crisis: Crisis) -> Crisis:
    """The crisis once its grouped alert is stored."""
    return crisis._replace(waiting=(), due_ms=0, mailed=True)


def release(crisis: Crisis, moment: Moment, at_ms: int, rules: Rules) -> Decision:
    """Decide who is told that the silence of a moment has ended while the moment goes on: as at its beginning."""
    after = with_paging(crisis, without_held(crisis.paging, moment.id))
    if not moment.status.ongoing or after.episodes[moment.id].ended_ms is not None:
        return Decision(after)
    if acknowledged(moment):
        return Decision(after._replace(mailed=True), alert=True)
    step = TimelineEntry(at_ms, Transition.ESCALATED, moment.severity)
    return _began_or_rose(after, moment, step, None, rules)


def _silenced(crisis: Crisis, moment: Moment, step: TimelineEntry, silence: Silence) -> Decision:
    """Nobody is told; while the moment goes on, the end of the silence is awaited. An end sends no text."""
    if step.change.ends:
        return _ended(crisis, step.at_ms)._replace(end_page=False, silenced_by=silence.id)
    told = step.change in _BEGINNINGS or step.change in (Transition.RELAPSED, Transition.REOPENED)
    if not told or crisis.episodes[moment.id].ended_ms is not None:
        return Decision(crisis, silenced_by=silence.id)
    return Decision(hold(crisis, moment.id, silence), silenced_by=silence.id)


def hold(crisis: Crisis, moment_id: str, silence: Silence) -> Crisis:
    """The crisis while nobody is told about one of its moments."""
    held = {**crisis.paging.held, moment_id: Held(silence.until_ms, silence.id)}
    return with_paging(crisis, crisis.paging._replace(held=held))


def _goes_on(crisis: Crisis, moment: Moment, step: TimelineEntry, before: Severity | None, rules: Rules) -> Decision:
    if step.change in _BEGINNINGS:
        told = with_paging(crisis, without_held(crisis.paging, moment.id))
        return _began_or_rose(told, moment, step, before, rules)
    if step.change is Transition.RELAPSED:
        return _relapsed(crisis, moment, step, rules)
    if step.change is Transition.REOPENED and step.severity.pages:
        return Decision(crisis._replace(paging=begun(crisis.paging, rules.oncall, step.severity, step.at_ms)))
    return Decision(crisis)


def _began_or_rose(
    crisis: Crisis, moment: Moment, step: TimelineEntry, before: Severity | None, rules: Rules
) -> Decision:
    if _must_page(crisis, step) and not crisis.closed_ms:
        together = step.change is Transition.OPENED and step.at_ms - crisis.paged_ms < TOGETHER_MS
        if crisis.paged is None or not together:
            return _paged(crisis, moment, step, rules)._replace(paged_before=crisis.paged)
        crisis = _page_soon(crisis._replace(paged=step.severity), step, rules, crisis.paged_ms + TOGETHER_MS)
    quiet_ms = rules.oncall.quiet_until_ms(step.severity, step.at_ms, rules.zone)
    if not quiet_ms and (not crisis.mailed or crisis.closed_ms):
        return Decision(crisis._replace(mailed=True), alert=True)
    due = max(quiet_ms, step.at_ms + GROUPING_MS)
    due = min(due, crisis.due_ms or due)
    return Decision(crisis._replace(waiting=(*crisis.waiting, _grouped_line(moment, step, before)), due_ms=due))


def _relapsed(crisis: Crisis, moment: Moment, step: TimelineEntry, rules: Rules) -> Decision:
    """What relapses goes on being paged, or is paged again; what somebody takes care of is not."""
    if crisis.paging.running or crisis.closed_ms or not step.severity.pages or acknowledged(moment):
        return Decision(crisis)
    if step.at_ms - crisis.paged_ms >= REPAGE_MS:
        return _paged(crisis, moment, step, rules)
    return Decision(_page_soon(crisis, step, rules, crisis.paged_ms + REPAGE_MS))


def _page_soon(crisis: Crisis, step: TimelineEntry, rules: Rules, soonest_ms: int) -> Crisis:
    """Paging begins with this step, its first page at ``soonest_ms`` unless somebody acknowledges before."""
    paging = begun(crisis.paging, rules.oncall, step.severity, step.at_ms)
    later = tuple(page for page in paging.due if page.at_ms > soonest_ms)
    return crisis._replace(paging=paging._replace(due=(DuePage(soonest_ms, paging.level, PUT_OFF), *later)))


def _paged(crisis: Crisis, moment: Moment, step: TimelineEntry, rules: Rules) -> Decision:
    """A page and a mail now. What somebody has acknowledged is paged once and not escalated."""
    paging = begun(crisis.paging, rules.oncall, step.severity, step.at_ms)
    if acknowledged(moment):
        paging = stopped(paging, crisis.paging.by)
    due = min(crisis.due_ms, step.at_ms + GROUPING_MS) if crisis.due_ms else 0
    worst = min(step.severity, crisis.paged or step.severity)
    paged = crisis._replace(paged=worst, paged_ms=step.at_ms, mailed=True, due_ms=due, paging=paging)
    return Decision(paged, page=True, alert=True)


def _must_page(crisis: Crisis, step: TimelineEntry) -> bool:
    return step.severity.pages and (crisis.paged is None or step.severity < crisis.paged)


def _ended(crisis: Crisis, at_ms: int) -> Decision:
    if crisis.closed_ms or not crisis.over:
        return Decision(crisis)
    if not crisis.mailed:  # nobody has heard of it: what waits for the end of quiet hours goes out then
        return Decision(crisis._replace(closed_ms=at_ms))
    return Decision(
        without_waiting(crisis)._replace(closed_ms=at_ms),
        end_page=crisis.paged is not None and not crisis.dismissed,
        end_alert=True,
        waiting=crisis.waiting,
    )


def _grouped_line(moment: Moment, step: TimelineEntry, before: Severity | None) -> str:
    """One line of the grouped alert, with the time of its figures: meanwhile there are more posts."""
    rise = f"rose from {before.name} to {step.severity.name}" if before else step.severity.name
    named = f"{moment_title(moment.kind, moment.evidence.subject)}, {rise} at {time_of_day(step.at_ms)}"
    return f"{named}: {full_figures(moment.kind, moment.evidence)}"
