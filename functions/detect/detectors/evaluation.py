"""A reading: one signal's memory brought up to date, and its newest buckets judged on a copy.

A bucket settles, and teaches, once no mention can be late for it any more. The newer
ones are judged every time anew, on a copy that is thrown away, so that what comes
minutes late still alerts and the memory stays exact. Whatever a signal is judged by,
its reading says it in the same words, so that an episode is one and the same to all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from functions.detect.detectors.count.scoring import CountState
from functions.detect.detectors.hashtag.scoring import TagState
from functions.detect.detectors.negative_share.scoring import ShareState
from functions.detect.detectors.series import closed
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.silence.channels import ChannelStates

QUIET_BUCKETS = 3
"""Calm closed buckets in a row that end a moment."""

DetectorState = CountState | ShareState | TagState | ChannelStates
"""What a signal remembers."""


def _no() -> bool:
    return False


def _yes() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class EvaluatedBucket:
    """A bucket that may still change, and what its signal's detector makes of it.

    ``count`` is of the bucket itself; ``observed`` of ``expected`` are of the ``minutes``
    it was judged by. ``rings``: it is an alarm; ``calm``: nothing special; ``hot``: far
    beyond normal on its own; ``heat`` orders buckets by how abnormal they are. ``again``:
    it would be an alarm were the last episode not so fresh in memory; ``settled``: the
    buckets before it, taken together, are nothing special either.
    ``share`` and ``usual`` are negative shares where the signal is about one.
    ``record`` makes the decision record.
    """

    start_ms: int
    count: int
    observed: int
    expected: float
    alarm: bool
    normal: bool
    critical: bool
    rank: tuple[float, ...]
    learning: bool
    record: Callable[[], Mapping[str, Any]]
    alarm_again: Callable[[], bool] = _no
    trend_normal: Callable[[], bool] = _yes
    minutes: int = 5
    subject: str = ""
    share: float | None = None
    normal_share: float | None = None


@dataclass(frozen=True, slots=True)
class SignalEvaluation:
    """One signal at ``now_ms``: the settled ``state`` and the unsettled buckets, oldest first.

    ``seen`` is how much of the signal was counted ever, ``None`` where that is not known.
    """

    signal: Signal
    now_ms: int
    state: DetectorState | None
    recent: tuple[EvaluatedBucket, ...]
    seen: int | None = None

    def closed_since(self, since_ms: int) -> list[EvaluatedBucket]:
        """The unsettled buckets after ``since_ms`` that are over."""
        return [judged for judged in self.recent if judged.start_ms > since_ms and closed(judged.start_ms, self.now_ms)]

    def quiet(self, since_ms: int, buckets: int = QUIET_BUCKETS, *, slow: bool = False) -> bool:
        """Whether the last ``buckets`` closed buckets, all after ``since_ms``, were calm.

        What rose slowly is calm only where those before them, taken together, are as well.
        """
        last = self.closed_since(since_ms)[-buckets:]
        calm = len(last) == buckets and all(judged.normal for judged in last)
        return calm and (not slow or all(judged.trend_normal() for judged in last))
