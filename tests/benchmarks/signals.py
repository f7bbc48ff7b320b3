"""Signals besides plain counts: false alarms promised and measured, events caught, cost.

``python -m tests.benchmarks signals`` prints the table; ``python -m tests.benchmarks.signals`` every stream.
"""

# ruff: noqa: T201 - figures to read

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any

from functions.detect.detectors.codec import StateCodec
from functions.detect.detectors.hashtag import scoring as hashtag_rules
from functions.detect.detectors.hashtag.state import CODEC as HASHTAG_CODEC
from functions.detect.detectors.negative_share import scoring as share_rules
from functions.detect.detectors.negative_share.state import CODEC as SHARE_CODEC
from functions.detect.detectors.silence import scoring as silence_rules
from functions.detect.detectors.silence.state import CODEC as SILENCE_CODEC
from functions.detect.stats.rates import HALF_HOUR, HOUR, WEEK
from shared.domain.time import BUCKET_MINUTES
from tests.benchmarks.shifts import hashtag, negative_share, silence
from tests.benchmarks.shifts.episodes import Rules

Figure = tuple[str, float, str, float | None]
"""A name, its value and unit, and the budget it must not exceed (``None``: to be read, not kept)."""

WORST, MEAN, COST = 1.5, 1.0, 25.0
"""Budgets: false alarms a brand-week at "one a week" on any stream and on average; microseconds an update."""

TRIES = 5


def figures(weeks: int = 4, seeds: int = 2) -> list[Figure]:
    """Every figure of these signals."""
    return [*_shares(weeks, range(seeds)), *_hashtags(weeks, range(seeds)), *_silences(weeks, range(seeds))]


def _shares(weeks: int, seeds: range) -> Iterable[Figure]:
    brands = negative_share.BRANDS
    yield from _false("share shift", {name: negative_share.false_alarms(name, weeks, seeds) for name in brands})
    for to, length in ((0.45, HALF_HOUR), (0.45, 3 * HOUR), (0.7, HALF_HOUR)):
        delays = [
            negative_share.delay(name, negative_share.Shift(WEEK + 500 + 97 * seed, length, to), seed)
            for name, brand in brands.items()
            if brand.share <= 0.25 and brand.traffic.mean >= 2.0
            for seed in range(4)
        ]
        yield from _caught(f"share to {to:.0%} for {BUCKET_MINUTES * length} min", delays)
    yield from _cost("share shift", list(negative_share.stream("2 a bucket", 1, 7)), share_rules, SHARE_CODEC)


def _hashtags(weeks: int, seeds: range) -> Iterable[Figure]:
    brands = hashtag.BRANDS
    yield from _false("hashtag", {name: hashtag.false_alarms(name, weeks, seeds) for name in brands})
    for posts, length, tag in ((2.0, 6, "boycott"), (5.0, 6, "boycott"), (20.0, 3, "boycott"), (20.0, 6, "usual5")):
        delays = [
            hashtag.delay(name, hashtag.Trend(WEEK + 500 + 97 * seed, length, posts, tag), seed)
            for name, brand in brands.items()
            if brand.traffic.mean <= 20.0
            for seed in range(2)
        ]
        kind = "a usual tag" if tag == "usual5" else "a new tag"
        yield from _caught(f"{kind}, {posts:g} posts a bucket for {BUCKET_MINUTES * length} min", delays)
    for name in ("2 a bucket", "20 a bucket"):
        yield from _cost(f"hashtag, {name}", list(hashtag.stream(name, 1, 7)), hashtag_rules, HASHTAG_CODEC)


def _silences(weeks: int, seeds: range) -> Iterable[Figure]:
    yield from _false("silence", {name: silence.false_alarms(name, weeks, seeds) for name in silence.CHANNELS})
    for hours, left in ((1, 0.0), (3, 0.0), (3, 0.05), (12, 0.0)):
        delays = [
            silence.delay(name, silence.Silence(2 * WEEK + 150 + 97 * seed, hours * HOUR, left), seed)
            for name, channel in silence.CHANNELS.items()
            if channel.traffic.mean * hours * HOUR >= 20.0
            for seed in range(4)
        ]
        yield from _caught(f"silence of {hours} h, {left:.0%} left, 20 posts or more missing", delays)
    yield from _cost("silence", list(silence.stream("strong days", 1, 7)), silence_rules, SILENCE_CODEC)


def _false(signal: str, found: dict[str, float]) -> Iterable[Figure]:
    for name, rate in found.items():
        yield f"{signal}: false alarms, {name}", rate, "a brand-week", WORST
    yield f"{signal}: false alarms, all streams", sum(found.values()) / len(found), "a brand-week", MEAN


def _caught(event: str, delays: list[int | None]) -> Iterable[Figure]:
    found = [delay for delay in delays if delay is not None]
    yield f"{event}: caught", len(found) / len(delays), "share", None
    yield f"{event}: delay", sum(found) / max(1, len(found)), "buckets", None


def _cost(signal: str, stream: list[Any], rules: Rules, codec: StateCodec[Any]) -> Iterable[Figure]:
    """The CPU time of judging and learning a bucket; the least of some tries, because others use this machine too."""
    tries: list[float] = []
    state = rules.begin(stream[0])
    for _ in range(TRIES):
        begun, state = time.process_time(), rules.begin(stream[0])
        for bucket in stream[1:]:
            state = rules.learn(state, bucket, rules.judge(state, bucket))
        tries.append((time.process_time() - begun) / len(stream) * 1e6)
    text = json.dumps(codec.dump(state), separators=(",", ":"))
    yield f"{signal}: judge and learn a bucket", min(tries), "us", COST
    yield f"{signal}: a state", float(len(text.encode())), "bytes", None


if __name__ == "__main__":
    for name, value, unit, budget in figures():
        print(f"{name:60} {value:10.2f} {unit:14} {'' if budget is None else f'budget {budget:g}'}")
