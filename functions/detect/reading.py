"""A reading: one signal's memory brought up to date, and its newest buckets judged on a copy.

A bucket settles, and teaches, once no mention can be late for it any more. The newer
ones are judged every time anew, on a copy that is thrown away, so that what comes
minutes late still alerts and the memory stays exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from functions.detect.alarm import Signal, calm
from functions.detect.detector import Bucket, Score, State, begin, judge, learn, settle
from functions.detect.series import Counted, buckets, closed, settled_until
from shared.bucket import BUCKET_MS, bucket_of

QUIET = 3
"""Calm closed buckets in a row that end a moment."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A bucket that may still change, its score, and the state it was judged by."""

    bucket: Bucket
    score: Score
    before: State


@dataclass(frozen=True, slots=True)
class Reading:
    """One signal at ``now_ms``: the settled ``state`` and the unsettled buckets, oldest first."""

    signal: Signal
    now_ms: int
    state: State | None
    recent: tuple[Judged, ...]

    def closed_since(self, since_ms: int) -> list[Judged]:
        """The unsettled buckets after ``since_ms`` that are over."""
        return [j for j in self.recent if j.bucket.start_ms > since_ms and closed(j.bucket.start_ms, self.now_ms)]

    def quiet(self, since_ms: int, buckets: int = QUIET) -> bool:
        """Whether the last ``buckets`` closed buckets, all after ``since_ms``, were calm."""
        last = self.closed_since(since_ms)[-buckets:]
        return len(last) == buckets and all(calm(judged.score) for judged in last)

    @property
    def seen(self) -> int | None:
        """Mentions of the signal counted so far, ever; ``None`` before anything was."""
        if self.recent:
            return self.recent[-1].before.seen + self.recent[-1].bucket.count
        return self.state.seen if self.state else None


def read_signal(signal: Signal, state: State | None, counts: Sequence[Counted], now_ms: int) -> Reading:
    """The reading of ``signal`` from its remembered ``state`` and the counters after it."""
    until_ms = settled_until(now_ms)
    older = [count for count in counts if count.minute_ms < until_ms + BUCKET_MS]
    newer = [count for count in counts if count.minute_ms >= until_ms + BUCKET_MS]
    settled = _settled(state, buckets(older, signal, late_too=True), until_ms)
    return Reading(signal, now_ms, settled, _recent(settled, buckets(newer, signal, late_too=False), now_ms))


def _settled(state: State | None, found: dict[int, Bucket], until_ms: int) -> State | None:
    for bucket in found.values():
        state = settle(state, bucket)
    return settle(state, _silent(until_ms)) if state else None


def _recent(state: State | None, found: dict[int, Bucket], now_ms: int) -> tuple[Judged, ...]:
    judged: list[Judged] = []
    first = state.bucket_ms + BUCKET_MS if state else min(found, default=now_ms + 1)
    for start in range(max(first, settled_until(now_ms) + BUCKET_MS), bucket_of(now_ms) + 1, BUCKET_MS):
        bucket = found.get(start, _silent(start))
        if judged:
            state = learn(judged[-1].before, judged[-1].bucket, judged[-1].score)
        if state is None:
            state = begin(bucket)
        else:
            judged.append(Judged(bucket, judge(state, bucket), state))
    return tuple(judged)


def _silent(start_ms: int) -> Bucket:
    return Bucket(start_ms, 0, heard=False)
