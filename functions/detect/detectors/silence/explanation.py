"""A decision about a silent channel in, its explanation out: one that always talks does so no longer."""

from __future__ import annotations

from collections.abc import Iterator

from functions.detect.detectors.explanation import (
    Explanation,
    Record,
    accepted_rate,
    differences,
    explained_from_record,
    observed_for,
    once_in,
)
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.silence import detector, scoring
from functions.detect.detectors.silence.detector import ScoredChannel
from functions.detect.detectors.silence.scoring import SilenceScore
from functions.detect.detectors.silence.state import CODEC, ChannelBucket
from shared.channels import POLLED
from shared.domain.brand import Sensitivity
from shared.domain.time import BUCKET_MS, MINUTE_MS, MINUTES_PER_WEEK
from shared.messages.figures import count_noun
from shared.messages.phrases import date_and_time, duration, normal_count


def explain(decision: Record) -> Explanation:
    """The explanation of a decision about a silent channel."""
    signal, sensitivity = Signal(decision["signal"]), Sensitivity(decision["sensitivity"])
    found, channel = decision["bucket"], str(decision["channel"])
    bucket = ChannelBucket(
        int(decision["bucket_ms"]), int(found["posts"]), bool(found["collected"]), int(found.get("minute", -1))
    )
    if int(decision["detector"]) < detector.VERSION:
        return _from_record(decision, channel, bucket.posts)
    state = CODEC.load(decision["state"])
    score = scoring.judge(state, bucket)
    recomputed = detector.decision(signal, sensitivity, ScoredChannel(channel, bucket, score, state))
    return Explanation(
        bucket_ms=bucket.start_ms,
        observed=bucket.posts,
        counts=count_noun(signal.kind, channel),
        count_in=lambda tally: tally.channels.get(channel, 0),
        sentences=tuple(_sentences(signal, channel, sensitivity, score, recomputed)),
        recomputed=recomputed,
        differs=differences(decision, recomputed, alarm=scoring.is_alarm(score, recomputed["threshold"])),
        normal=lambda at_ms: state.baseline.at(_minute(bucket, at_ms)),
    )


def _minute(bucket: ChannelBucket, at_ms: int) -> int:
    """The minute of the week at another time, by the same clock."""
    return (bucket.minute + (at_ms - bucket.start_ms) // MINUTE_MS) % MINUTES_PER_WEEK


def _from_record(decision: Record, channel: str, posts: int) -> Explanation:
    """The explanation of a decision by an earlier version of the rules."""
    counts, since_ms = count_noun(Signal.SILENCE.kind, channel), decision["since_ms"]
    silent = duration(decision["bucket_ms"] + BUCKET_MS - since_ms)
    return explained_from_record(
        decision,
        detector.VERSION,
        observed=posts,
        counts=counts,
        count_in=lambda tally: tally.channels.get(channel, 0),
        normal=float(decision["usual"]),
        sentences=(
            (
                f"Observed: {decision['seen']:,} {counts} in {silent} since {date_and_time(since_ms)};"
                f" normal: {normal_count(decision['expected'])}."
            ),
        ),
    )


def _collected(channel: str) -> str:
    """What the silence may mean, by how the channel's posts come."""
    if channel in POLLED:
        return (
            "the channel was polled, so nobody posted, or the posts do not reach us;"
            " time in which it could not be polled, or whose posts were not read, does not count."
        )
    return "its posts are pushed to us, so nobody posted, or whoever sends them does so no longer."


def _sentences(
    signal: Signal, channel: str, sensitivity: Sensitivity, score: SilenceScore, recomputed: Record
) -> Iterator[str]:
    seen = f"{score.seen:,}" if score.seen else "no"
    counts = count_noun(signal.kind, channel)
    yield f"Observed: {seen} {counts} in {duration(score.silent_ms)} since {date_and_time(score.since_ms)}."
    normal, learned = normal_count(score.expected), observed_for(score.buckets)
    yield f"Normal: {normal} in that time, learned from {learned} of this channel."
    yield f"Collection: {_collected(channel)}"
    yield f"Rarity: {once_in(score.period)}."
    yield f"Threshold: {accepted_rate(sensitivity, signal, recomputed['threshold'])}."
