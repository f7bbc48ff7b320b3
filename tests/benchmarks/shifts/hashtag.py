"""Simulated hashtags of a brand, and what the detector of trending ones makes of them."""

# ruff: noqa: S311 - seeded chance

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from functions.detect.detectors.hashtag import scoring
from functions.detect.detectors.hashtag.state import TagBucket
from functions.detect.stats.rates import DAY, HALF_HOUR, HOUR, WEEK
from infra.simulation.traffic import TrafficProfile, intensities, negative_binomial, poisson, wave
from shared.domain.time import BUCKET_MS
from tests.benchmarks.shifts import episodes


@dataclass(frozen=True, slots=True)
class TagTraffic:
    """A brand's tags: a post has ``tagged`` of the ``usual`` ones (by Zipf's law) on average.

    ``new`` posts a bucket have a tag nobody used before, which then runs on: each of its
    posts brings ``contagion`` more on average in the half hour after. ``wander`` lets the use
    of each usual tag wander (log standard deviation, over two hours). ``daily`` tags have one
    hour a day.
    """

    traffic: TrafficProfile
    tagged: float = 0.5
    usual: int = 40
    new: float = 0.02
    contagion: float = 0.0
    wander: float = 0.0
    daily: int = 0


BRANDS: dict[str, TagTraffic] = {
    "0.2 a bucket": TagTraffic(TrafficProfile(0.2)),
    "2 a bucket": TagTraffic(TrafficProfile(2.0)),
    "20 a bucket": TagTraffic(TrafficProfile(20.0, 0.1), new=0.2),
    "200 a bucket, 500 tags": TagTraffic(TrafficProfile(200.0, 0.05), usual=500, new=2.0),
    "daily volume": TagTraffic(TrafficProfile(5.0, 0.2, wave(1.5, 15.0))),
    "volume bursts": TagTraffic(TrafficProfile(3.0, 0.3, (), (), 1.0, 6.0)),
    "every post tagged alike": TagTraffic(TrafficProfile(10.0, 0.3), tagged=2.0, usual=3),
    "tags of an hour a day": TagTraffic(TrafficProfile(10.0), daily=3),
    "tags whose use wanders": TagTraffic(TrafficProfile(10.0), wander=0.7),
    "new tags that run on": TagTraffic(TrafficProfile(10.0), new=0.05, contagion=0.7),
    "a flood of single tags": TagTraffic(TrafficProfile(20.0), new=15.0),
}
"""What tags are like when nothing happens."""


@dataclass(frozen=True, slots=True)
class Trend:
    """From ``start`` on, for ``length`` buckets, ``posts`` more a bucket have ``tag``."""

    start: int
    length: int
    posts: float
    tag: str = "boycott"


def stream(name: str, weeks: float, seed: int, trend: Trend | None = None) -> Iterator[TagBucket]:
    """A seeded stream of this brand's buckets."""
    brand, rng = BRANDS[name], random.Random(seed)
    tags_of = TagSimulation(brand, rng)
    for number, expected in enumerate(intensities(brand.traffic, rng, int(weeks * WEEK), 0)):
        posts = negative_binomial(rng, expected, brand.traffic.dispersion or 1e-3)
        tags = tags_of.bucket(number, posts)
        if trend is not None and 0 <= number - trend.start < trend.length:
            more = poisson(rng, trend.posts)
            tags[trend.tag] += more
            posts += more
        yield TagBucket(number * BUCKET_MS, max(posts, 0, *tags.values()), +tags)


class TagSimulation:
    """A brand's tags, bucket by bucket."""

    def __init__(self, brand: TagTraffic, rng: random.Random) -> None:
        self.brand, self.rng = brand, rng
        self.wanders = [rng.gauss(0.0, brand.wander) for _ in range(brand.usual)]
        self.live: dict[str, float] = {}
        self.coined = 0

    def bucket(self, number: int, posts: int) -> Counter[str]:
        """The tags of so many posts, and those that come of themselves."""
        return self.usual(posts) + self.running() + self.coin() + self.daily(number)

    def usual(self, posts: int) -> Counter[str]:
        kept = math.exp(-1.0 / (2 * HOUR))
        fresh = self.brand.wander * math.sqrt(1 - kept * kept)
        if fresh:
            self.wanders = [kept * wander + self.rng.gauss(0.0, fresh) for wander in self.wanders]
        weights = [math.exp(wander) / rank for rank, wander in enumerate(self.wanders, 1)]
        chosen = self.rng.choices(range(self.brand.usual), weights, k=poisson(self.rng, posts * self.brand.tagged))
        return Counter(f"usual{rank}" for rank in chosen)

    def running(self) -> Counter[str]:
        found = Counter({name: poisson(self.rng, spread / HALF_HOUR) for name, spread in self.live.items()})
        kept = (HALF_HOUR - 1) / HALF_HOUR
        spreads = {name: spread * kept + self.brand.contagion * found[name] for name, spread in self.live.items()}
        self.live = {name: spread for name, spread in spreads.items() if spread >= 0.02}
        return found

    def coin(self) -> Counter[str]:
        first, self.coined = self.coined, self.coined + poisson(self.rng, self.brand.new)
        names = [f"new{number}" for number in range(first, self.coined)]
        if self.brand.contagion:
            self.live |= dict.fromkeys(names, self.brand.contagion)
        return Counter(names)

    def daily(self, number: int) -> Counter[str]:
        names = [name for name in range(self.brand.daily) if number % DAY // HOUR == (7 * name + 5) % 24]
        return Counter({f"daily{name}": poisson(self.rng, 2.0) for name in names})


def false_alarms(name: str, weeks: int, seeds: range) -> float:
    """False alarms a brand-week; the first day, which is learning, counts too."""
    return episodes.false_alarms(scoring, partial(stream, name), weeks, seeds)


def delay(name: str, trend: Trend, seed: int) -> int | None:
    """Buckets from the trend to its alarm, ``None`` if missed."""
    buckets = stream(name, episodes.weeks_with(trend.start, trend.length), seed, trend)
    found = ((at, score) for at, score in episodes.alarms(scoring, buckets) if score.tag == trend.tag)
    return episodes.delay(found, trend.start, trend.length)
