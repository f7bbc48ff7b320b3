"""Sending what the outbox holds: a page at most once, mails and events at least once."""

from __future__ import annotations

import time
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError

from functions.notify.messages.message import Audience, Message
from functions.notify.messages.notification import capped
from functions.notify.outbox import store
from functions.notify.outbox.items import Due
from functions.notify.outbox.publisher import Fate, Outcome, publish
from shared.domain.errors import ForeshockError
from shared.domain.time import MINUTE_MS
from shared.runtime.settings import setting
from shared.runtime.telemetry import MetricUnit, logger, metrics

DOUBT_MS = 2 * MINUTE_MS
"""After this a claim without a sent mark is an interrupted one."""

PAUSES = (0.2, 0.6)
"""Seconds between tries of a message that was refused; after the last it waits for the minute."""

TEXTS_A_DAY = "100"


def sweep(now_ms: int) -> bool:
    """Send every letter that nobody has begun to send; whether the outbox answered throughout.

    Letters another run is sending are left to it; interrupted ones to the minute.
    """

    def unbegun() -> bool:
        letters, _ = store.due()
        well = [send(found, now_ms) for found in letters if not found.claimed_ms]
        return all(well)

    return attempted("outbox", unbegun)


def send(found: Due, now_ms: int) -> bool:
    """Send one letter that may be sent; whether the outbox answered throughout."""
    return attempted(found.letter.name, lambda: _send(found, now_ms))


def attempted(what: str, step: Callable[[], bool | None]) -> bool:
    """Take a step on its own: its trouble is logged and does not keep the others waiting."""
    try:
        return step() is not False
    except (BotoCoreError, ClientError, ForeshockError) as error:
        logger.warning("not settled", what=what, error=type(error).__name__)
        return False


def _send(found: Due, now_ms: int) -> None:
    cap = int(setting("SMS_PER_DAY", TEXTS_A_DAY))
    obstacle = store.claim(found, now_ms, cap)
    if obstacle == "taken":
        return
    if obstacle == "capped":
        _by_mail(found, cap, now_ms)
        return
    outcome = _published(found.letter.message)
    metrics.add_metric(name=f"Letters{outcome.fate.title()}", unit=MetricUnit.Count, value=1)
    if outcome.fate is Fate.SENT:
        store.sent(found, outcome.detail, now_ms)
        return
    logger.warning("letter not sent", letter=found.letter.name, fate=outcome.fate, reason=outcome.detail)
    if outcome.fate is Fate.REFUSED:
        store.release(found, now_ms)


def _published(message: Message) -> Outcome:
    outcome = publish(message)
    for pause in PAUSES:
        if outcome.fate is not Fate.REFUSED:
            break
        time.sleep(pause)
        outcome = publish(message)
    return outcome


def _by_mail(page: Due, cap: int, now_ms: int) -> None:
    """The day's texts are used up: the page becomes a mail that says so."""
    instead = capped(page.letter, cap)
    metrics.add_metric(name="PagesCapped", unit=MetricUnit.Count, value=1)
    if store.replaced(page, Audience.ALERT, instead, now_ms):
        _send(Due(instead, now_ms), now_ms)
