"""Messages of notifications: what is announced to people is told from the figures of its crisis as it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from functions.notify.messages.message import OutboxMessage
from functions.notify.messages.notification import Notification
from functions.notify.outputs.registry import rendered
from shared.domain.errors import ForeshockError
from shared.domain.moments.moment import Moment
from shared.runtime.telemetry import logger
from shared.store import brands, moments

if TYPE_CHECKING:
    from shared.domain.brand import Brand
    from shared.domain.site_traffic import SiteTraffic
    from shared.messages.crisis.crisis_figures import Counters
    from shared.plans.plan import Plan

_READ_ERRORS = (BotoCoreError, ClientError, ForeshockError)


def messages_of(found: Sequence[Notification]) -> list[OutboxMessage]:
    """The messages about these notifications, which are of one crisis."""
    return [message for notification in found for message in rendered(_told(notification))]


def _told(notification: Notification) -> Notification:
    """The notification with the figures of its crisis; as it is where no person is told.

    A message is never lost for its figures: what cannot be read is told from what is at hand.
    """
    if not (notification.page or notification.alert):
        return notification
    from shared.messages.crisis.crisis_summary import crisis_figures  # noqa: PLC0415 - most batches tell nobody anything

    known = notification.known_moments()
    try:
        found = _with_known(moments.in_crisis(known[0]), known)
    except _READ_ERRORS as error:
        logger.warning("told from one moment", error=type(error).__name__)
        found = list(known)
    counters, own = _counters(found, notification.at_ms), _own_plans()
    figures, brand = crisis_figures(found, counters, notification.at_ms, own), _brand(notification.brand)
    if brand is None:
        return notification._replace(figures=figures)
    traffic = _traffic(brand, notification.at_ms)
    return notification._replace(figures=figures._replace(traffic=traffic), zone=brand.time_zone)


def _with_known(stored: Sequence[Moment], known: Sequence[Moment]) -> list[Moment]:
    """The moments of the crisis, those that are known as they were at the step that is told."""
    exact = {moment.id: moment for moment in known if moment.timeline}
    there = [exact.get(moment.id, moment) for moment in stored]
    return there or list(known)


def _counters(found: list[Moment], now_ms: int) -> Counters | None:
    from shared.store import crises  # noqa: PLC0415 - most batches tell nobody anything

    try:
        return crises.read_counters(found, now_ms)
    except _READ_ERRORS as error:
        logger.warning("told without counters", error=type(error).__name__)
        return None


def _own_plans() -> list[Plan]:
    """The plans of the team; none where they cannot be read, and a shipped plan serves."""
    from shared.store import plans  # noqa: PLC0415 - most batches tell nobody anything

    try:
        return plans.own()
    except _READ_ERRORS as error:
        logger.warning("told with a shipped plan", error=type(error).__name__)
        return []


def _brand(brand_id: str) -> Brand | None:
    """The brand; ``None`` if it was deleted or cannot be read."""
    try:
        return brands.get(brand_id)
    except _READ_ERRORS:
        return None


def _traffic(brand: Brand, at_ms: int) -> SiteTraffic | None:
    """The visitors of the brand's site; ``None`` where they are not counted or cannot be read."""
    from shared.store.counters import traffic  # noqa: PLC0415 - most batches tell nobody anything

    try:
        return traffic.now(brand, at_ms)
    except _READ_ERRORS as error:
        logger.warning("told without the site's visitors", error=type(error).__name__)
        return None
