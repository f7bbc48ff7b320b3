"""The watch: which brands to judge, each on its own, from what is stored to what is done.

A brand whose judgement fails is logged and counted and hinders no other; the next
minute judges it again, from the same facts and with the same result.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from botocore.exceptions import ClientError

from functions.detect.detectors.outage import unreachable_since
from functions.detect.moments.decision import decide, decide_unwatched
from functions.detect.moments.decision_types import Decision, DecisionInput, StoredSignal, Trigger
from functions.detect.storage.poll_status import PollStatuses
from functions.detect.storage.states import crisis_version, load_states, save_states
from functions.detect.storage.transactions import end_episode, open_moments
from shared.domain.errors import Conflict, NotFound, Poison
from shared.domain.moment import Severity
from shared.domain.time import BUCKET_MS, DAY_MS, bucket_of
from shared.runtime.settings import setting
from shared.runtime.stream import StreamRecord, dead_letter
from shared.runtime.telemetry import MetricUnit, logger, metrics
from shared.store import brands, counts, moments
from shared.store.active_brands import active_in, mark_active
from shared.store.dynamodb import query_all, text

ATTEMPTS = 5
"""How often a brand is judged anew when another door was first."""

LOOK_BACK = 5
"""Buckets until one has settled: a brand is looked at for so long after it was spoken of."""

HISTORY_MS = 3 * DAY_MS
"""How far back a brand without a memory is learnt from its counters."""

UNLOCKED_MS = 7 * DAY_MS
"""How far back a moment is looked for that no signal's lock leads to."""

PAUSE_MS = 14 * DAY_MS
"""How long a pause of the detector is made up for from the counters."""


def run_schedule(now_ms: int) -> int:
    """Judge every brand that was spoken of lately or has a moment going on; how many failed."""
    spoken_of = (active_in(bucket_of(now_ms) - back * BUCKET_MS) for back in range(LOOK_BACK))
    found = dict.fromkeys([*_with_moments(), *sorted({brand for part in spoken_of for brand in part})])
    collection = PollStatuses()
    failed = sum(not _judged(brand_id, now_ms, Trigger.TICK, collection) for brand_id in found)
    metrics.add_metric(name="BrandsFailed", unit=MetricUnit.Count, value=failed)
    return failed


def run_stream(records: Iterable[StreamRecord]) -> list[str]:
    """Judge the brands whose counters just grew; the sequence numbers that must come again.

    The time is that of the newest mention collected, so that a replay is exact.
    """
    seen: dict[str, int] = {}
    sequences: dict[str, list[str]] = {}
    for record in records:
        count = _count(record)
        if count is not None and not count.late:
            seen[count.brand] = max(seen.get(count.brand, 0), count.seen_ms)
            sequences.setdefault(count.brand, []).append(record.sequence)
    failed = [brand_id for brand_id, now_ms in seen.items() if not _judged(brand_id, now_ms, Trigger.STREAM)]
    metrics.add_metric(name="BrandsFailed", unit=MetricUnit.Count, value=len(failed))
    return [sequence for brand_id in failed for sequence in sequences[brand_id]]


def evaluate_brand(brand_id: str, now_ms: int, trigger: Trigger, collection: PollStatuses | None = None) -> None:
    """Judge one brand and make the verdict hold.

    Raises:
        Conflict: other doors were first time and again.
    """
    for attempt in range(ATTEMPTS):
        try:
            return _judge_once(brand_id, now_ms, trigger, collection)
        except (Conflict, ClientError) as error:
            if attempt == ATTEMPTS - 1 or not _lost(error):
                raise
            time.sleep(0.02 * 2**attempt)
    return None


def _judge_once(brand_id: str, now_ms: int, trigger: Trigger, collection: PollStatuses | None = None) -> None:
    turn = crisis_version(brand_id)
    memories = load_states(brand_id)
    ongoing = moments.ongoing(brand_id, _oldest(memories.values(), now_ms))
    try:
        brand = brands.get(brand_id)
    except NotFound:
        found = decide_unwatched(ongoing, now_ms) if trigger is Trigger.TICK else Decision()
    else:
        known = counts.between(brand_id, _since(memories.values(), now_ms), now_ms + 1)
        statuses = (collection or PollStatuses()).of(brand) if trigger is Trigger.TICK else []
        deaf = unreachable_since(brand, statuses, now_ms)
        found = decide(DecisionInput(brand, now_ms, memories, ongoing, known, deaf), trigger)
    open_moments(found.openings, ongoing, turn)
    for moment in found.changes:
        moments.put_change(moment, moment.version - 1)
    for release in found.ends:
        end_episode(brand_id, release)
    save_states(brand_id, found.states, memories)
    if found.next_check_ms is not None:
        mark_active(brand_id, found.next_check_ms)
    for _, moment in found.openings:
        logger.info("moment opened", brand=brand_id, moment=moment.id, severity=moment.severity.name)


def _judged(brand_id: str, now_ms: int, trigger: Trigger, collection: PollStatuses | None = None) -> bool:
    try:
        evaluate_brand(brand_id, now_ms, trigger, collection)
    except Exception as error:  # noqa: BLE001 - whatever ails one brand must not hinder the others
        logger.exception("brand not judged", brand=brand_id, trigger=trigger.value, error=type(error).__name__)
        return False
    return True


def _since(memories: Iterable[StoredSignal], now_ms: int) -> int:
    """Where the counters must be read from: after what every signal has learnt."""
    since = min(
        max(memory.state.bucket_ms + BUCKET_MS, now_ms - PAUSE_MS) if memory.state else now_ms - HISTORY_MS
        for memory in memories
    )
    return min(since, bucket_of(now_ms))


def _oldest(memories: Iterable[StoredSignal], now_ms: int) -> int:
    """Where the brand's ongoing moments begin: at the oldest lock, and within a week without any."""
    return min([now_ms - UNLOCKED_MS, *(memory.episode.opened_ms for memory in memories if memory.episode)])


def _with_moments() -> list[str]:
    """The brands that have a moment going on, the worst first."""
    found = (
        item["pk"]["S"]
        for severity in Severity
        for item in query_all(
            TableName=setting("MOMENTS_TABLE"),
            IndexName="by_open",
            KeyConditionExpression="#open = :severity",
            ExpressionAttributeNames={"#open": "open"},
            ExpressionAttributeValues={":severity": text(severity.name)},
        )
    )
    return list(dict.fromkeys(found))


def _count(record: StreamRecord) -> counts.MinuteCount | None:
    if record.event_name == "REMOVE":
        return None
    try:
        return counts.from_item(record.new)
    except Poison as error:
        dead_letter(record, error.message, "detect")
        return None


def _lost(error: Conflict | ClientError) -> bool:
    """Whether somebody else was first, rather than the table out of order."""
    return isinstance(error, Conflict) or error.response["Error"]["Code"] == "TransactionConflictException"
