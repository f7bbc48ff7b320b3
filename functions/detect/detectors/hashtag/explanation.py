"""A decision about a hashtag in, its explanation out: posts have one far more often than ever before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from functions.detect.detectors.explanation import (
    Explanation,
    Record,
    accepted_rate,
    differences,
    explained_from_record,
    once_in,
    why_now,
)
from functions.detect.detectors.hashtag import detector, scoring
from functions.detect.detectors.hashtag.scoring import TagScore
from functions.detect.detectors.hashtag.state import CODEC, TagBucket
from functions.detect.detectors.replay import ScoredBucket
from functions.detect.detectors.signal import Signal
from shared.domain.brand import Sensitivity
from shared.domain.time import BUCKET_MS, MINUTE_MS
from shared.messages.figures import count_noun
from shared.messages.phrases import date_and_time, duration, percent


def explain(decision: Record) -> Explanation:
    """The explanation of a decision about a hashtag."""
    signal, sensitivity = Signal(decision["signal"]), Sensitivity(decision["sensitivity"])
    found = decision["bucket"]
    tags = {str(tag): int(posts) for tag, posts in found["tags"].items()}
    if int(decision["detector"]) < detector.VERSION:
        return _from_record(decision, tags)
    state = CODEC.load(decision["state"])
    bucket = TagBucket(int(decision["bucket_ms"]), int(found["posts"]), tags)
    score = scoring.judge(state, bucket)
    recomputed = detector.decision(signal, sensitivity, ScoredBucket(bucket, score, state))
    usual = score.expected * BUCKET_MS / (score.minutes * MINUTE_MS)
    return Explanation(
        bucket_ms=bucket.start_ms,
        observed=tags.get(score.tag, 0),
        counts=count_noun(signal.kind, score.tag),
        count_in=lambda tally: tally.hashtags.get(score.tag, 0),
        sentences=tuple(_sentences(signal, sensitivity, score, recomputed)),
        recomputed=recomputed,
        differs=differences(decision, recomputed, alarm=scoring.is_alarm(score, recomputed["threshold"])),
        normal=lambda _: usual,
    )


def _from_record(decision: Record, tags: Mapping[str, int]) -> Explanation:
    """The explanation of a decision by an earlier version of the rules."""
    tag, posts, expected, minutes = (decision[name] for name in ("tag", "posts", "expected", "minutes"))
    return explained_from_record(
        decision,
        detector.VERSION,
        observed=tags.get(tag, 0),
        counts=count_noun(Signal.HASHTAG.kind, tag),
        count_in=lambda tally: tally.hashtags.get(tag, 0),
        normal=expected * BUCKET_MS / (minutes * MINUTE_MS),
        sentences=(
            f"Observed: {posts:,} posts with #{tag} in {duration(minutes * MINUTE_MS)}; normal: {expected:,.1f}.",
        ),
    )


def _sentences(signal: Signal, sensitivity: Sensitivity, score: TagScore, recomputed: Record) -> Iterator[str]:
    window, until = duration(score.minutes * MINUTE_MS), date_and_time(score.bucket_ms + BUCKET_MS)
    counts = count_noun(signal.kind, score.tag)
    yield (
        f"Observed: {score.posts:,} {counts} in {window} until {until},"
        f" {percent(score.share)} of the brand's {score.of_posts:,}."
    )
    known = f"estimated from about {score.known:,.0f} posts of this brand"
    usual = "was never seen before" if score.novel else f"has {score.times:.1f} times its usual share"
    yield f"Normal: {score.expected:.1f} in that time, {known}; the hashtag {usual}."
    yield f"Rarity: among all hashtags of the brand, {once_in(score.period)}."
    yield f"Threshold: {accepted_rate(sensitivity, signal, recomputed['threshold'])}."
    yield f"Why now: {why_now(score.envelope)}."
