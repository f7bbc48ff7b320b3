"""One shard of one mapping: read, filter, batch, invoke, and do what the rules say about failures."""

import logging
import threading
import time

from infra.local.emulator.clients import Clients
from infra.local.streams import batches
from infra.local.streams.batches import Batch, Condition, Outcome
from infra.local.streams.invocation import Faults, NotInvoked, attempt, discard
from infra.local.streams.mapping import StreamMapping
from infra.local.streams.records import StreamRecord
from infra.local.streams.shard import Shard
from shared.domain.errors import NotFound

POLL_S = 0.25
"""Lambda reads a shard four times a second."""
FAST_POLL_S = 0.02
logger = logging.getLogger(__name__)


class ShardWorker(threading.Thread):
    """Delivers a shard in order, until stopped or until its stream is gone.

    ``delivered`` and ``discarded`` count records; ``settled`` counts invocations
    that ended; ``empty_at`` is when (monotonic seconds) the last look at the
    stream began that found nothing, with nothing in hand.
    """

    def __init__(self, clients: Clients, mapping: StreamMapping, shard_id: str, faults: Faults | None = None) -> None:
        super().__init__(name=f"{mapping.table} to {mapping.function}", daemon=True)
        self.mapping = mapping
        self.delivered = self.discarded = self.settled = 0
        self.empty_at = float("-inf")
        self.error: Exception | None = None
        self._clients, self._faults = clients, faults
        self._shard = Shard(clients, mapping.stream_arn, shard_id, mapping.start)
        self._halt, self._wake = threading.Event(), threading.Event()

    def stop(self) -> None:
        """Ask the lane to end; what it has in hand stays in the stream."""
        self._halt.set()
        self._wake.set()

    def hurry(self, *, on: bool) -> None:
        """While on, wait neither for the next poll nor for the batching window."""
        (self._wake.set if on or self._halt.is_set() else self._wake.clear)()

    def run(self) -> None:
        """Deliver until stopped; whatever else ends it is kept in ``error``."""
        try:
            self._run()
        except NotFound as error:
            logger.info("%s: %s", self.name, error)
        except Exception as error:
            logger.exception("%s: delivery has ended", self.name)
            self.error = error

    def _run(self) -> None:
        waiting: list[StreamRecord] = []
        opened = time.monotonic()
        while not self._halt.is_set():
            started = time.monotonic()
            read = self._shard.read()
            opened = opened if waiting else started
            waiting += [record for record in read or () if self.mapping.wanted(record.event)]
            while self._ready(waiting, opened) and not self._halt.is_set():
                batch, waiting = batches.take(waiting, self.mapping.batch_size)
                self._deliver(batch)
            if read == [] and not waiting:
                self.empty_at = started
            if not read:
                self._rest()

    def _ready(self, waiting: list[StreamRecord], opened: float) -> bool:
        waited_ms = (time.monotonic() - opened) * 1000
        return batches.is_due(
            len(waiting), self.mapping.batch_size, waited_ms, 0 if self._wake.is_set() else self.mapping.window_ms
        )

    def _rest(self) -> None:
        if self._wake.wait(POLL_S):
            self._halt.wait(FAST_POLL_S)

    def _deliver(self, whole: Batch) -> None:
        pending, unreached = [whole], 0
        while pending and not self._halt.wait(batches.backoff_ms(pending[0].failures + unreached) / 1000):
            head, *rest = pending
            fate, condition = batches.expire(head, self.mapping.policy, _now()), Condition.AGE
            if not fate.discarded:
                try:
                    fate, condition = self._try(head), Condition.RETRIES
                    unreached = 0
                except NotInvoked as error:
                    logger.info("%s: not invoked: %s", self.name, error)
                    unreached += 1
                    continue
            if fate.discarded:
                self._discard(fate.discarded, condition)
            self.settled += 1
            pending = [*fate.again, *rest]

    def _try(self, batch: Batch) -> Outcome:
        done = attempt(self._clients, self.mapping, batch, self._faults)
        self.delivered += done
        return batches.outcome(batch, done, self.mapping.policy)

    def _discard(self, batch: Batch, condition: Condition) -> None:
        logger.warning("%s: gave up %d records: %s", self.name, len(batch.records), condition)
        discard(self._clients, self.mapping, self._shard.shard_id, batch, condition, _now())
        self.discarded += len(batch.records)


def _now() -> int:
    return int(time.time() * 1000)
