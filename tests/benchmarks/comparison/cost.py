"""A detector in, what it costs out: the CPU time of an update, and the bytes of its state of one stream."""

from __future__ import annotations

import json
import time
from typing import Any

from functions.detect.detectors.count.scoring import settle
from functions.detect.detectors.count.state import CountBucket
from functions.detect.detectors.count.state_document import CODEC
from shared.domain.time import minute_of_week
from tests.benchmarks.comparison.detectors import Contestant
from tests.benchmarks.comparison.streams import STREAMS, Series, drawn

STREAM = next(stream for stream in STREAMS if stream.name == "strong day 20")
TRIES = 5


def microseconds(contestant: Contestant) -> float:
    """The CPU of one update; the least of some tries, because others use this machine too."""
    series, tries = drawn(STREAM, 7, 1, bursts=True), []
    for _ in range(TRIES):
        begun = time.process_time()
        contestant.scored(series)
        tries.append((time.process_time() - begun) / len(series.counted) * 1e6)
    return min(tries)


def state_bytes(contestant: Contestant) -> int:
    """The state as JSON after a month with bursts; 0 where it cannot be measured."""
    series = drawn(STREAM, 7, 4, bursts=True)
    if contestant.rule is None:
        return len(_ours(series))
    rule = contestant.rule()
    for at_ms, count in series.counted:
        rule.score(at_ms, count)
    return 0 if contestant.slow else len(json.dumps(rule, default=_plain, separators=(",", ":")))


def _ours(series: Series) -> str:
    state = None
    for at_ms, count in series.counted:
        state = settle(state, CountBucket(at_ms, count, minute_of_week(at_ms)))
    assert state
    return json.dumps(CODEC.dump(state), separators=(",", ":"))


def _plain(value: Any) -> Any:
    """What JSON does not know of a rule's state: queues, and objects with attributes."""
    return vars(value) if hasattr(value, "__dict__") else list(value)
