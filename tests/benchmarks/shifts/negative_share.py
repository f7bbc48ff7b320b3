"""Simulated negative shares of a brand, and what their detector makes of them: false alarms, shifts caught, delay."""

# ruff: noqa: S311 - seeded chance

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from functions.detect.detectors.negative_share import scoring
from functions.detect.detectors.negative_share.state import ShareBucket
from functions.detect.stats.rates import DAY, HOUR, WEEK
from infra.simulation.traffic import TrafficProfile, intensities, poisson, wave
from shared.domain.time import BUCKET_MS
from tests.benchmarks.shifts import episodes


@dataclass(frozen=True, slots=True)
class ShareTraffic:
    """A brand: how many posts, the negative share, and how it wanders (logits) by the bucket and by the day."""

    traffic: TrafficProfile
    share: float
    wander: float = 0.0
    memory: float = 1.0
    daily: float = 0.0
    copies: int = 1


BRANDS: dict[str, ShareTraffic] = {
    "0.2 a bucket": ShareTraffic(TrafficProfile(0.2), 0.2),
    "2 a bucket": ShareTraffic(TrafficProfile(2.0), 0.2),
    "2 a bucket, hardly negative": ShareTraffic(TrafficProfile(2.0), 0.03),
    "2 a bucket, mostly negative": ShareTraffic(TrafficProfile(2.0), 0.63),
    "20 a bucket, bursty": ShareTraffic(TrafficProfile(20.0, 0.3), 0.2),
    "200 a bucket": ShareTraffic(TrafficProfile(200.0, 0.05), 0.15),
    "daily volume": ShareTraffic(TrafficProfile(5.0, 0.2, wave(1.5, 15.0)), 0.2),
    "scattered share": ShareTraffic(TrafficProfile(20.0, 0.1), 0.2, 0.4),
    "share wanders for 1 h": ShareTraffic(TrafficProfile(10.0, 0.1), 0.2, 0.3, HOUR),
    "share wanders for 8 h": ShareTraffic(TrafficProfile(10.0, 0.1), 0.25, 0.3, 8 * HOUR),
    "daily share": ShareTraffic(TrafficProfile(10.0, 0.1, wave(0.8, 15.0)), 0.2, 0.1, HOUR, 0.4),
    "volume bursts": ShareTraffic(TrafficProfile(3.0, 0.3, (), (), 1.0, 6.0), 0.2),
    "posts in fives": ShareTraffic(TrafficProfile(4.0), 0.2, copies=5),
}
"""What brands are like when nothing happens."""


@dataclass(frozen=True, slots=True)
class Shift:
    """From ``start`` on, for ``length`` buckets, the share is ``to``, without a post more."""

    start: int
    length: int
    to: float


def stream(name: str, weeks: float, seed: int, shift: Shift | None = None) -> Iterator[ShareBucket]:
    """A seeded stream of this brand's buckets."""
    brand, rng = BRANDS[name], random.Random(seed)
    kept, now = math.exp(-1.0 / brand.memory), rng.gauss(0.0, brand.wander)
    if brand.memory <= 1.0:
        kept = 0.0
    for number, expected in enumerate(intensities(brand.traffic, rng, int(weeks * WEEK), 0)):
        now = kept * now + rng.gauss(0.0, brand.wander * math.sqrt(1.0 - kept * kept))
        share = brand.share if shift is None or not 0 <= number - shift.start < shift.length else shift.to
        logit = math.log(share / (1.0 - share)) + now + brand.daily * math.sin(2 * math.pi * number / DAY)
        share = 1.0 / (1.0 + math.exp(-logit))
        shape = 1.0 / (brand.traffic.dispersion or 1e-3)
        posts = expected * rng.gammavariate(shape, 1.0 / shape) / brand.copies
        negative, others = poisson(rng, posts * share), poisson(rng, posts * (1.0 - share))
        yield ShareBucket(number * BUCKET_MS, brand.copies * negative, brand.copies * (negative + others))


def false_alarms(name: str, weeks: int, seeds: range) -> float:
    """False alarms a brand-week; the first, most normal days count too."""
    return episodes.false_alarms(scoring, partial(stream, name), weeks, seeds)


def delay(name: str, shift: Shift, seed: int) -> int | None:
    """Buckets from the shift to its alarm, ``None`` if missed."""
    buckets = stream(name, episodes.weeks_with(shift.start, shift.length), seed, shift)
    return episodes.delay(episodes.alarms(scoring, buckets), shift.start, shift.length)
