"""Streams of moods, and what the share detector makes of them: false alarms, shifts caught, delay."""

# ruff: noqa: S311 - seeded chance

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from functions.detect.detectors.negative_share import scoring
from functions.detect.detectors.negative_share.state import ShareBucket
from infra.simulation.traffic import TrafficProfile, intensities, poisson, wave
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, BUCKETS_PER_WEEK

DAY, WEEK = BUCKETS_PER_DAY, BUCKETS_PER_WEEK


@dataclass(frozen=True, slots=True)
class Mood:
    """A brand: how much is said, the negative share, its wandering (logits) by the bucket and by the day."""

    talk: TrafficProfile
    share: float
    wander: float = 0.0
    memory: float = 1.0
    daily: float = 0.0
    copies: int = 1


MOODS: dict[str, Mood] = {
    "0.2 a bucket": Mood(TrafficProfile(0.2), 0.2),
    "2 a bucket": Mood(TrafficProfile(2.0), 0.2),
    "2 a bucket, hardly negative": Mood(TrafficProfile(2.0), 0.03),
    "2 a bucket, mostly negative": Mood(TrafficProfile(2.0), 0.63),
    "20 a bucket, bursty": Mood(TrafficProfile(20.0, 0.3), 0.2),
    "200 a bucket": Mood(TrafficProfile(200.0, 0.05), 0.15),
    "daily volume": Mood(TrafficProfile(5.0, 0.2, wave(1.5, 15.0)), 0.2),
    "scattered share": Mood(TrafficProfile(20.0, 0.1), 0.2, 0.4),
    "share wanders for 1 h": Mood(TrafficProfile(10.0, 0.1), 0.2, 0.3, 12.0),
    "share wanders for 8 h": Mood(TrafficProfile(10.0, 0.1), 0.25, 0.3, 96.0),
    "daily share": Mood(TrafficProfile(10.0, 0.1, wave(0.8, 15.0)), 0.2, 0.1, 12.0, 0.4),
    "volume bursts": Mood(TrafficProfile(3.0, 0.3, (), (), 1.0, 6.0), 0.2),
    "posts in fives": Mood(TrafficProfile(4.0), 0.2, copies=5),
}
"""What brands are like when nothing happens."""


@dataclass(frozen=True, slots=True)
class Shift:
    """From ``start`` on, for ``length`` buckets, the share is ``to``, without a post more."""

    start: int
    length: int
    to: float


def moods(mood: Mood, weeks: float, seed: int, shift: Shift | None = None) -> Iterator[ShareBucket]:
    """A seeded stream of buckets."""
    rng, length = random.Random(seed), int(weeks * WEEK)
    kept, now = math.exp(-1.0 / mood.memory), rng.gauss(0.0, mood.wander)
    if mood.memory <= 1.0:
        kept = 0.0
    for number, expected in enumerate(intensities(mood.talk, rng, length, 0)):
        now = kept * now + rng.gauss(0.0, mood.wander * math.sqrt(1.0 - kept * kept))
        part = mood.share if shift is None or not 0 <= number - shift.start < shift.length else shift.to
        logit = math.log(part / (1.0 - part)) + now + mood.daily * math.sin(2 * math.pi * number / DAY)
        part = 1.0 / (1.0 + math.exp(-logit))
        alike = 1.0 / (mood.talk.dispersion or 1e-3)
        said = expected * rng.gammavariate(alike, 1.0 / alike) / mood.copies
        bad, good = mood.copies * poisson(rng, said * part), mood.copies * poisson(rng, said * (1.0 - part))
        yield ShareBucket(number * BUCKET_MS, bad, bad + good)


def alarms(stream: Iterator[ShareBucket], threshold: float) -> list[int]:
    """The buckets in which a moment would open, each followed to its calm end (three calm buckets)."""
    first = next(stream)
    state, found, quiet = scoring.begin(first), [], 3
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
    """False alarms a brand-week at a threshold of ``per_week``; the first, calmest days count too."""
    limit = math.log10(WEEK / per_week)
    return sum(len(alarms(moods(MOODS[name], weeks, seed), limit)) for seed in seeds) / (weeks * len(seeds))


def delay(name: str, shift: Shift, seed: int) -> int | None:
    """Buckets from the shift to its alarm, ``None`` if missed; it may come half an hour after the end."""
    weeks = (shift.start + shift.length + DAY) / WEEK
    end = shift.start + shift.length + 6
    found = [at for at in alarms(moods(MOODS[name], weeks, seed, shift), math.log10(WEEK)) if shift.start <= at < end]
    return found[0] - shift.start + 1 if found else None
