"""Sending what the outbox holds: a page at most once, mails and events at least once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError

from functions.notify.outbox import store
from functions.notify.outbox.items import PendingMessage
from functions.notify.outbox.text_counts import counts_for_minute
from functions.notify.outputs.alert import over_limit_mail
from functions.notify.outputs.targets import PublishResult, PublishStatus, publish
from shared.domain.errors import ForeshockError
from shared.domain.time import MINUTE_MS
from shared.runtime.sms_settings import sms_caps
from shared.runtime.telemetry import MetricUnit, logger, metrics

CLAIM_TIMEOUT_MS = 2 * MINUTE_MS
"""After this time a claimed message that is not marked as sent was interrupted."""

RETRY_PAUSES = (0.2, 0.6)
"""Seconds between tries of a message that was refused; after the last one the retry sweep tries again."""


def send_new(now_ms: int) -> bool:
    """Send every message that nobody has claimed; whether the outbox worked throughout.

    Messages that another run is sending are left to it; interrupted ones to the retry sweep.
    """

    def send_unclaimed() -> bool:
        return send_all([found for found in store.read_pending().messages if not found.claimed_ms], now_ms)

    return succeeds("outbox", send_unclaimed)


def send_all(messages: Iterable[PendingMessage], now_ms: int) -> bool:
    """Send messages that may be sent, in their order; whether the outbox worked throughout.

    Once a page finds the minute full, no other is tried that would: a storm must not hold up the mails.
    """
    put_off: list[PendingMessage] = []

    def send_one(found: PendingMessage) -> None:
        if not _send(found, now_ms):
            put_off.append(found)

    ok = [
        succeeds(found.name, partial(send_one, found))
        for found in messages
        if not (put_off and found.output.at_most_once and counts_for_minute(found.message))
    ]
    if put_off:  # they wait for the next sweep, which may tell several in one
        metrics.add_metric(name="PagesPutOff", unit=MetricUnit.Count, value=len(put_off))
    return all(ok)


def clock_ms() -> int:
    """The time now. A claim must not look old to a tick because the event that led to it is."""
    return time.time_ns() // 1_000_000


def succeeds(what: str, action: Callable[[], bool | None]) -> bool:
    """Do one thing; an error is logged and does not stop the others."""
    try:
        return action() is not False
    except (BotoCoreError, ClientError, ForeshockError) as error:
        logger.warning("outbox action failed", what=what, error=type(error).__name__)
        return False


def _send(found: PendingMessage, now_ms: int) -> bool:
    """Send one message; ``False`` where this minute has no room for another page."""
    caps, claimed_ms = sms_caps(), max(now_ms, clock_ms())
    obstacle = store.claim(found, now_ms, claimed_ms, caps)
    if obstacle == "minute":
        return False
    if not obstacle:
        _publish_claimed(found, now_ms, claimed_ms)
    elif obstacle != "taken":
        from functions.notify.messages.mails.later_mails import used_up  # noqa: PLC0415 - limits are reached rarely

        _mail_instead(found, used_up(obstacle, caps), now_ms)
    return True


def _publish_claimed(found: PendingMessage, now_ms: int, claimed_ms: int) -> None:
    result = _publish(found)
    if result.status is PublishStatus.SENT:
        store.mark_sent(found, result.detail, now_ms)
        return
    logger.warning("message not sent", message_name=found.name, status=result.status, reason=result.detail)
    if result.status in (PublishStatus.REFUSED, PublishStatus.WAITING):
        store.release(found, now_ms, claimed_ms)


def _publish(found: PendingMessage) -> PublishResult:
    """Publish; try again while it is refused."""
    result = publish(found.output.target, found.message)
    for pause in RETRY_PAUSES:
        if result.status is not PublishStatus.REFUSED:
            break
        time.sleep(pause)
        result = publish(found.output.target, found.message)
    return result


def _mail_instead(page: PendingMessage, why: str, now_ms: int) -> None:
    """No text may be sent: the page becomes a mail that says ``why``."""
    mail = over_limit_mail(page.stored, why)
    metrics.add_metric(name="PagesCapped", unit=MetricUnit.Count, value=1)
    if store.replace(page, mail.message.audience, mail, now_ms):
        _send(PendingMessage(mail, now_ms), now_ms)
