"""Bad weather on purpose: deliveries and functions that die, AWS calls that fail before or after they worked."""

# ruff: noqa: S311 - seeded chance, not secrets

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

CRASHING = 0.3
"""The share of stream batches whose delivery dies."""

KILLED_WITHIN_S = 0.4
"""A batch in a running function takes about so long; the moment of its death lies anywhere in it."""

_STATES = "dynamodb", "secretsmanager", "sqs", "events"
RULES: tuple[dict[str, Any], ...] = (
    *({"service": name, "probability": 0.04, "error": {"code": "ThrottlingException"}} for name in _STATES),
    {"service": "dynamodb", "probability": 0.02, "error": {"code": "ProvisionedThroughputExceededException"}},
    {"service": "dynamodb", "probability": 0.02, "error": {"code": "InternalServerError"}},
    # It worked, and the answer got lost on the way back.
    *({"service": name, "probability": 0.025, "response": {"abort_bytes": 0}} for name in _STATES),
    {"service": "sns", "probability": 0.06, "error": {"code": "Throttled"}},
    {"service": "sns", "probability": 0.02, "error": {"code": "InternalError", "status": 500}},
    {"service": "sns", "probability": 0.02, "response": {"abort_bytes": 0}},
)
"""A tenth of all calls: throttled, failed, or done without an answer."""


class Crashes:
    """Decides which deliveries die: before the function ran, after it ran, or by a kill in its midst.

    ``made`` counts them by kind; ``doomed`` is a function that no delivery reaches.
    Where processes cannot be looked up (not on Linux), none is killed.
    """

    def __init__(self, seed: int) -> None:
        self.on = False
        self.made: Counter[str] = Counter()
        self.doomed = ""
        self.endpoint = ""
        self.attempts = 0
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def __call__(self, attempt: Attempt) -> Crash | None:
        """Decide about one delivery."""
        if attempt.function == self.doomed:
            return Crash.BEFORE
        with self._lock:
            self.attempts += self.on
            if not self.on or self._random.random() >= CRASHING:
                return None
            fate = self._random.choice(
                ["before", "after", "killed"] if sys.platform == "linux" else ["before", "after"]
            )
            self.made[fate] += 1
            if fate != "killed":
                return Crash(fate)
            self.kill_soon(attempt.function, self._random.random() * KILLED_WITHIN_S)
            return None

    def chance(self) -> float:
        """A number from 0 to 1, for whatever else is left to chance."""
        with self._lock:
            return self._random.random()

    def kill_soon(self, function: str, after_s: float) -> None:
        """Kill the processes that run a function, ``after_s`` seconds from now, whatever they do then."""
        timer = threading.Timer(after_s, lambda: kill(function, self.endpoint))
        timer.daemon = True
        timer.start()


def kill(function: str, endpoint: str) -> None:
    """Kill the processes of one function of one stack, as a lost machine would."""
    for process in workers(function, endpoint):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def workers(function: str, endpoint: str) -> Iterator[int]:
    """The processes that run a function of the stack at ``endpoint`` (Linux)."""
    wanted = {f"AWS_LAMBDA_FUNCTION_NAME={function}".encode(), f"GATEWAY_PORT={endpoint.rpartition(':')[2]}".encode()}
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if wanted <= set(path.read_bytes().split(b"\0")):
                yield int(path.parent.name)


class Weather:
    """Storm or calm over a stack."""

    def __init__(self, stack: Stack, crashes: Crashes) -> None:
        assert stack.proxy is not None
        self._proxy, self.crashes = stack.proxy, crashes
        crashes.endpoint = stack.endpoint

    def storm(self) -> None:
        """From now on deliveries die and calls fail."""
        self._proxy.rules(RULES)
        self.crashes.on = True

    def calm(self) -> None:
        """From now on everything works."""
        self.crashes.on = False
        self._proxy.rules([])

    def faults(self) -> int:
        """How many AWS calls failed so far."""
        return self._proxy.faults()
