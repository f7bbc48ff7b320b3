"""Simulated channels, and what the detector of silent ones makes of them."""

# ruff: noqa: S311 - seeded chance

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from functions.detect.detectors.silence import scoring
from functions.detect.detectors.silence.state import ChannelBucket
from functions.detect.stats.rates import DAY, HOUR, WEEK
from infra.simulation.traffic import TrafficProfile, intensities, negative_binomial, poisson, wave
from shared.domain.time import BUCKET_MS, DAY_MS
from tests.benchmarks.shifts import episodes

WEEKDAYS = (0.0, 0.0, 0.0, 0.0, 0.0, -1.6, -1.6)


@dataclass(frozen=True, slots=True)
class ChannelTraffic:
    """A channel: its posts, in how many at a time, and how often a day it cannot be collected."""

    traffic: TrafficProfile
    batch: int = 1
    failing: float = 0.0


CHANNELS: dict[str, ChannelTraffic] = {
    "14 a day": ChannelTraffic(TrafficProfile(0.05)),
    "0.5 a bucket": ChannelTraffic(TrafficProfile(0.5)),
    "5 a bucket": ChannelTraffic(TrafficProfile(5.0)),
    "50 a bucket, bursty": ChannelTraffic(TrafficProfile(50.0, 0.3)),
    "strong days": ChannelTraffic(TrafficProfile(2.0, 0.1, wave(1.5, 15.0))),
    "office hours": ChannelTraffic(TrafficProfile(2.0, 0.1, wave(2.5, 13.0, 3.0))),
    "quiet weekends": ChannelTraffic(TrafficProfile(2.0, 0.1, wave(0.8, 15.0), WEEKDAYS)),
    "wanders for 1 h": ChannelTraffic(TrafficProfile(2.0, 0.2, (), (), 0.8, HOUR)),
    "wanders for 8 h": ChannelTraffic(TrafficProfile(2.0, 0.2, (), (), 0.8, 8 * HOUR)),
    "ten at a time": ChannelTraffic(TrafficProfile(0.5), batch=10),
    "often not collected": ChannelTraffic(TrafficProfile(2.0, 0.1, wave(0.8, 15.0)), failing=0.3),
}
"""What channels are like when nothing happens."""


@dataclass(frozen=True, slots=True)
class Silence:
    """From ``start`` on, for ``length`` buckets, only this part of the posts is left."""

    start: int
    length: int
    left: float = 0.0


def stream(name: str, weeks: float, seed: int, silence: Silence | None = None) -> Iterator[ChannelBucket]:
    """A seeded stream of this channel's buckets; the start is a Monday."""
    channel, rng, start_ms, failed = CHANNELS[name], random.Random(seed), 4 * DAY_MS, 0
    for number, expected in enumerate(intensities(channel.traffic, rng, int(weeks * WEEK), start_ms)):
        mean = expected / channel.batch
        if silence is not None and 0 <= number - silence.start < silence.length:
            mean *= silence.left
        count = channel.batch * negative_binomial(rng, mean, channel.traffic.dispersion or 1e-3)
        failed = poisson(rng, 5.0 * HOUR) if rng.random() < channel.failing / DAY else max(0, failed - 1)
        yield ChannelBucket(start_ms + number * BUCKET_MS, 0 if failed else count, not failed)


def false_alarms(name: str, weeks: int, seeds: range) -> float:
    """False alarms a channel-week; the first days, which are learning, count too."""
    return episodes.false_alarms(scoring, partial(stream, name), weeks, seeds)


def delay(name: str, silence: Silence, seed: int) -> int | None:
    """Buckets from the silence to its alarm, ``None`` if missed; once posts are back none comes."""
    buckets = stream(name, episodes.weeks_with(silence.start, silence.length), seed, silence)
    return episodes.delay(episodes.alarms(scoring, buckets), silence.start, silence.length, grace=0)
