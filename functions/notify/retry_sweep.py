"""The minute door: what was gathered goes out, what was interrupted is found."""

from __future__ import annotations

from functools import partial

from functions.notify.audience import bundled
from functions.notify.decision import links
from functions.notify.messages.message import Audience
from functions.notify.messages.notification import bundle, doubt
from functions.notify.outbox import store
from functions.notify.outbox.delivery import DOUBT_MS, attempted, send
from functions.notify.outbox.items import Due
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.runtime.stream import dead_letter
from shared.runtime.telemetry import MetricUnit, metrics

LATEST_PAGE_MS = 15 * MINUTE_MS
"""A page that was refused for this long is given up: somebody must look by now."""

LATEST_MAIL_MS = 6 * HOUR_MS
"""A mail or event that was refused for this long becomes a dead letter."""


def minute(now_ms: int) -> bool:
    """Group what waited, give up what is lost, send the rest; whether the outbox answered throughout."""
    letters, bundles = store.due()
    ripe = [crisis_id for crisis_id, due_ms in bundles.items() if due_ms <= now_ms]
    well = [attempted(crisis_id, partial(_close_bundle, crisis_id, now_ms)) for crisis_id in ripe]
    well += [attempted(found.letter.name, partial(_give_up, found, now_ms)) for found in letters]
    letters, _ = store.due()
    well += [send(found, now_ms) for found in letters if _sendable(found, now_ms)]
    return all(well)


def _close_bundle(crisis_id: str, now_ms: int) -> None:
    """Turn what waited into one letter; a crisis that changes just now is left for the next minute."""
    crisis = store.crisis_of(crisis_id)
    if crisis and crisis.waiting:
        letter = bundle(crisis, links())
        store.commit(crisis, bundled(crisis), [letter], at_ms=now_ms, kept_from_ms=now_ms)


def _give_up(found: Due, now_ms: int) -> None:
    page = found.letter.message.audience is Audience.PAGE
    if page and (_interrupted(found, now_ms) or _refused_for(found, now_ms, LATEST_PAGE_MS)):
        metrics.add_metric(name="PagesInDoubt", unit=MetricUnit.Count, value=1)
        store.replaced(found, "doubtful", doubt(found.letter, found.claimed_ms or found.made_ms), now_ms)
    elif not page and _refused_for(found, now_ms, LATEST_MAIL_MS):
        undelivered = {"letter": found.letter.name, "owner": found.letter.owner, "text": found.letter.message.text}
        dead_letter(undelivered, "refused for six hours", "notify")
        store.replaced(found, "failed", None, now_ms)


def _interrupted(found: Due, now_ms: int) -> bool:
    return bool(found.claimed_ms) and now_ms - found.claimed_ms >= DOUBT_MS


def _refused_for(found: Due, now_ms: int, limit_ms: int) -> bool:
    return not found.claimed_ms and now_ms - found.made_ms >= limit_ms


def _sendable(found: Due, now_ms: int) -> bool:
    """Not begun, or begun by a run that died; a page is never begun twice."""
    again = found.letter.message.audience is not Audience.PAGE and _interrupted(found, now_ms)
    return not found.claimed_ms or again
