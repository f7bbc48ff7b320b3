"""Streams of channels, and what the silence detector makes of them."""

# ruff: noqa: S311 - seeded chance

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from functions.detect.detectors.silence import scoring
from functions.detect.detectors.silence.state import ChannelBucket
from infra.simulation.traffic import TrafficProfile, intensities, negative_binomial, poisson, wave
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, BUCKETS_PER_WEEK, DAY_MS

DAY, WEEK = BUCKETS_PER_DAY, BUCKETS_PER_WEEK
WEEKDAYS = (0.0, 0.0, 0.0, 0.0, 0.0, -1.6, -1.6)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel: its course, in how many posts at a time, and how often it cannot be collected (of the days)."""

    talk: TrafficProfile
    batch: int = 1
    failing: float = 0.0


CHANNELS: dict[str, Channel] = {
    "14 a day": Channel(TrafficProfile(0.05)),
    "0.5 a bucket": Channel(TrafficProfile(0.5)),
    "5 a bucket": Channel(TrafficProfile(5.0)),
    "50 a bucket, bursty": Channel(TrafficProfile(50.0, 0.3)),
    "strong days": Channel(TrafficProfile(2.0, 0.1, wave(1.5, 15.0))),
    "office hours": Channel(TrafficProfile(2.0, 0.1, wave(2.5, 13.0, 3.0))),
    "quiet weekends": Channel(TrafficProfile(2.0, 0.1, wave(0.8, 15.0), WEEKDAYS)),
    "wanders for 1 h": Channel(TrafficProfile(2.0, 0.2, (), (), 0.8, 12.0)),
    "wanders for 8 h": Channel(TrafficProfile(2.0, 0.2, (), (), 0.8, 96.0)),
    "ten at a time": Channel(TrafficProfile(0.5), batch=10),
    "often not collected": Channel(TrafficProfile(2.0, 0.1, wave(0.8, 15.0)), failing=0.3),
}
"""What channels are like when nothing happens."""


@dataclass(frozen=True, slots=True)
class Hush:
    """From ``start`` on, for ``length`` buckets, only this part of the posts is left."""

    start: int
    length: int
    left: float = 0.0


def channels(channel: Channel, weeks: float, seed: int, event: Hush | None = None) -> Iterator[ChannelBucket]:
    """A seeded stream of buckets; the start is a Monday."""
    rng, start = random.Random(seed), 4 * DAY_MS
    course, failed = intensities(channel.talk, rng, int(weeks * WEEK), start), 0
    for number, expected in enumerate(course):
        mean = expected / channel.batch
        if event is not None and 0 <= number - event.start < event.length:
            mean *= event.left
        count = channel.batch * negative_binomial(rng, mean, channel.talk.dispersion or 1e-3)
        failed = poisson(rng, 60.0) if rng.random() < channel.failing / DAY else max(0, failed - 1)
        yield ChannelBucket(start + number * BUCKET_MS, 0 if failed else count, not failed)


def alarms(stream: Iterator[ChannelBucket], threshold: float) -> list[int]:
    """The buckets in which a moment would open, each followed to its calm end (three calm buckets)."""
    state, found, quiet = scoring.begin(next(stream)), [], 3
    for number, bucket in enumerate(stream, 1):
        score = scoring.judge(state, bucket)
        if quiet < 3:
            quiet = quiet + 1 if scoring.is_normal(score) else 0
        elif scoring.is_alarm(score, threshold):
            found.append(number)
            quiet = 0
        state = scoring.learn(state, bucket, score)
    return found


def false_alarms(name: str, weeks: int, seeds: range, per_week: float = 1.0) -> float:
    """False alarms a channel-week at a threshold of ``per_week``; the first days, which are learning, count too."""
    limit = math.log10(WEEK / per_week)
    return sum(len(alarms(channels(CHANNELS[name], weeks, seed), limit)) for seed in seeds) / (weeks * len(seeds))


def delay(name: str, event: Hush, seed: int) -> int | None:
    """Buckets from the hush to its alarm, ``None`` if missed."""
    weeks = (event.start + event.length + DAY) / WEEK
    end = event.start + event.length
    told = alarms(channels(CHANNELS[name], weeks, seed, event), math.log10(WEEK))
    found = [at for at in told if event.start <= at < end]
    return found[0] - event.start + 1 if found else None
