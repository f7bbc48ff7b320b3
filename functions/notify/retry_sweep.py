"""The sweep of every minute: what is due goes out, refused messages are tried again, lost ones are given up."""

from __future__ import annotations

from functools import partial

from functions.notify.deadlines import keep_deadlines
from functions.notify.messages.announcements import UNACKNOWLEDGED
from functions.notify.outbox import store
from functions.notify.outbox.delivery import CLAIM_TIMEOUT_MS, send_all, succeeds
from functions.notify.outbox.items import PendingMessage
from functions.notify.outbox.storm import bundle_storm
from functions.notify.outputs.alert import unconfirmed_mail
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.runtime.stream import dead_letter
from shared.runtime.telemetry import MetricUnit, metrics

PAGE_GIVE_UP_MS = 15 * MINUTE_MS
"""A page that is refused for this long is given up: somebody must look by now. The time begins with the first refusal:
what waited because a tick or this function was late was not tried, and is sent."""

MAIL_GIVE_UP_MS = 6 * HOUR_MS
"""A mail or event that is refused for this long becomes a dead letter."""


def retry_sweep(now_ms: int) -> bool:
    """Page what is due, group what waited, give up what is lost, send the rest; whether the outbox worked."""
    from functions.notify.drills import keep_drills  # noqa: PLC0415 - a stream batch has none

    pending = store.read_pending()
    ok = [*keep_deadlines(pending, now_ms), *keep_drills(now_ms)]
    ok += [succeeds(found.name, partial(_give_up, found, now_ms)) for found in pending.messages]
    ok.append(succeeds("bundle", partial(bundle_storm, store.read_pending().messages, now_ms)))
    sendable = [found for found in store.read_pending().messages if _sendable(found, now_ms)]
    ok.append(send_all(sendable, now_ms))
    return all(ok)


def _give_up(found: PendingMessage, now_ms: int) -> None:
    """Give up a page that may be lost, and send a mail about it; give up anything else after hours of refusals."""
    once = found.output.at_most_once
    if _overtaken(found):
        store.replace(found, "overtaken", None, now_ms)
    elif once and (_interrupted(found, now_ms) or _refused_for(found, now_ms, PAGE_GIVE_UP_MS)):
        metrics.add_metric(name="PagesInDoubt", unit=MetricUnit.Count, value=1)
        mail = unconfirmed_mail(found.stored, found.claimed_ms or found.created_ms)
        store.replace(found, "doubtful", mail, now_ms)
    elif not once and _refused_for(found, now_ms, MAIL_GIVE_UP_MS):
        undelivered = {"letter": found.name, "owner": found.stored.owner, "text": found.message.text}
        dead_letter(undelivered, "refused for six hours", "notify")
        store.replace(found, "failed", None, now_ms)


def _overtaken(found: PendingMessage) -> bool:
    """Whether a page that waits comes too late: somebody has acknowledged meanwhile, or a newer page is there."""
    if found.claimed_ms or not found.stored.transition.startswith(UNACKNOWLEDGED):
        return False
    crisis = store.read_crisis(found.stored.owner)
    if crisis is None:
        return False
    return bool(crisis.paging.by) or crisis.over or crisis.paged_ms > found.created_ms


def _interrupted(found: PendingMessage, now_ms: int) -> bool:
    """Claimed so long ago that the run that claimed it must have died."""
    return bool(found.claimed_ms) and now_ms - found.claimed_ms >= CLAIM_TIMEOUT_MS


def _refused_for(found: PendingMessage, now_ms: int, limit_ms: int) -> bool:
    return not found.claimed_ms and bool(found.refused_ms) and now_ms - found.refused_ms >= limit_ms


def _sendable(found: PendingMessage, now_ms: int) -> bool:
    """Not claimed, or claimed by a run that died; a page that was claimed is never sent again."""
    again = not found.output.at_most_once and _interrupted(found, now_ms)
    return not found.claimed_ms or again
