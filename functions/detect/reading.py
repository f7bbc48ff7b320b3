"""A reading: one signal's memory brought up to date, and its newest buckets judged on a copy.

A bucket settles, and teaches, once no mention can be late for it any more. The newer
ones are judged every time anew, on a copy that is thrown away, so that what comes
minutes late still alerts and the memory stays exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from functions.detect.alarm import calm
from functions.detect.detector import Bucket, Score, State, begin, judge, learn, settle
from functions.detect.series import Counted, Table, bucket_in, closed, settled_until, tabled
from functions.detect.signal import Signal
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


def read_all(states: Mapping[Signal, State | None], counts: Sequence[Counted], now_ms: int) -> dict[Signal, Reading]:
    """The readings of all signals, from their remembered states and the counters after them."""
    until_ms = settled_until(now_ms)
    older = tabled((count for count in counts if count.minute_ms < until_ms + BUCKET_MS), late_too=True)
    newer = tabled((count for count in counts if count.minute_ms >= until_ms + BUCKET_MS), late_too=False)
    settled = {signal: _settled(signal, state, older, until_ms) for signal, state in states.items()}
    return {s: Reading(s, now_ms, state, _recent(s, state, newer, now_ms)) for s, state in settled.items()}


def _settled(signal: Signal, state: State | None, older: Table, until_ms: int) -> State | None:
    for start_ms in older:
        if state is None or start_ms > state.bucket_ms:
            state = settle(state, bucket_in(older, signal, start_ms))
    return settle(state, Bucket(until_ms, 0, heard=False)) if state else None


def _recent(signal: Signal, state: State | None, newer: Table, now_ms: int) -> tuple[Judged, ...]:
    judged: list[Judged] = []
    first = state.bucket_ms + BUCKET_MS if state else min(newer, default=now_ms + 1)
    for start in range(max(first, settled_until(now_ms) + BUCKET_MS), bucket_of(now_ms) + 1, BUCKET_MS):
        bucket = bucket_in(newer, signal, start)
        if judged:
            state = learn(judged[-1].before, judged[-1].bucket, judged[-1].score)
        if state is None:
            state = begin(bucket)
        else:
            judged.append(Judged(bucket, judge(state, bucket), state))
    return tuple(judged)
