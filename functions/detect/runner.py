"""Which brands to evaluate: a stream batch, a tick or a chunk of one in, each brand evaluated on its own.

What came late for the past is noted, so that the past is learnt again (:mod:`functions.detect.rebuild`).

One brand's failure must not stop the others: it is logged and counted. The next minute
evaluates the brand again, from the same facts and with the same result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from botocore.exceptions import BotoCoreError, ClientError

from functions.detect.brand_evaluation import PollStatuses, evaluate_brand
from functions.detect.dispatch import chunks, fair_order, hand_over, hand_over_rebuild
from functions.detect.moments.decision_types import Trigger
from shared.domain.errors import Poison
from shared.domain.time import BUCKET_MS, HOUR_MS, bucket_of
from shared.runtime.stream import StreamRecord, dead_letter
from shared.runtime.telemetry import MetricUnit, logger, metrics, trouble
from shared.store import moments
from shared.store.counters import counts, rebuilds
from shared.store.counters.active_brands import active_in

REBUILDS = 10
"""Rebuilds that one tick begins: each is a call of its own, a minute at most."""

ACTIVE_BUCKETS = 5
"""Buckets until one has settled: for so long after a mention its brand is evaluated every minute."""

PAST_MS = HOUR_MS
"""What is counted so long after it was posted belongs to the past, which may have to be learnt again."""

RESERVED_MS = 5_000
"""What must be left of a call to begin another brand: one takes a tenth of a second, seconds where tables are slow."""


def run_schedule(now_ms: int, time_left_ms: Callable[[], int]) -> None:
    """Evaluate every brand with an ongoing moment, the worst first, and all that are active.

    Further chunks go to other calls; one that cannot be handed over is evaluated here.
    """
    active = {brand for back in range(ACTIVE_BUCKETS) for brand in active_in(bucket_of(now_ms) - back * BUCKET_MS)}
    first, *others = chunks(fair_order(moments.brands_with_ongoing(), list(active), now_ms))
    kept = [brand for chunk in others if not hand_over(chunk, now_ms) for brand in chunk]
    due = [brand for brand in _due_rebuilds(now_ms) if not hand_over_rebuild(brand, now_ms)]
    run_chunk([*first, *kept], now_ms, time_left_ms)
    for brand in due:
        run_rebuild(brand, now_ms, time_left_ms)


def _due_rebuilds(now_ms: int) -> list[str]:
    """The brands whose past is to be learnt now; none where that cannot be read, because the tick must go on."""
    try:
        return rebuilds.due(now_ms)[:REBUILDS]
    except Exception as error:  # noqa: BLE001 - whatever is wrong there, no brand may stay unevaluated
        logger.exception("rebuilds not read", error=type(error).__name__)
        return []


def run_rebuild(brand_id: str, now_ms: int, time_left_ms: Callable[[], int]) -> None:
    """Learn the brand's past again while there is time; what is left goes to another call, or to the next tick."""
    from functions.detect import rebuild  # noqa: PLC0415 - few brands ever learn their past again

    failed = 0
    try:
        if time_left_ms() >= rebuild.RESERVED_MS and not rebuild.rebuild(brand_id, now_ms, time_left_ms):
            hand_over_rebuild(brand_id, now_ms)
    except Exception as error:  # noqa: BLE001 - one brand's failure must not stop the others; a later tick goes on
        logger.exception("past not learnt", brand=brand_id, error=type(error).__name__)
        failed = 1
    metrics.add_metric(name="PastsFailed", unit=MetricUnit.Count, value=failed)


def run_chunk(brands: Sequence[str], now_ms: int, time_left_ms: Callable[[], int]) -> None:
    """Evaluate these brands for the tick of ``now_ms`` while there is time; the rest is due with the next tick."""
    due = dict.fromkeys(brands, now_ms)
    _failed(due, Trigger.TICK, time_left_ms)


def run_stream(records: Iterable[StreamRecord], time_left_ms: Callable[[], int]) -> list[str]:
    """Evaluate the brands whose counters grew; the sequence numbers of the records that must come again.

    A batch may be of a thousand brands, more than one call can evaluate: those left when the time is up come again.
    The time of the evaluation is that of the newest mention collected, so that a replay is exact.
    """
    due, past = dict[str, int](), dict[str, int]()
    sequences, late = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for record in records:
        count = _count(record)
        if count is not None and not count.late:
            due[count.brand] = max(due.get(count.brand, 0), count.seen_ms)
            sequences[count.brand].append(record.sequence)
        elif count is not None and count.seen_ms - count.minute_ms >= PAST_MS:
            past[count.brand] = max(past.get(count.brand, 0), count.seen_ms)
            late[count.brand].append(record.sequence)
    failed = [sequence for brand_id in _failed(due, Trigger.STREAM, time_left_ms) for sequence in sequences[brand_id]]
    unnoted = [brand_id for brand_id, now_ms in past.items() if not _noted(brand_id, len(late[brand_id]), now_ms)]
    return failed + [sequence for brand_id in unnoted for sequence in late[brand_id]]


def _noted(brand_id: str, changes: int, now_ms: int) -> bool:
    try:
        rebuilds.note_changes(brand_id, changes, now_ms)
    except (BotoCoreError, ClientError) as error:
        logger.warning("late changes not noted", brand=brand_id, error=type(error).__name__)
        return False
    return True


def _failed(due: Mapping[str, int], trigger: Trigger, time_left_ms: Callable[[], int]) -> list[str]:
    """Evaluate each brand at its time while there is time; the ids of those that failed or were not begun."""
    statuses = PollStatuses()
    failed, postponed = list[str](), list[str]()
    for brand_id, now_ms in due.items():
        if time_left_ms() < RESERVED_MS:
            postponed.append(brand_id)
        elif not _evaluated(brand_id, now_ms, trigger, statuses):
            failed.append(brand_id)
    trouble(name="BrandsFailed", value=len(failed))
    trouble(name="BrandsPostponed", value=len(postponed))
    return failed + postponed


def _evaluated(brand_id: str, now_ms: int, trigger: Trigger, statuses: PollStatuses) -> bool:
    try:
        evaluate_brand(brand_id, now_ms, trigger, statuses)
    except Exception as error:  # noqa: BLE001 - one brand's failure must not stop the others
        name = type(error).__name__
        logger.exception("brand not evaluated", brand=brand_id, trigger=trigger.value, error=name)
        return False
    return True


def _count(record: StreamRecord) -> counts.MinuteCount | None:
    if record.event_name == "REMOVE":
        return None
    try:
        return counts.from_item(record.new)
    except Poison as error:
        dead_letter(record, error.message, "detect")
        return None
