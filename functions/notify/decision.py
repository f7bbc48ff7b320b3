"""The stream door: what changed in a moment becomes letters, decided once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from functions.notify.audience import decide
from functions.notify.crisis_state import begun
from functions.notify.messages.notification import Links, letters
from functions.notify.outbox import store
from shared.domain.errors import Conflict, ForeshockError, NotFound, Poison
from shared.domain.moment import Moment, TimelineEntry
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.runtime.stream import StreamRecord, dead_letter
from shared.runtime.telemetry import logger
from shared.store import brands, moments

TRIES = 5
"""Rounds of reading and deciding against other writers of the same crisis."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a batch came to: the time of its newest step (0: none), and the records to repeat."""

    at_ms: int
    failed: list[str]


def tell(found: Iterable[StreamRecord]) -> Told:
    """Decide every new step of the batch; poison goes to the dead letters, trouble is named."""
    newest, failed = 0, []
    shown = links()
    for record in found:
        try:
            newest = max(newest, _tell(record, shown))
        except (BotoCoreError, ClientError, ForeshockError) as error:
            logger.warning("record not told", error=type(error).__name__)
            failed.append(record.sequence)
    return Told(newest, failed)


def links() -> Links:
    """Where moments are shown. Texts take LINK_BASE, a short domain, where there is one."""
    api = setting("API_URL", "")
    return Links(api, setting("LINK_BASE", api), _link_key())


def _link_key() -> bytes | None:
    """The key that opens a moment's page; without it the message still goes out, with a plainer link."""
    try:
        return internal_key("link")
    except (BotoCoreError, ClientError, ForeshockError) as error:
        logger.warning("links are not signed", error=type(error).__name__)
        return None


def new_steps(record: StreamRecord, moment: Moment) -> list[TimelineEntry]:
    """The steps of the timeline that the old image did not have.

    Raises:
        Poison: the old image is not a moment.
    """
    before = moments.from_item(record.old).timeline if record.old else ()
    return [step for step in moment.timeline if step not in before]


def _tell(record: StreamRecord, shown: Links) -> int:
    if not record.new:
        return 0
    try:
        moment = moments.from_item(record.new)
        steps = new_steps(record, moment)
    except Poison as error:
        dead_letter(record, error.message, "notify")
        return 0
    zone = _zone(moment.brand) if steps else ""
    for step in steps:
        _decide(moment, step, zone, shown, max(record.at_ms, step.at_ms))
    return max((step.at_ms for step in steps), default=0)


def _decide(moment: Moment, step: TimelineEntry, zone: str, shown: Links, kept_from_ms: int) -> None:
    """Decide one step, again when somebody else decided another one of the crisis meanwhile."""
    for tries_left in reversed(range(TRIES)):
        before = store.crisis_of(moment.crisis)
        decision = decide(before or begun(moment), moment, step)
        written = letters(decision, moment, step, zone=zone, links=shown)
        try:
            store.commit(before, decision.crisis, written, at_ms=step.at_ms, kept_from_ms=kept_from_ms)
        except Conflict:
            if not tries_left:
                raise
        else:
            return


def _zone(brand_id: str) -> str:
    """The brand's time zone; UTC when the brand was deleted."""
    try:
        return brands.get(brand_id).time_zone
    except NotFound:
        return "UTC"
