"""Stream batches: changed moments in, notifications in the outbox out, each step decided once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from functions.notify.messages.announcements import notifications
from functions.notify.messages.links import Links
from functions.notify.outbox import store
from functions.notify.policy.alert_policy import decide
from functions.notify.policy.crisis_state import new_crisis
from functions.notify.policy.decision_types import Rules
from functions.notify.story import messages_of
from shared.domain.errors import Conflict, ForeshockError, NotFound, Poison, Unreadable
from shared.domain.moments.moment import Moment, TimelineEntry
from shared.domain.people.silence import Silence
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.runtime.stream import StreamRecord, dead_letter
from shared.runtime.telemetry import MetricUnit, logger, metrics
from shared.store import brands, moments
from shared.store.people import silences as stored_silences

ATTEMPTS = 5
"""Rounds of reading and deciding when others write the same crisis."""


class BatchResult(NamedTuple):
    """The time of the newest step in a batch (0: none), and the records to repeat."""

    newest_ms: int
    failed: list[str]


def decide_batch(found: Iterable[StreamRecord]) -> BatchResult:
    """Decide every new step of the batch. Poison goes to the dead letters; records that failed are named."""
    newest, failed = 0, []
    found = list(found)
    links = moment_links(max((record.at_ms for record in found), default=0))
    silences = cache(silences_or_none)
    for record in worst_first(found):
        try:
            newest = max(newest, _decide_record(record, links, silences))
        except (BotoCoreError, ClientError, ForeshockError) as error:
            logger.warning("record not decided", error=type(error).__name__)
            failed.append(record.sequence)
    return BatchResult(newest, failed)


def worst_first(found: Iterable[StreamRecord]) -> list[StreamRecord]:
    """The records of a batch, new moments first and of these the worst first: what opens together is one page.

    The records of one moment keep their order, because the first of them is the one that inserts it.
    """

    def rank(record: StreamRecord) -> tuple[bool, int]:
        inserted = record.event_name == "INSERT"
        severity = record.new.get("severity", {}).get("N", "") if inserted else ""
        return not inserted, int(severity) if severity.isdigit() else 0

    return sorted(found, key=rank)


def moment_links(now_ms: int) -> Links:
    """Where moments are shown, in messages of now. Texts take LINK_BASE, a short domain, where there is one."""
    api = setting("API_URL", "")
    return Links(api, setting("LINK_BASE", api), _link_key(), now_ms)


def _link_key() -> bytes | None:
    """The key that signs a moment's link; without it the message still goes out, with a plain link."""
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


def _decide_record(record: StreamRecord, links: Links, silences: Callable[[], Sequence[Silence]]) -> int:
    """Decide the new steps of one record; the time of the newest one."""
    if not record.new:
        return 0
    try:
        moment = moments.from_item(record.new)
        steps = new_steps(record, moment)
    except Poison as error:
        dead_letter(record, error.message, "notify")
        return 0
    rules = brand_rules(moment.brand, silences()) if steps else Rules()
    for step in steps:
        _decide_step(moment, step, rules, links, max(record.at_ms, step.at_ms))
    return max((step.at_ms for step in steps), default=0)


def _decide_step(moment: Moment, step: TimelineEntry, rules: Rules, links: Links, kept_from_ms: int) -> None:
    """Decide one step; decide again if another run changed the crisis meanwhile."""
    for attempts_left in reversed(range(ATTEMPTS)):
        before = store.read_crisis(moment.crisis)
        decision = decide(before or new_crisis(moment), moment, step, rules)
        found = notifications(decision, moment, step, zone=rules.zone, links=links)
        messages = messages_of(found)
        try:
            store.commit(before, decision.crisis, messages, at_ms=step.at_ms, kept_from_ms=kept_from_ms)
        except Conflict:
            if not attempts_left:
                raise
        else:
            return


def brand_rules(brand_id: str, silences: Sequence[Silence] = ()) -> Rules:
    """What the brand's settings say, the usual where it was deleted or cannot be read, and the silences."""
    try:
        brand = brands.get(brand_id)
    except (NotFound, Unreadable):
        return Rules(silences=silences)
    return Rules(brand.oncall, brand.time_zone, silences)


def silences_or_none() -> Sequence[Silence]:
    """All silences, each as it was last written. Where they cannot be read there are none: the alert goes out."""
    try:
        return stored_silences.every()
    except (BotoCoreError, ClientError, ForeshockError) as error:
        logger.warning("silences are not read", error=type(error).__name__)
        metrics.add_metric(name="SilencesUnread", unit=MetricUnit.Count, value=1)
        return ()
