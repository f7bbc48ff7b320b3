"""The course of a signal that is no plain count: its buckets learnt and judged one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, TypeVar

from functions.detect.detectors.series import BrandSeries
from shared.domain.time import BUCKET_MS, DAY_MS, bucket_of

StateT = TypeVar("StateT")


class Detector(Protocol[StateT]):
    """A detector of its own kind, as a module: pure, and without a view of what comes later."""

    def begin(self, bucket: Any, /) -> StateT:
        """The state after the first bucket."""
        ...

    def judge(self, state: StateT, bucket: Any, /) -> Any:
        """The score of a bucket, which comes after ``state``."""
        ...

    def learn(self, state: StateT, bucket: Any, score: Any, /) -> StateT:
        """The state after a bucket."""
        ...


class Judgement(NamedTuple):
    """A bucket, its score, and the state it was judged by."""

    bucket: Any
    score: Any
    before: Any


def settled(
    core: Detector[StateT], state: StateT | None, heard: BrandSeries, bucket_at: Callable[[int], Any]
) -> StateT | None:
    """The state with the settled buckets learnt; of a pause of more than a day only its last day.

    Buckets in which nothing was collected are left out: nothing can be learnt from them.
    """
    begun_ms = _begun(state)
    if state is None:
        if not heard.settled.rows:
            return None
        begun_ms = min(heard.settled.rows)
        state = core.begin(bucket_at(begun_ms))
    last_day_ms = heard.until_ms - DAY_MS + BUCKET_MS
    spoken_ms = min((at for at in heard.settled.rows if at > begun_ms), default=heard.until_ms + BUCKET_MS)
    first_ms = max(begun_ms + BUCKET_MS, min(last_day_ms, spoken_ms))
    for start_ms in range(first_ms, heard.until_ms + 1, BUCKET_MS):
        if heard.collected(start_ms):
            bucket = bucket_at(start_ms)
            state = core.learn(state, bucket, core.judge(state, bucket))
    return state


def unsettled(
    core: Detector[StateT], state: StateT | None, heard: BrandSeries, bucket_at: Callable[[int], Any]
) -> list[Judgement]:
    """The newer buckets, each judged by what came before it."""
    found: list[Judgement] = []
    if state is None:
        return found
    for start_ms in range(heard.until_ms + BUCKET_MS, bucket_of(heard.now_ms) + 1, BUCKET_MS):
        bucket = bucket_at(start_ms)
        score = core.judge(state, bucket)
        found.append(Judgement(bucket, score, state))
        state = core.learn(state, bucket, score)
    return found


def _begun(state: Any) -> int:
    return -1 if state is None else int(state.bucket_ms)
