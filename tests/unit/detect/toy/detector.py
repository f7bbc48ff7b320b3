"""A toy detector: an alarm is a bucket with many times the questions of the one before it.

It is all that a detector must have, in the smallest form.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from functions.detect.detectors.codec import Document, StateCodec
from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.replay import ScoredBucket, replay
from functions.detect.detectors.series import BrandSeries, Buckets
from functions.detect.detectors.signal import Signal
from shared.domain.brand import Brand
from tests.unit.detect.toy import detector as rules

TIMES = 10


class ToyBucket(NamedTuple):
    """A bucket's questions."""

    start_ms: int
    questions: int


class ToyState(NamedTuple):
    """The questions of the bucket that was learnt last."""

    bucket_ms: int
    questions: int


def bucket_at(buckets: Buckets, start_ms: int) -> ToyBucket:
    return ToyBucket(start_ms, buckets.at(start_ms).number("questions"))


def begin(bucket: ToyBucket) -> ToyState:
    return ToyState(bucket.start_ms, bucket.questions)


def judge(state: ToyState, bucket: ToyBucket) -> float:
    return bucket.questions / (state.questions + 1)


def learn(state: ToyState, bucket: ToyBucket, score: float) -> ToyState:  # noqa: ARG001 - it learns all buckets
    return begin(bucket)


def _written(state: ToyState) -> dict[str, Any]:
    return {"bucket": state.bucket_ms, "questions": state.questions}


def _read(found: Document) -> ToyState:
    return ToyState(found["bucket"], found["questions"])


CODEC = StateCodec(1, _written, _read)
dump, load = CODEC.dump, CODEC.load


def evaluate(signal: Signal, state: ToyState | None, series: BrandSeries, brand: Brand) -> SignalEvaluation:
    assert brand.id == "acme"
    settled, scored_buckets = replay(rules, state, series)
    return SignalEvaluation(signal, series.now_ms, settled, tuple(_evaluated(signal, one) for one in scored_buckets))


def decision(signal: Signal, scored_bucket: ScoredBucket) -> dict[str, Any]:
    bucket, score, before = scored_bucket
    return {
        "detector": 1,
        "signal": signal.value,
        "bucket": list(bucket),
        "observed": bucket.questions,
        "times": score,
        "state": dump(before),
    }


def _evaluated(signal: Signal, scored_bucket: ScoredBucket) -> EvaluatedBucket:
    bucket, score, before = scored_bucket
    return EvaluatedBucket(
        start_ms=bucket.start_ms,
        mentions=bucket.questions,
        observed=bucket.questions,
        expected=float(before.questions),
        alarm=score >= TIMES,
        normal=score < TIMES / 2,
        critical=False,
        rank=(score,),
        learning=False,
        record=partial(decision, signal, scored_bucket),
    )
