"""The loop that all streams share: each bucket judged and learnt, and each alarm followed to its quiet end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import log10
from typing import Any, Protocol

from functions.detect.detectors.evaluation import QUIET_BUCKETS
from functions.detect.stats.rates import DAY, HALF_HOUR, WEEK

Stream = Iterator[Any]
"""The buckets of a detector, oldest first."""


class Rules(Protocol):
    """A detector's rules: the module ``scoring`` of its package."""

    def begin(self, bucket: Any, /) -> Any: ...
    def judge(self, state: Any, bucket: Any, /) -> Any: ...
    def learn(self, state: Any, bucket: Any, score: Any, /) -> Any: ...
    def is_alarm(self, score: Any, threshold: float, /) -> bool: ...
    def is_normal(self, score: Any, /) -> bool: ...


def alarms(rules: Rules, stream: Stream, per_week: float = 1.0) -> Iterator[tuple[int, Any]]:
    """The bucket numbers and scores at which a moment opens, where ``per_week`` false alarms are accepted."""
    state, quiet, threshold = rules.begin(next(stream)), QUIET_BUCKETS, log10(WEEK / per_week)
    for number, bucket in enumerate(stream, 1):
        score = rules.judge(state, bucket)
        if quiet < QUIET_BUCKETS:
            quiet = quiet + 1 if rules.is_normal(score) else 0
        elif rules.is_alarm(score, threshold):
            yield number, score
            quiet = 0
        state = rules.learn(state, bucket, score)


def false_alarms(rules: Rules, stream: Callable[[float, int], Stream], weeks: int, seeds: range) -> float:
    """Alarms a week of a stream (made of weeks and a seed) in which every alarm is false; the first days count too."""
    return sum(1 for seed in seeds for _ in alarms(rules, stream(weeks, seed))) / (weeks * len(seeds))


def weeks_with(start: int, length: int) -> float:
    """How many weeks a stream must have for an event of this start and length, and a day more."""
    return (start + length + DAY) / WEEK


def delay(found: Iterator[tuple[int, Any]], start: int, length: int, grace: int = HALF_HOUR) -> int | None:
    """Buckets from an event to its first alarm, ``None`` if missed; it may come ``grace`` buckets after the end."""
    return next((at - start + 1 for at, _ in found if start <= at < start + length + grace), None)
