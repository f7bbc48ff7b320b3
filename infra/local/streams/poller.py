"""Delivers every stream mapping of the emulator by Lambda's rules.

The emulator's own delivery ignores some of these rules, so ``UpdateEventSourceMapping``
turns it off. Only public AWS interfaces are used; a template that is deployed later
is picked up as well.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.emulator.clients import Clients
from infra.local.streams import mapping
from infra.local.streams.invocation import Faults
from infra.local.streams.shard import Shard, shards
from infra.local.streams.shard_worker import ShardWorker
from shared.domain.errors import ForeshockError

SCAN_S = 2.0
LOOK_S = 0.004
"""How often draining looks whether all are at the end."""
logger = logging.getLogger(__name__)


class Poller:
    """Finds stream mappings and runs one worker for each of their shards."""

    def __init__(self, clients: Clients, faults: Faults | None = None) -> None:
        self._clients, self._faults = clients, faults
        self._workers: dict[str, list[ShardWorker]] = {}
        self._stopped = threading.Event()
        self._scanner = threading.Thread(target=self._scan_repeatedly, name="mappings", daemon=True)

    def start(self) -> None:
        """Take over all mappings, and from now on new ones as well."""
        self.scan()
        self._scanner.start()

    def stop(self) -> None:
        """Stop every worker; return when none is delivering any more."""
        self._stopped.set()
        for worker in self._running():
            worker.stop()
        for thread in [self._scanner, *self._running()]:
            if thread.is_alive():
                thread.join(timeout=5)

    def scan(self) -> None:
        """Take over new mappings, apply changes, and drop deleted mappings."""
        pages = self._clients("lambda").get_paginator("list_event_source_mappings").paginate()
        found = {raw["UUID"]: raw for page in pages for raw in page["EventSourceMappings"] if mapping.is_stream(raw)}
        for uuid in self._workers.keys() - found.keys():
            for worker in self._workers.pop(uuid):
                worker.stop()
        for uuid, raw in found.items():
            self._follow(uuid, raw)

    def delivered(self) -> dict[str, int]:
        """Return how many stream records each function has handled, by the function's name."""
        counts: Counter[str] = Counter()
        for worker in self._running():
            counts[worker.mapping.function] += worker.delivered
        return dict(counts)

    def split(self, function: str) -> int:
        """Split every shard that a function (by its name) reads, as DynamoDB does with a busy one; how many there were.

        The items of both halves may be of one partition, as after a split by heat.
        """
        new = list[ShardWorker]()
        for workers in list(self._workers.values()):
            halves = [half for worker in workers if worker.mapping.function == function for half in worker.split()]
            workers.extend(halves)
            new += halves
        for worker in new:
            worker.start()
        return len(new) // 2

    def drain(self, timeout_s: float) -> None:
        """Return when every stream is read to its end and no invocation is running.

        A function may write to another stream, so this waits for a round in which all
        workers found their shard empty and none completed an invocation. Raises
        ForeshockError with the names of the busy workers after ``timeout_s`` seconds.
        """
        deadline = time.monotonic() + timeout_s
        try:
            while not self._quiet_round(deadline):
                pass
        finally:
            self._skip_waits(on=False)

    def _quiet_round(self, deadline: float) -> bool:
        before, began = self._completed(), time.monotonic()
        seen = -1
        while busy := [worker for worker in self._running() if worker.is_alive() and worker.empty_at <= began]:
            if time.monotonic() > deadline:
                raise ForeshockError(f"the streams are still busy: {', '.join(sorted(worker.name for worker in busy))}")
            if seen != (seen := self._completed()):  # what was written may be in any stream: all read at once
                self._skip_waits(on=True)
            time.sleep(LOOK_S)
        if broken := [worker for worker in self._running() if worker.error]:
            raise ForeshockError(f"{broken[0].name}: delivery has ended: {broken[0].error}") from broken[0].error
        return self._completed() == before

    def _follow(self, uuid: str, raw: Mapping[str, Any]) -> None:
        enabled, known = raw["State"] in {"Enabled", "Enabling", "Creating"}, uuid in self._workers
        one = mapping.parse(raw)
        workers = self._workers[uuid] if known else self._open(one) if enabled else []
        if enabled:
            self._clients("lambda").update_event_source_mapping(UUID=uuid, Enabled=False)
        for worker in workers:
            worker.mapping = one
            if not known:
                worker.start()
        if workers:
            self._workers[uuid] = workers

    def _open(self, one: mapping.StreamMapping) -> list[ShardWorker]:
        found = [
            Shard(self._clients, one.stream_arn, name, one.start) for name in shards(self._clients, one.stream_arn)
        ]
        return [ShardWorker(self._clients, one, shard, self._faults) for shard in found]

    def _scan_repeatedly(self) -> None:
        while not self._stopped.wait(SCAN_S):
            try:
                self.scan()
            except (BotoCoreError, ClientError, ForeshockError) as error:
                logger.warning("stream mappings could not be read: %s", error)

    def _running(self) -> list[ShardWorker]:
        return [worker for workers in list(self._workers.values()) for worker in workers]

    def _completed(self) -> int:
        return sum(worker.completed for worker in self._running())

    def _skip_waits(self, *, on: bool) -> None:
        for worker in self._running():
            worker.skip_waits(on=on)
