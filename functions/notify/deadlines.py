"""What a tick must do for single crises: page those that nobody has acknowledged, send grouped mails, end silences.

All times are stored with the crisis. Each change is written on condition that the
crisis is still the one that was read; if it is not, the next tick looks again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError

from functions.notify.decision import brand_rules, moment_links, silences_or_none
from functions.notify.messages import announcements
from functions.notify.messages.notification import Notification
from functions.notify.outbox import store
from functions.notify.outbox.delivery import succeeds
from functions.notify.outbox.store import Pending
from functions.notify.policy.alert_policy import at_deadline, hold, release, without_waiting
from functions.notify.policy.crisis_state import Crisis, with_paging
from functions.notify.policy.decision_types import Decision, Rules
from functions.notify.policy.escalation import Held, delayed, without_held
from functions.notify.story import messages_of
from shared.domain.errors import ForeshockError, NotFound
from shared.domain.moments.moment import Moment
from shared.domain.people.silence import Silence, covering
from shared.runtime.telemetry import logger
from shared.store import moments


def keep_deadlines(pending: Pending, now_ms: int) -> list[bool]:
    """Do all that is due; whether each worked. Silences are read only when something depends on them."""
    pages, mails = _due(pending.deadlines, now_ms), _due(pending.groups, now_ms)
    plans = _due(pending.plans, now_ms)
    if not (pages or mails or pending.held or plans):
        return []
    silences = [silence for silence in silences_or_none() if silence.in_force(now_ms)]
    ids = {silence.id for silence in silences}
    freed = [name for name, (due_ms, wanted) in pending.held.items() if due_ms <= now_ms or wanted - ids]
    ok = [succeeds(name, partial(_end_silences, name, silences, now_ms)) for name in freed]
    untried = {found.stored.owner for found in pending.messages if found.output.at_most_once and not found.tried}
    ok += [succeeds(name, partial(_page, name, silences, untried, now_ms)) for name in pages]
    ok += [succeeds(name, partial(_group, name, silences, now_ms)) for name in mails]
    return [*ok, *(succeeds(name, partial(_remind, name, silences, now_ms)) for name in plans)]


def _remind(crisis_id: str, silences: Sequence[Silence], now_ms: int) -> None:
    from functions.notify.reminders import remind  # noqa: PLC0415 - most ticks remind of nothing

    remind(crisis_id, silences, now_ms)


def _due(times: Mapping[str, int], now_ms: int) -> list[str]:
    return [name for name, due_ms in times.items() if due_ms <= now_ms]


def _page(crisis_id: str, silences: Sequence[Silence], untried: AbstractSet[str], now_ms: int) -> None:
    """Page what is due for a crisis, unless all of it is silenced.

    Where its page before is only sent now (its owner is among the ``untried``), the deadlines begin now.
    """
    crisis = store.read_crisis(crisis_id)
    if crisis is None:
        return
    if untried & {crisis.id, *crisis.episodes}:
        _store(crisis, with_paging(crisis, delayed(crisis.paging, now_ms)), [], now_ms)
        return
    held_back = crisis
    for moment in _urgent(crisis) if silences else []:
        silence = covering(silences, moment, moment.severity, now_ms)
        held_back = hold(held_back, moment.id, silence) if silence else held_back
    decision = at_deadline(held_back, now_ms)
    _store(crisis, decision.crisis, announcements.at_deadline(decision, now_ms, moment_links(now_ms)), now_ms)


def _group(crisis_id: str, silences: Sequence[Silence], now_ms: int) -> None:
    """Make one mail of the lines that waited; it waits on while all that goes on is silenced."""
    crisis = store.read_crisis(crisis_id)
    if crisis is None or not crisis.waiting:
        return
    going_on = _going_on(crisis) if silences else []
    found = [covering(silences, moment, moment.severity, now_ms) for moment in going_on]
    ends = [silence.until_ms for silence in found if silence]
    if ends and len(ends) == len(found):
        _store(crisis, crisis._replace(due_ms=min(ends)), [], now_ms)
    else:
        _store(crisis, without_waiting(crisis), [announcements.grouped(crisis, moment_links(now_ms))], now_ms)


def _end_silences(crisis_id: str, silences: Sequence[Silence], now_ms: int) -> None:
    """Tell what still goes on after its silence; what another silence covers waits for that one."""
    crisis = store.read_crisis(crisis_id)
    in_force = {silence.id for silence in silences}
    for moment_id, held in (crisis.paging.held if crisis else {}).items():
        if held.until_ms <= now_ms or held.silence not in in_force:
            _end_silence(crisis_id, moment_id, held, brand_silences=silences, now_ms=now_ms)


def _end_silence(crisis_id: str, moment_id: str, held: Held, *, brand_silences: Sequence[Silence], now_ms: int) -> None:
    crisis = store.read_crisis(crisis_id)
    if crisis is None or crisis.paging.held.get(moment_id) != held:
        return
    moment = _moment(moment_id)
    if moment is None:
        _store(crisis, with_paging(crisis, without_held(crisis.paging, moment_id)), [], now_ms)
        return
    silence = covering(brand_silences, moment, moment.severity, now_ms)
    if silence:
        _store(crisis, hold(crisis, moment_id, silence), [], now_ms)
        return
    rules = brand_rules(moment.brand)
    decision = release(crisis, moment, now_ms, rules)
    _store(crisis, decision.crisis, _told(decision, moment, held, rules, now_ms), now_ms)


def _told(decision: Decision, moment: Moment, held: Held, rules: Rules, now_ms: int) -> list[Notification]:
    return announcements.silence_ended(decision, moment, held, rules, moment_links(now_ms))


def _store(before: Crisis, after: Crisis, found: Sequence[Notification], now_ms: int) -> None:
    """Store a crisis with its messages; without them where they were stored before."""
    messages = messages_of(found)
    if not store.commit(before, after, messages, at_ms=now_ms, kept_from_ms=now_ms):
        store.commit(before, after, [], at_ms=now_ms, kept_from_ms=now_ms)


def _urgent(crisis: Crisis) -> list[Moment]:
    """The moments that page, as they are now."""
    return [moment for moment in _going_on(crisis) if moment.severity.pages and moment.id not in crisis.paging.calm]


def _going_on(crisis: Crisis) -> list[Moment]:
    names = [name for name, episode in crisis.episodes.items() if episode.ended_ms is None]
    try:
        return [moment for moment in map(_moment, names) if moment]
    except (BotoCoreError, ClientError, ForeshockError) as error:
        logger.warning("moments are not read, so no silence holds", error=type(error).__name__)
        return []


def _moment(moment_id: str) -> Moment | None:
    try:
        return moments.get(moment_id)
    except NotFound:
        return None
