"""A decision about an influential voice in, its explanation out: far more people hear this author than is usual."""

from __future__ import annotations

from collections.abc import Iterator

from functions.detect.detectors.explanation import (
    Explanation,
    Record,
    accepted_rate,
    differences,
    observed_for,
    once_in,
)
from functions.detect.detectors.replay import ScoredBucket
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.voice import detector, scoring
from functions.detect.detectors.voice.scoring import VoiceScore
from functions.detect.detectors.voice.state import CODEC, VoiceBucket
from shared.domain.brand import Sensitivity
from shared.messages.figures import count_noun
from shared.messages.phrases import date_and_time


def explain(decision: Record) -> Explanation:
    """The explanation of a decision about an influential voice."""
    signal, sensitivity = Signal(decision["signal"]), Sensitivity(decision["sensitivity"])
    state = CODEC.load(decision["state"])
    voices = {str(author): int(reach) for author, reach in decision["bucket"]["voices"].items()}
    bucket = VoiceBucket(int(decision["bucket_ms"]), voices)
    score = scoring.judge(state, bucket)
    recomputed = detector.decision(signal, sensitivity, ScoredBucket(bucket, score, state))
    return Explanation(
        bucket_ms=bucket.start_ms,
        observed=score.reach,
        counts=count_noun(signal.kind),
        count_in=lambda tally: max((voice.reach for voice in tally.voices.values()), default=0),
        sentences=tuple(_sentences(signal, sensitivity, score, recomputed)),
        recomputed=recomputed,
        differs=differences(decision, recomputed, alarm=scoring.is_alarm(score, recomputed["threshold"])),
        normal=lambda _: score.usual,
    )


def _sentences(signal: Signal, sensitivity: Sensitivity, score: VoiceScore, recomputed: Record) -> Iterator[str]:
    at = date_and_time(score.bucket_ms)
    yield f"Observed: at {at} an author whom about {score.reach:,} people hear posted criticism or a question."
    yield (
        f"Normal: the loudest such author of a week reaches about {score.usual:,.0f} people, learned from"
        f" {observed_for(score.buckets)} and {score.learnt:,.0f} authors with a thousand or more."
    )
    yield f"Rarity: {once_in(score.period)}."
    yield f"Threshold: {accepted_rate(sensitivity, signal, recomputed['threshold'])}."
    yield "Why now: nothing was told of this author in the last day."
