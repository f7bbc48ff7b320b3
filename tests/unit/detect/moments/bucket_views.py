"""Buckets as the decision about moments sees them."""

from __future__ import annotations

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.signal import Signal
from functions.detect.moments.lifecycle import SignalView
from shared.domain.brand import Brand
from shared.domain.mentions.tally import Tally
from shared.domain.time import BUCKET_MS, DAY_MS

START = 20_000 * DAY_MS
CALM, HIGH = 5, 60
POSTS = Tally(mentions=100, scored=100, negative=20, positive=20)


def bucket(place: int, mentions: int) -> EvaluatedBucket:
    """A bucket of a brand with five mentions in a normal one."""
    high = mentions > CALM
    return EvaluatedBucket(
        start_ms=START + place * BUCKET_MS,
        mentions=mentions,
        observed=mentions,
        expected=float(CALM),
        alarm=high,
        normal=not high,
        critical=high,
        rank=(float(mentions),),
        learning=False,
        record=lambda: {"seen": 0, "expected": float(CALM)},
    )


def view(*mentions: int, tally: Tally = POSTS) -> SignalView:
    """The signal just after the last of these buckets, the first of which starts at ``START``."""
    recent = tuple(bucket(place, count) for place, count in enumerate(mentions))
    evaluation = SignalEvaluation(Signal.VOLUME, START + len(mentions) * BUCKET_MS, None, recent, seen=sum(mentions))
    return SignalView(Brand("acme", "Acme"), evaluation, tally, 0.2)
