"""A sender that follows the documentation: it repeats a batch until it gets an answer."""

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
from tests.end_to_end.bad_weather.faults import Crashes
from tests.end_to_end.workload import Item

BATCH = 400
MAX_ATTEMPTS = 30
OUTCOMES = "accepted", "duplicate", "rejected", "late"
"""What intake counts; versions before this one do not count late mentions."""


class Sender:
    """Pushes items in signed batches; ``results`` counts the intake's results and ``retries`` the repeated batches."""

    def __init__(self, stack: Stack, crashes: Crashes, *, kill_share: float = 0.0) -> None:
        self.retries = 0
        self.results: Counter[str] = Counter()
        self.crashes = crashes
        self._stack, self._kill_share = stack, kill_share
        self._secret = stack.secret("IntakeSecret")
        self._function = stack.physical_id("IntakeFunction")
        self._sent = 0

    def send(self, items: Sequence[Item], now_ms: int) -> None:
        """Push all items at the scenario's time ``now_ms``, two batches at a time."""
        batches = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda batch: self._send_until_accepted(self._push(batch, now_ms), now_ms), batches))

    def post(self, items: Sequence[Item]) -> None:
        """Push one batch over HTTP, at the real time."""
        now_ms = time.time_ns() // 1_000_000
        self._send_until_accepted(self._push(items, now_ms), None)

    def _push(self, items: Sequence[Item], now_ms: int) -> Push:
        self._sent += 1
        return push(items, secret=self._secret, key=f"batch-{now_ms}-{self._sent}", at_ms=now_ms)

    def _send_until_accepted(self, request: Push, now_ms: int | None) -> None:
        for _ in range(MAX_ATTEMPTS):
            try:
                answer = self._posted(request) if now_ms is None else self._invoked(request, now_ms)
            except ForeshockError:
                self.retries += 1
                time.sleep(0.1)
            else:
                self.results.update({name: answer.get(name, 0) for name in OUTCOMES})
                return
        raise ForeshockError("the intake never took the batch")

    def _posted(self, request: Push) -> Any:
        return Api(self._stack.api_url, self._stack.api_key).post_mentions(request)

    def _invoked(self, request: Push, now_ms: int) -> Any:
        if self.crashes.on and self.crashes.random() < self._kill_share:
            self.crashes.counts["intake killed"] += 1
            self.crashes.kill_soon(self._function, self.crashes.random())
        answer = self._stack.invoke("IntakeFunction", request.event(now_ms))
        if answer["statusCode"] >= 500:
            raise ForeshockError(answer["body"])
        assert answer["statusCode"] == 200, answer
        return json.loads(answer["body"])
