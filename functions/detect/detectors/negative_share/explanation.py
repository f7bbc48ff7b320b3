"""A decision about a negative share in, its explanation out: more of the posts are negative than normal."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from functions.detect.detectors.explanation import (
    Explanation,
    Record,
    accepted_rate,
    differences,
    explained_from_record,
    once_in,
)
from functions.detect.detectors.negative_share import detector, scoring
from functions.detect.detectors.negative_share.scoring import ShareScore
from functions.detect.detectors.negative_share.state import CODEC, ShareBucket
from functions.detect.detectors.replay import ScoredBucket
from functions.detect.detectors.signal import Signal
from shared.domain.brand import Sensitivity
from shared.domain.time import BUCKET_MS, MINUTE_MS
from shared.messages.figures import count_noun
from shared.messages.phrases import date_and_time, duration, percent


def explain(decision: Record) -> Explanation:
    """The explanation of a decision about the negative share."""
    signal, sensitivity = Signal(decision["signal"]), Sensitivity(decision["sensitivity"])
    found = decision["bucket"]
    if int(decision["detector"]) < detector.VERSION:
        return _from_record(decision, int(found["negative"]))
    state = CODEC.load(decision["state"])
    bucket = ShareBucket(int(decision["bucket_ms"]), int(found["negative"]), int(found["scored"]))
    score = scoring.judge(state, bucket)
    recomputed = detector.decision(signal, sensitivity, ScoredBucket(bucket, score, state))
    usual = score.expected * score.scored * BUCKET_MS / (score.minutes * MINUTE_MS)
    return Explanation(
        bucket_ms=bucket.start_ms,
        observed=bucket.negative,
        counts=count_noun(signal.kind),
        count_in=attrgetter(Signal.NEGATIVE.counts),
        sentences=tuple(_sentences(signal, sensitivity, score, recomputed)),
        recomputed=recomputed,
        differs=differences(decision, recomputed, alarm=scoring.is_alarm(score, recomputed["threshold"])),
        normal=lambda _: usual,
    )


def _from_record(decision: Record, negative: int) -> Explanation:
    """The explanation of a decision by an earlier version of the rules."""
    seen, scored, minutes, normal = (decision[name] for name in ("negative", "scored", "minutes", "usual"))
    return explained_from_record(
        decision,
        detector.VERSION,
        observed=negative,
        counts=count_noun(Signal.NEGATIVE_SHARE.kind),
        count_in=attrgetter(Signal.NEGATIVE.counts),
        normal=normal * scored * BUCKET_MS / (minutes * MINUTE_MS),
        sentences=(
            (
                f"Observed: {seen:,} of {scored:,} posts that could be scored were negative in"
                f" {duration(minutes * MINUTE_MS)}; normal: {percent(normal)}."
            ),
        ),
    )


def _sentences(signal: Signal, sensitivity: Sensitivity, score: ShareScore, recomputed: Record) -> Iterator[str]:
    window, until = duration(score.minutes * MINUTE_MS), date_and_time(score.bucket_ms + BUCKET_MS)
    yield (
        f"Observed: {score.negative:,} of {score.scored:,} scored posts were negative"
        f" ({percent(score.share)}) in {window} until {until}."
    )
    yield (
        f"Normal: {percent(score.expected)}, estimated from about {score.known:,.0f} posts of this brand; similar"
        f" posts (correlation {score.correlation:.2g}) count for less than independent ones."
    )
    yield f"Rarity: compared with the largest shifts of this brand, {once_in(score.period)}."
    yield f"Threshold: {accepted_rate(sensitivity, signal, recomputed['threshold'])}."
    yield f"Excess: {score.excess:,.1f} negative posts more than the normal share."
