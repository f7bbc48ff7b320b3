"""Signals besides plain counts: false alarms promised and measured, events caught, cost.

``python -m tests.benchmarks signals`` prints the table; ``python -m tests.benchmarks.signals`` every stream.
"""

# ruff: noqa: T201 - figures to read

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any

from functions.detect.detectors.hashtag import scoring
from functions.detect.detectors.negative_share import scoring as share
from functions.detect.detectors.silence import scoring as silence
from tests.benchmarks.shifts import hashtag, negative_share
from tests.benchmarks.shifts import silence as silences

Figure = tuple[str, float, str, float | None]
"""A name, its value and unit, and the budget it must not exceed (``None``: to be read, not kept)."""

WORST, MEAN, COST = 1.5, 1.0, 25.0
"""Budgets: false alarms a brand-week at "one a week" on any stream and on average; microseconds an update."""


def figures(weeks: int = 4, seeds: int = 2) -> list[Figure]:
    """Every figure of these signals."""
    return [*_shares(weeks, range(seeds)), *_hashtags(weeks, range(seeds)), *_silences(weeks, range(seeds))]


def _shares(weeks: int, seeds: range) -> Iterable[Figure]:
    yield from _false("share shift", {n: negative_share.false_alarms(n, weeks, seeds) for n in negative_share.MOODS})
    for to, length in ((0.45, 6), (0.45, 36), (0.7, 6)):
        delays = [
            negative_share.delay(name, negative_share.Shift(negative_share.WEEK + 500 + 97 * seed, length, to), seed)
            for name, mood in negative_share.MOODS.items()
            if mood.share <= 0.25 and mood.talk.mean >= 2.0
            for seed in range(4)
        ]
        yield from _caught(f"share to {to:.0%} for {5 * length} min", delays)
    stream = list(negative_share.moods(negative_share.MOODS["2 a bucket"], 1, 7))
    yield from _cost("share shift", stream, share)


def _hashtags(weeks: int, seeds: range) -> Iterable[Figure]:
    yield from _false("hashtag", {name: hashtag.false_alarms(name, weeks, seeds) for name in hashtag.HABITS})
    for posts, length, tag in ((2.0, 6, "boycott"), (5.0, 6, "boycott"), (20.0, 3, "boycott"), (20.0, 6, "usual5")):
        delays = [
            hashtag.delay(name, hashtag.Wave(hashtag.WEEK + 500 + 97 * seed, length, posts, tag), seed)
            for name, habit in hashtag.HABITS.items()
            if habit.talk.mean <= 20.0
            for seed in range(2)
        ]
        kind = "a usual tag" if tag == "usual5" else "a new tag"
        yield from _caught(f"{kind}, {posts:g} posts a bucket for {5 * length} min", delays)
    for name in ("2 a bucket", "20 a bucket"):
        yield from _cost(f"hashtag, {name}", list(hashtag.habits(hashtag.HABITS[name], 1, 7)), scoring)


def _silences(weeks: int, seeds: range) -> Iterable[Figure]:
    yield from _false("silence", {name: silences.false_alarms(name, weeks, seeds) for name in silences.CHANNELS})
    for length, left in ((12, 0.0), (36, 0.0), (36, 0.05), (144, 0.0)):
        delays = [
            silences.delay(name, silences.Hush(2 * silences.WEEK + 150 + 97 * seed, length, left), seed)
            for name, channel in silences.CHANNELS.items()
            if channel.talk.mean * length >= 20.0
            for seed in range(4)
        ]
        yield from _caught(f"silence of {5 * length / 60:g} h, {left:.0%} left, 20 posts or more missing", delays)
    yield from _cost("silence", list(silences.channels(silences.CHANNELS["strong days"], 1, 7)), silence)


def _false(signal: str, found: dict[str, float]) -> Iterable[Figure]:
    for name, rate in found.items():
        yield f"{signal}: false alarms, {name}", rate, "a brand-week", WORST
    yield f"{signal}: false alarms, all streams", sum(found.values()) / len(found), "a brand-week", MEAN


def _caught(event: str, delays: list[int | None]) -> Iterable[Figure]:
    found = [delay for delay in delays if delay is not None]
    yield f"{event}: caught", len(found) / len(delays), "share", None
    yield f"{event}: delay", sum(found) / max(1, len(found)), "buckets", None


def _cost(signal: str, stream: list[Any], core: Any) -> Iterable[Figure]:
    """The CPU time of judging and learning a bucket; the least of five tries, because others use this machine too."""
    tries: list[float] = []
    state = core.begin(stream[0])
    for _ in range(5):
        begun, state = time.process_time(), core.begin(stream[0])
        for bucket in stream[1:]:
            state = core.learn(state, bucket, core.judge(state, bucket))
        tries.append((time.process_time() - begun) / len(stream) * 1e6)
    text = json.dumps(core.document(state), separators=(",", ":"))
    yield f"{signal}: judge and learn a bucket", min(tries), "us", COST
    yield f"{signal}: a state", float(len(text.encode())), "bytes", None


if __name__ == "__main__":
    for name, value, unit, budget in figures():
        print(f"{name:60} {value:10.2f} {unit:14} {'' if budget is None else f'budget {budget:g}'}")
