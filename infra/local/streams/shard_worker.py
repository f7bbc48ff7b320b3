"""Delivers one shard of one mapping: reads, filters, batches, invokes, and handles failures by the rules."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter

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
RETRY_S = 0.02
"""After a read that failed while nothing is to be waited for."""
logger = logging.getLogger(__name__)


class ShardWorker(threading.Thread):
    """Delivers the records of a shard in order, until it is stopped or its stream no longer exists.

    ``delivered`` and ``discarded`` count records, ``completed`` counts finished
    invocations. ``empty_at`` (monotonic seconds) is the start of the last read that
    found nothing while no record was waiting. ``parent``: the worker of the shard that this
    one is a half of; it delivers all that it has read before this one begins.
    """

    def __init__(
        self,
        clients: Clients,
        mapping: StreamMapping,
        shard: Shard,
        faults: Faults | None = None,
        parent: ShardWorker | None = None,
    ) -> None:
        super().__init__(name=f"{mapping.table} to {mapping.function}", daemon=True)
        self.mapping = mapping
        self.delivered = self.discarded = self.completed = 0
        self.empty_at = float("-inf")
        self.error: Exception | None = None
        self._clients, self._faults = clients, faults
        self.shard, self._parent = shard, parent
        self._errors: Counter[str] = Counter()
        self._stopped, self._split, self._no_waits = threading.Event(), threading.Event(), threading.Event()
        self._woken = threading.Event()

    def stop(self) -> None:
        """Ask the worker to end; records it has not delivered stay in the stream."""
        self._stopped.set()
        self.skip_waits(on=True)

    def split(self) -> list[ShardWorker]:
        """Two workers that follow this one, each with half of its items; none if it was split before."""
        if self._split.is_set():
            return []
        self._split.set()
        self._woken.set()
        halves = self.shard.halves()
        return [ShardWorker(self._clients, self.mapping, half, self._faults, self) for half in halves]

    def skip_waits(self, *, on: bool) -> None:
        """Read at once; and while on, wait neither for the batching window nor after a read that failed."""
        (self._no_waits.set if on or self._stopped.is_set() else self._no_waits.clear)()
        if on:
            self._woken.set()

    def run(self) -> None:
        """Deliver until stopped; if anything else ends it, ``error`` has the exception."""
        try:
            self._run()
        except NotFound as error:
            logger.info("%s: %s", self.name, error)
        except Exception as error:
            logger.exception("%s: delivery has ended", self.name)
            self.error = error

    def _run(self) -> None:
        if self._parent:
            self._parent.join()
            self.shard.go_on_from(self._parent.shard)
        waiting: list[StreamRecord] = []
        opened = time.monotonic()
        while not self._stopped.is_set() and (waiting or not self._split.is_set()):
            started = time.monotonic()
            read = [] if self._split.is_set() else self.shard.read()
            opened = opened if waiting else started
            waiting += [record for record in read or () if self._takes(record)]
            while self._ready(waiting, opened) and not self._stopped.is_set():
                batch, waiting = batches.take(waiting, self.mapping.batch_size)
                self._deliver(batch)
            if read == [] and not waiting:
                self.empty_at = started
            if not read:
                self._rest(RETRY_S if read is None and self._no_waits.is_set() else POLL_S)

    def _takes(self, record: StreamRecord) -> bool:
        return self.shard.holds(record) and self.mapping.matches(record.event)

    def _ready(self, waiting: list[StreamRecord], opened: float) -> bool:
        waited_ms = (time.monotonic() - opened) * 1000
        hurries = self._no_waits.is_set() or self._split.is_set()
        return batches.is_due(
            len(waiting), self.mapping.batch_size, waited_ms, 0 if hurries else self.mapping.window_ms
        )

    def _rest(self, longest_s: float) -> None:
        """Wait for the next poll; who is woken meanwhile reads after that, and not before."""
        self._woken.wait(longest_s)
        self._woken.clear()

    def _deliver(self, whole: Batch) -> None:
        pending, not_invoked = [whole], 0
        while pending and not self._stopped.wait(batches.backoff_ms(pending[0].failures + not_invoked) / 1000):
            head, *rest = pending
            outcome, condition = batches.expire(head, self.mapping.policy, _now()), Condition.AGE
            if not outcome.discarded:
                try:
                    outcome, condition = self._attempt(head), Condition.RETRIES
                    not_invoked = 0
                except NotInvoked as error:
                    logger.info("%s: not invoked: %s", self.name, error)
                    not_invoked += 1
                    continue
            if outcome.discarded:
                self._discard(outcome.discarded, condition)
            self.completed += 1
            pending = [*outcome.retry, *rest]

    def _attempt(self, batch: Batch) -> Outcome:
        if not batch.failures:
            self._errors.clear()
        done, error = attempt(self._clients, self.mapping, self.shard.name, batch, self._faults)
        self._errors[error] += bool(error)
        self.delivered += done
        return batches.outcome(batch, done, self.mapping.policy)

    def _discard(self, batch: Batch, condition: Condition) -> None:
        errors = ", ".join(f"{times} x {error}" for error, times in self._errors.most_common() if times)
        logger.warning("%s: discarded %d records: %s after %s", self.name, len(batch.records), condition, errors)
        discard(self._clients, self.mapping, self.shard.name, batch, condition, _now())
        self.discarded += len(batch.records)


def _now() -> int:
    return int(time.time() * 1000)
