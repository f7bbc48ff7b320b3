"""Every stream mapping of the emulator, delivered by Lambda's rules instead of the emulator's.

The emulator's own delivery is switched off with ``UpdateEventSourceMapping``; only
public interfaces of AWS are used, so a template deployed later is served as well.
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
from infra.local.streams.shard import shards
from infra.local.streams.shard_worker import ShardWorker
from shared.domain.errors import ForeshockError

SCAN_S = 2.0
logger = logging.getLogger(__name__)


class Poller:
    """Looks for stream mappings and keeps one lane for each of their shards."""

    def __init__(self, clients: Clients, faults: Faults | None = None) -> None:
        self._clients, self._faults = clients, faults
        self._lanes: dict[str, list[ShardWorker]] = {}
        self._halt = threading.Event()
        self._scanner = threading.Thread(target=self._keep_scanning, name="mappings", daemon=True)

    def start(self) -> None:
        """Take over the mappings there are, and from now on those that come."""
        self.scan()
        self._scanner.start()

    def stop(self) -> None:
        """End every lane; return when none is in the middle of anything."""
        self._halt.set()
        for lane in self._running():
            lane.stop()
        for thread in [self._scanner, *self._running()]:
            if thread.is_alive():
                thread.join(timeout=5)

    def scan(self) -> None:
        """Take over new mappings, follow changed ones, drop deleted ones."""
        pages = self._clients("lambda").get_paginator("list_event_source_mappings").paginate()
        found = {raw["UUID"]: raw for page in pages for raw in page["EventSourceMappings"] if mapping.is_stream(raw)}
        for uuid in self._lanes.keys() - found.keys():
            for lane in self._lanes.pop(uuid):
                lane.stop()
        for uuid, raw in found.items():
            self._follow(uuid, raw)

    def delivered(self) -> dict[str, int]:
        """Return how many stream records each function has handled, by the function's name."""
        counts: Counter[str] = Counter()
        for lane in self._running():
            counts[lane.mapping.function] += lane.delivered
        return dict(counts)

    def drain(self, timeout_s: float) -> None:
        """Return once every stream was read to its end with nothing in flight.

        A function may feed another's stream, so a round counts only if no lane
        settled anything in it: all have then looked after all had finished.
        Raises ForeshockError, naming the busy lanes, when it takes longer than ``timeout_s``.
        """
        deadline = time.monotonic() + timeout_s
        self._hurry(on=True)
        try:
            while not self._quiet_round(deadline):
                pass
        finally:
            self._hurry(on=False)

    def _quiet_round(self, deadline: float) -> bool:
        before, began = self._settled(), time.monotonic()
        while busy := [lane for lane in self._running() if lane.is_alive() and lane.empty_at <= began]:
            if time.monotonic() > deadline:
                raise ForeshockError(f"the streams are still busy: {', '.join(sorted(lane.name for lane in busy))}")
            time.sleep(0.01)
        if broken := [lane for lane in self._running() if lane.error]:
            raise ForeshockError(f"{broken[0].name}: delivery has ended: {broken[0].error}") from broken[0].error
        return self._settled() == before

    def _follow(self, uuid: str, raw: Mapping[str, Any]) -> None:
        enabled, known = raw["State"] in {"Enabled", "Enabling", "Creating"}, uuid in self._lanes
        one = mapping.parse(raw)
        lanes = self._lanes[uuid] if known else self._open(one) if enabled else []
        if enabled:
            self._clients("lambda").update_event_source_mapping(UUID=uuid, Enabled=False)
        for lane in lanes:
            lane.mapping = one
            if not known:
                lane.start()
        if lanes:
            self._lanes[uuid] = lanes

    def _open(self, one: mapping.StreamMapping) -> list[ShardWorker]:
        return [ShardWorker(self._clients, one, shard, self._faults) for shard in shards(self._clients, one.stream_arn)]

    def _keep_scanning(self) -> None:
        while not self._halt.wait(SCAN_S):
            try:
                self.scan()
            except (BotoCoreError, ClientError, ForeshockError) as error:
                logger.warning("stream mappings could not be followed: %s", error)

    def _running(self) -> list[ShardWorker]:
        return [lane for lanes in list(self._lanes.values()) for lane in lanes]

    def _settled(self) -> int:
        return sum(lane.settled for lane in self._running())

    def _hurry(self, *, on: bool) -> None:
        for lane in self._running():
            lane.hurry(on=on)
