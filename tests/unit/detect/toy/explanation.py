"""The explanation of the toy detector's decisions."""

from __future__ import annotations

from operator import attrgetter

from functions.detect.detectors.explanation import Explanation, Record, differences
from functions.detect.detectors.replay import ScoredBucket
from functions.detect.detectors.signal import Signal
from tests.unit.detect.toy.detector import TIMES, ToyBucket, decision, judge, load


def explain(record: Record) -> Explanation:
    bucket, state = ToyBucket(*record["bucket"]), load(record["state"])
    score = judge(state, bucket)
    recomputed = decision(Signal(record["signal"]), ScoredBucket(bucket, score, state))
    return Explanation(
        bucket_ms=bucket.start_ms,
        observed=bucket.questions,
        counts="questions",
        count_in=attrgetter("questions"),
        sentences=(f"Seen: {bucket.questions} questions, {score:g} times those before.",),
        recomputed=recomputed,
        differs=differences(record, recomputed, alarm=score >= TIMES),
        normal=lambda _: float(state.questions),
    )
