"""Synthetic talk of all kinds: simulated negative shares and hashtags, with the questions, purchases and praise beside.

Nothing ever happens in it, whatever kind of moment one looks for.
"""

# ruff: noqa: S311 - seeded chance

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

from shared.domain.mentions.tally import Tally
from shared.domain.time import BUCKET_MINUTES, MINUTE_MS
from tests.benchmarks.shifts import hashtag, negative_share
from tests.unit.detect.simulated_brand import MinuteCount

STREAMS = {
    "0.2 a bucket": "0.2 a bucket",
    "2 a bucket": "2 a bucket",
    "2 a bucket, mostly negative": "2 a bucket",
    "20 a bucket, bursty": "20 a bucket",
    "daily volume": "new tags that run on",
    "share wanders for 8 h": "tags whose use wanders",
    "volume bursts": "volume bursts",
    "posts in fives": "2 a bucket",
}
"""The streams of negative shares, each with the tags of a stream of hashtags."""

QUESTIONS, PURCHASES, PRAISES, POSITIVE, REPOSTS = 0.2, 0.03, 0.3, 0.5, 0.2
"""Questions are a part of all posts, purchases, praise and positive posts one of those that are not negative,
reposts one of the negative ones."""

CHANNELS, WEIGHTS = ("mastodon", "webhook", "rss"), (6, 3, 1)


def counts(name: str, start_ms: int, days: int, seed: int) -> Iterator[MinuteCount]:
    """The minute counters of a stream."""
    rng = random.Random(seed)
    tags = hashtag.TagSimulation(hashtag.BRANDS[STREAMS[name]], rng)
    for number, bucket in enumerate(negative_share.stream(name, days / 7, seed)):
        used = tags.bucket(number, bucket.scored) if bucket.scored else Counter[str]()
        minute = number * BUCKET_MINUTES + rng.randrange(BUCKET_MINUTES)
        if bucket.scored:
            tally = _tally(rng, bucket.negative, bucket.scored, {tag: n for tag, n in used.items() if n > 0})
            yield MinuteCount(start_ms + minute * MINUTE_MS, tally)


def _tally(rng: random.Random, negative: int, posts: int, tags: dict[str, int]) -> Tally:
    others = posts - negative
    return Tally(
        mentions=posts,
        scored=posts,
        negative=negative,
        positive=_part(rng, others, POSITIVE),
        critical_shares=_part(rng, negative, REPOSTS),
        questions=_part(rng, posts, QUESTIONS),
        purchases=_part(rng, others, PURCHASES),
        praises=_part(rng, others, PRAISES),
        hashtags={tag: min(number, posts) for tag, number in tags.items()},
        channels=Counter(rng.choices(CHANNELS, WEIGHTS, k=posts)),
    )


def _part(rng: random.Random, posts: int, share: float) -> int:
    return sum(rng.random() < share for _ in range(posts))
