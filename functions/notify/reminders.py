"""Reminders of what is overdue in the plan of a crisis: looked for at stored times, told once through the outbox.

The message and the time until which people were reminded are stored in one transaction, on condition that the
crisis is still the one that was read. A tick that comes twice, late or after a crash reminds of nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from functions.notify.decision import brand_rules, moment_links
from functions.notify.messages import announcements
from functions.notify.outbox import store
from functions.notify.policy.crisis_state import Crisis
from functions.notify.policy.overdue import by_recipient, next_look_ms, overdue_between, quiet_until_ms
from functions.notify.story import messages_of
from shared.domain.drill import drilled_brand
from shared.domain.errors import NotFound
from shared.domain.people.silence import Silence, covering
from shared.domain.people.subscriber import Subscriber
from shared.domain.time import MINUTE_MS

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures

AGAIN_MS = 15 * MINUTE_MS
"""How soon to look again at a crisis of which people are not told at the moment."""


def remind(crisis_id: str, silences: Sequence[Silence], now_ms: int) -> None:
    """Remind of what is overdue in the plan of a crisis, and note when to look again.

    Nobody is reminded of a crisis that a silence covers, that nobody has been told of yet, or, where it pages
    nobody, at night: then what is overdue waits.

    Raises:
        Conflict: the crisis was changed meanwhile; the next tick looks again.
    """
    crisis = store.read_crisis(crisis_id)
    if crisis is None:
        return
    figures = _figures(crisis, now_ms)
    if figures is None or crisis.over:
        _store(crisis, crisis._replace(look_ms=0), now_ms)
        return
    later_ms = _not_before(crisis, figures, silences, now_ms)
    if later_ms:
        _store(crisis, crisis._replace(look_ms=later_ms), now_ms)
        return
    found = overdue_between(figures, crisis.reminded_ms, now_ms)
    after = crisis._replace(look_ms=next_look_ms(figures, now_ms), reminded_ms=now_ms)
    links, people = moment_links(now_ms), _subscribers(figures) if found else ()
    told = [
        announcements.plan_overdue(crisis, figures, whose, person, links)
        for person, whose in by_recipient(found, figures.plan, people)
    ]
    if not store.commit(crisis, after, messages_of(told), at_ms=now_ms, kept_from_ms=now_ms):
        _store(crisis, after, now_ms)


def _not_before(crisis: Crisis, figures: CrisisFigures, silences: Sequence[Silence], now_ms: int) -> int:
    """When to look again while people are not told; 0: they are told now."""
    if not crisis.mailed:
        return now_ms + AGAIN_MS
    silence = covering(silences, figures.lead, figures.severity, now_ms)
    if silence:
        return min(silence.until_ms, now_ms + AGAIN_MS)
    rules = brand_rules(crisis.brand)
    return quiet_until_ms(figures, rules.oncall, rules.zone, now_ms)


def _figures(crisis: Crisis, now_ms: int) -> CrisisFigures | None:
    """The crisis as it is stored, without its counters; ``None`` where it was deleted."""
    from shared.messages.crisis.crisis_summary import crisis_figures  # noqa: PLC0415 - most ticks have nothing to look at
    from shared.store import moments, plans  # noqa: PLC0415 - as before
    from shared.store.response import statements  # noqa: PLC0415 - as before

    try:
        found = moments.in_crisis(moments.get(crisis.worst.id))
    except NotFound:
        return None
    return crisis_figures(found, None, now_ms, plans.own(), statements.of_crisis(crisis.id)) if found else None


def _subscribers(figures: CrisisFigures) -> list[Subscriber]:
    """The subscribers, where the plan names an address that may be of one; in a drill only volunteers are told."""
    if drilled_brand(figures.brand) or not any("@" in contact for contact in figures.plan.contacts.values()):
        return []
    from shared.store.people import subscribers  # noqa: PLC0415 - most plans name roles

    return [stored.subscriber for stored in subscribers.every() if not stored.removed]


def _store(before: Crisis, after: Crisis, now_ms: int) -> None:
    store.commit(before, after, [], at_ms=now_ms, kept_from_ms=now_ms)
