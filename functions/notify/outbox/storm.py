"""A storm: many brands page at once. The first pages go out singly, and a sweep tells the others in one.

Thirty texts in a minute are read by nobody. SNS and carriers slow them down too, so the
last would come long after the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from functions.notify.messages.announcements import UNACKNOWLEDGED
from functions.notify.messages.message import Message, OutboxMessage
from functions.notify.outbox import store
from functions.notify.outbox.items import PendingMessage
from functions.notify.outbox.text_counts import worst_severity
from functions.notify.outputs.page import Page
from shared.domain.drill import drilled_brand
from shared.runtime.sms_settings import sms_caps
from shared.runtime.telemetry import MetricUnit, metrics

MOST = 45
"""Pages in one: each takes two writes, and a transaction has at most a hundred (DynamoDB)."""


def bundle_storm(pending: Sequence[PendingMessage], now_ms: int) -> None:
    """Make one page of all that wait, for each audience, where more wait than may go out in a minute."""
    waiting = [found for found in pending if found.message.audience == Page.name and not found.claimed_ms]
    if len(waiting) <= sms_caps().per_minute:
        return
    for _, found in groupby(sorted(waiting, key=_audience), key=_audience):
        worst_first = sorted(found, key=lambda page: (worst_severity(page.message), page.created_ms, page.name))
        for start in range(0, len(worst_first), MOST):
            pages = worst_first[start : start + MOST]
            if len(pages) > 1 and store.bundle(pages, _one_page(pages), now_ms):
                metrics.add_metric(name="PagesBundled", unit=MetricUnit.Count, value=len(pages))


def _audience(found: PendingMessage) -> tuple[str, str, str]:
    """Pages of one group go to the same people and tell the same kind of news."""
    attributes, name = found.message.attributes, found.stored.transition
    news = name.split("-")[0] if name.startswith(("over-", UNACKNOWLEDGED)) else ""
    return ",".join(attributes.get("oncall_level", [])), news, str(attributes.get("drill", "false"))


def _one_page(pages: Sequence[PendingMessage]) -> OutboxMessage:
    """One page in the place of several, worst first; its attributes match where any of theirs does."""
    from functions.notify.messages.texts.storm_text import storm_subject, storm_text  # noqa: PLC0415 - storms are rare

    worst, messages = pages[0], [page.message for page in pages]
    brands = list(dict.fromkeys(page.stored.brand for page in pages))
    several = {name: sorted({str(message.attributes[name]) for message in messages}) for name in ("kind", "severity")}
    attributes = {**worst.message.attributes, **several, "brand": [drilled_brand(brand) or brand for brand in brands]}
    severities = {page.stored.brand: worst_severity(page.message).name for page in reversed(pages)}
    link, news = worst.message.text.rsplit(" ", 1)[-1], _audience(worst)[1]
    text = storm_text([f"{severities[brand]} {brand}" for brand in brands], news, link)
    message = Message(Page.name, text, storm_subject(len(brands), news), attributes)
    return OutboxMessage("storm", f"{worst.stored.owner}-{worst.stored.transition}", message, f"{len(brands)} brands")
