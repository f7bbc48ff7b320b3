"""Injects faults: deliveries and functions that crash, AWS calls that fail before or after they took effect."""

# ruff: noqa: S311 - seeded faults, not secrets

from __future__ import annotations

import os
import random
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from infra.local.stack import Stack
from infra.local.streams.invocation import Attempt, Crash

CRASH_SHARE = 0.3
"""The share of stream batches whose delivery crashes."""

MOST_FAILURES = 5
"""A record that failed so often in a row is not crashed again. So chance alone never makes a dead letter: detect gives
up after 11 failures in a row, the others after 21, and those beyond the fifth are the functions' own."""

LATEST_KILL_S = 0.4
"""A function takes about so long for a batch; it is killed at a random time within."""

_SERVICES = "dynamodb", "secretsmanager", "sqs", "events"
RULES: tuple[dict[str, Any], ...] = (
    *({"service": name, "probability": 0.04, "error": {"code": "ThrottlingException"}} for name in _SERVICES),
    {"service": "dynamodb", "probability": 0.02, "error": {"code": "ProvisionedThroughputExceededException"}},
    {"service": "dynamodb", "probability": 0.02, "error": {"code": "InternalServerError"}},
    # The call took effect, but its response is lost.
    *({"service": name, "probability": 0.025, "response": {"abort_bytes": 0}} for name in _SERVICES),
    {"service": "sns", "probability": 0.06, "error": {"code": "Throttled"}},
    {"service": "sns", "probability": 0.02, "error": {"code": "InternalError", "status": 500}},
    {"service": "sns", "probability": 0.02, "response": {"abort_bytes": 0}},
)
"""A tenth of all calls are throttled, fail, or take effect without a response."""


class Crashes:
    """Decides which deliveries crash: before the function runs, after it ran, or by a kill while it runs.

    A kill takes one process, as when a machine is lost, and not all of a function: else the failures of its stream
    shards would be one event, and the more frequent the slower a process starts.

    ``counts`` has the number of each kind. No delivery reaches ``down_function``. Processes
    are killed only on Linux, because they are found in ``/proc``.
    """

    def __init__(self, seed: int) -> None:
        self.on = False
        self.counts: Counter[str] = Counter()
        self.down_function = ""
        self.endpoint = ""
        self.attempts = 0
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def __call__(self, attempt: Attempt) -> Crash | None:
        """Decide about one delivery."""
        if attempt.function == self.down_function:
            return Crash.BEFORE
        with self._lock:
            self.attempts += self.on
            if not self.on or attempt.failures >= MOST_FAILURES or self._random.random() >= CRASH_SHARE:
                return None
            kind = self._random.choice(
                ["before", "after", "killed"] if sys.platform == "linux" else ["before", "after"]
            )
            self.counts[kind] += 1
            if kind != "killed":
                return Crash(kind)
            self.kill_soon(attempt.function, self._random.random() * LATEST_KILL_S)
            return None

    def random(self) -> float:
        """A random number from 0 to 1."""
        with self._lock:
            return self._random.random()

    def kill_soon(self, function: str, after_s: float) -> None:
        """Kill a process that runs a function, ``after_s`` seconds from now."""
        timer = threading.Timer(after_s, lambda: kill(function, self.endpoint))
        timer.daemon = True
        timer.start()


def kill(function: str, endpoint: str) -> None:
    """Kill a process of a function, as if its machine were lost: one that works, if any does."""
    found = list(workers(function, endpoint))
    if chosen := [process for process in found if not _waits(process)] or found:
        with suppress(ProcessLookupError):
            os.kill(random.choice(chosen), signal.SIGKILL)


def workers(function: str, endpoint: str) -> Iterator[int]:
    """The processes that run a function of the stack at ``endpoint`` (Linux)."""
    wanted = {f"AWS_LAMBDA_FUNCTION_NAME={function}".encode(), f"GATEWAY_PORT={endpoint.rpartition(':')[2]}".encode()}
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if wanted <= set(path.read_bytes().split(b"\0")):
                yield int(path.parent.name)


def _waits(process: int) -> bool:
    """Whether a process waits for its next invocation, which comes through a pipe."""
    try:
        return "pipe" in Path(f"/proc/{process}/wchan").read_text()
    except OSError:
        return True


class FaultInjection:
    """Turns the faults of a stack on and off."""

    def __init__(self, stack: Stack, crashes: Crashes) -> None:
        assert stack.proxy is not None
        self._proxy, self.crashes = stack.proxy, crashes
        crashes.endpoint = stack.endpoint

    def start(self) -> None:
        """From now on deliveries crash and calls fail."""
        self._proxy.rules(RULES)
        self.crashes.on = True

    def stop(self) -> None:
        """From now on everything works."""
        self.crashes.on = False
        self._proxy.rules([])

    def failed_calls(self, service: str = "") -> int:
        """How many AWS calls failed so far, of all services or of one."""
        if not service:
            return self._proxy.faults()
        found = self._proxy._request("GET", "stats")["by_service"]
        return sum(one["faulted"] for one in found if one["service"] == service)
