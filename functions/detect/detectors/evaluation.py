"""What every detector answers with: a signal's state brought up to date, and its newest buckets judged.

A bucket settles, and teaches, once no mention can be late for it any more. The newer
ones are judged every time anew, on a copy that is thrown away, so that what comes
minutes late still alerts and the state stays exact. Whatever a signal is judged by, its
evaluation says it in the same words, so that an episode is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from functions.detect.detectors.series import closed
from functions.detect.detectors.signal import Signal
from shared.domain.moments.moment import Sample
from shared.domain.time import BUCKET_MINUTES

NORMAL_SURPRISE, SUSPICIOUS_SURPRISE = 1.0, 2.0
"""Below the first, one of ten, a bucket is normal. Above the second, one of a hundred, it teaches less."""

QUIET_BUCKETS = 3
"""Normal closed buckets in a row that end a moment."""


class DetectorState(Protocol):
    """What a signal's detector has learnt, whatever that is."""

    @property
    def bucket_ms(self) -> int:
        """The start of the newest bucket that was learnt."""
        ...


def _no() -> bool:
    return False


def _yes() -> bool:
    return True


def _no_state(_: float) -> DetectorState | None:
    return None


class EvaluatedBucket(NamedTuple):
    """A bucket that may still change, and what its signal's detector makes of it.

    ``mentions`` are of the bucket itself; ``observed`` of ``expected`` are of the ``minutes``
    it was judged by. It is an ``alarm``, or ``normal`` (nothing special), or ``critical`` (far
    beyond normal on its own); ``rank`` orders buckets by how abnormal they are.
    ``alarm_again``: it would be an alarm had the last episode not just been notified;
    ``improbable``: it is no alarm only because the brand had as much of late.
    ``trend_normal``: the buckets before it, taken together, are nothing special either.
    ``share`` and ``normal_share`` are negative shares where the signal is about one; ``subject``
    names the hashtag or the channel. ``little_known``: it is an alarm by its number alone, because
    the brand is not known yet. ``post`` is the one post that it is about, where it is about one. ``record``
    makes the decision record.
    """

    start_ms: int
    mentions: int
    observed: int
    expected: float
    alarm: bool
    normal: bool
    critical: bool
    rank: tuple[float, ...]
    learning: bool
    record: Callable[[], Mapping[str, Any]]
    alarm_again: Callable[[], bool] = _no
    improbable: Callable[[], bool] = _no
    trend_normal: Callable[[], bool] = _yes
    minutes: int = BUCKET_MINUTES
    subject: str = ""
    share: float | None = None
    normal_share: float | None = None
    little_known: bool = False
    post: Sample | None = None


class SignalEvaluation(NamedTuple):
    """One signal at ``now_ms``: the settled ``state`` and the unsettled buckets, oldest first.

    ``passed_ms`` is the time that the brand's lag has passed: until then its mentions have come.
    Without it, that is ``now_ms``.

    ``seen`` is how much of the signal was counted ever, and ``normal_rate`` how much of it a
    bucket normally has, ``None`` where that is not known. ``established``: enough is known for
    its alarms. ``next_check_ms`` is when it is worth another look though nobody mentions the
    brand. ``at_level`` makes the state for which so many mentions a bucket are normal.
    """

    signal: Signal
    now_ms: int
    state: DetectorState | None
    recent: tuple[EvaluatedBucket, ...]
    seen: int | None = None
    normal_rate: float | None = None
    established: bool = False
    next_check_ms: int | None = None
    at_level: Callable[[float], DetectorState | None] = _no_state
    passed_ms: int | None = None

    @property
    def complete_ms(self) -> int:
        """Until when all that was posted has come, as far as one knows."""
        return self.now_ms if self.passed_ms is None else self.passed_ms

    def closed_since(self, since_ms: int) -> list[EvaluatedBucket]:
        """The unsettled buckets after ``since_ms`` that are over, and whose mentions have come."""
        known_ms = self.complete_ms
        return [bucket for bucket in self.recent if bucket.start_ms > since_ms and closed(bucket.start_ms, known_ms)]

    def newest(self) -> tuple[EvaluatedBucket, ...]:
        """The two newest buckets whose mentions have come, the open one included, and what has come after them."""
        known = sum(bucket.start_ms <= self.complete_ms for bucket in self.recent)
        return self.recent[max(0, known - 2) :]

    def quiet(self, since_ms: int, buckets: int = QUIET_BUCKETS, *, slow: bool = False) -> bool:
        """Whether the last ``buckets`` closed buckets, all after ``since_ms``, were normal.

        What rose slowly is normal only where those before them, taken together, are as well.
        """
        last = self.closed_since(since_ms)[-buckets:]
        normal = len(last) == buckets and all(bucket.normal for bucket in last)
        return normal and (not slow or all(bucket.trend_normal() for bucket in last))
