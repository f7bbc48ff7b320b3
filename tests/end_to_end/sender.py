"""A sender that does what the documentation asks of it: the same batch again until it is answered."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from infra.cli.api_client import Api
from infra.cli.push_client import Push, push
from infra.local.stack import Stack
from shared.domain.errors import ForeshockError
from tests.end_to_end.storm import Crashes
from tests.end_to_end.talk import Item

BATCH = 400
TRIES = 30


class Sender:
    """Pushes items in signed batches; ``verdicts`` and ``retries`` count what came of it."""

    def __init__(self, stack: Stack, crashes: Crashes, *, killing: float = 0.0) -> None:
        self.retries = 0
        self.results: Counter[str] = Counter()
        self.crashes = crashes
        self._stack, self._killing = stack, killing
        self._api = Api(stack.api_url, stack.api_key)
        self._secret = stack.secret("IntakeSecret")
        self._function = stack.physical_id("IntakeFunction")
        self._sent = 0

    def hand_in(self, items: Sequence[Item], now_ms: int) -> None:
        """Push everything at the scenario's time ``now_ms``, two batches at a time."""
        batches = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda batch: self._insist(self._push(batch, now_ms), now_ms), batches))

    def post(self, items: Sequence[Item]) -> None:
        """Push one batch over HTTP, at the real time."""
        now_ms = time.time_ns() // 1_000_000
        self._insist(self._push(items, now_ms), None)

    def _push(self, items: Sequence[Item], now_ms: int) -> Push:
        self._sent += 1
        return push(items, secret=self._secret, key=f"batch-{now_ms}-{self._sent}-{items[0]['id']}", at_ms=now_ms)

    def _insist(self, request: Push, now_ms: int | None) -> None:
        for _ in range(TRIES):
            try:
                answer = self._api.post_mentions(request) if now_ms is None else self._invoked(request, now_ms)
            except ForeshockError:
                self.retries += 1
                time.sleep(0.1)
            else:
                self.results.update({name: answer[name] for name in ("accepted", "duplicate", "rejected")})
                return
        raise ForeshockError("the intake never took the batch")

    def _invoked(self, request: Push, now_ms: int) -> Any:
        if self.crashes.on and self.crashes.chance() < self._killing:
            self.crashes.made["intake killed"] += 1
            self.crashes.kill_soon(self._function, self.crashes.chance())
        answer = self._stack.invoke("IntakeFunction", request.event(now_ms))
        if answer["statusCode"] >= 500:
            raise ForeshockError(answer["body"])
        assert answer["statusCode"] == 200, answer
        return json.loads(answer["body"])
