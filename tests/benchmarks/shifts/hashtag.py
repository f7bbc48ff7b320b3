"""Streams of hashtags, and what the detector of trending ones makes of them."""

# ruff: noqa: S311 - seeded chance

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from functions.detect.detectors.hashtag import scoring
from functions.detect.detectors.hashtag.state import TagBucket
from infra.simulation.traffic import TrafficProfile, intensities, negative_binomial, poisson, wave
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, BUCKETS_PER_WEEK

DAY, WEEK = BUCKETS_PER_DAY, BUCKETS_PER_WEEK


@dataclass(frozen=True, slots=True)
class Habit:
    """A brand's tags: a post bears ``tagged`` of the ``usual`` ones (by Zipf's law) on average.

    ``new`` posts a bucket bear a tag nobody used before, which then runs on: each of its
    posts brings ``contagion`` more on average in the half hour after. ``moody`` lets each
    usual tag wander (log standard deviation, over two hours). ``daily`` tags have one hour a day.
    """

    talk: TrafficProfile
    tagged: float = 0.5
    usual: int = 40
    new: float = 0.02
    contagion: float = 0.0
    moody: float = 0.0
    daily: int = 0


HABITS: dict[str, Habit] = {
    "0.2 a bucket": Habit(TrafficProfile(0.2)),
    "2 a bucket": Habit(TrafficProfile(2.0)),
    "20 a bucket": Habit(TrafficProfile(20.0, 0.1), new=0.2),
    "200 a bucket, 500 tags": Habit(TrafficProfile(200.0, 0.05), usual=500, new=2.0),
    "daily volume": Habit(TrafficProfile(5.0, 0.2, wave(1.5, 15.0))),
    "volume bursts": Habit(TrafficProfile(3.0, 0.3, (), (), 1.0, 6.0)),
    "every post tagged alike": Habit(TrafficProfile(10.0, 0.3), tagged=2.0, usual=3),
    "tags of an hour a day": Habit(TrafficProfile(10.0), daily=3),
    "moody tags": Habit(TrafficProfile(10.0), moody=0.7),
    "new tags that run on": Habit(TrafficProfile(10.0), new=0.05, contagion=0.7),
    "a flood of single tags": Habit(TrafficProfile(20.0), new=15.0),
}
"""What tags are like when nothing happens."""


@dataclass(frozen=True, slots=True)
class Wave:
    """From ``start`` on, for ``length`` buckets, ``posts`` more a bucket bear ``tag``."""

    start: int
    length: int
    posts: float
    tag: str = "boycott"


def habits(habit: Habit, weeks: float, seed: int, rising: Wave | None = None) -> Iterator[TagBucket]:
    """A seeded stream of buckets."""
    rng = random.Random(seed)
    tagging = Tagging(habit, rng)
    for number, expected in enumerate(intensities(habit.talk, rng, int(weeks * WEEK), 0)):
        posts = negative_binomial(rng, expected, habit.talk.dispersion or 1e-3)
        tags = tagging.bucket(number, posts)
        if rising is not None and 0 <= number - rising.start < rising.length:
            more = poisson(rng, rising.posts)
            tags[rising.tag] += more
            posts += more
        yield TagBucket(number * BUCKET_MS, max(posts, 0, *tags.values()), +tags)


class Tagging:
    """A brand's tags, bucket by bucket."""

    def __init__(self, habit: Habit, rng: random.Random) -> None:
        self.habit, self.rng = habit, rng
        self.moods = [rng.gauss(0.0, habit.moody) for _ in range(habit.usual)]
        self.live: dict[str, float] = {}
        self.coined = 0

    def bucket(self, number: int, posts: int) -> Counter[str]:
        """The tags of so many posts, and those that come of themselves."""
        return self.usual(posts) + self.running() + self.coin() + self.daily(number)

    def usual(self, posts: int) -> Counter[str]:
        kept = math.exp(-1.0 / 24)
        fresh = self.habit.moody * math.sqrt(1 - kept * kept)
        if fresh:
            self.moods = [kept * mood + self.rng.gauss(0.0, fresh) for mood in self.moods]
        weights = [math.exp(mood) / rank for rank, mood in enumerate(self.moods, 1)]
        chosen = self.rng.choices(range(self.habit.usual), weights, k=poisson(self.rng, posts * self.habit.tagged))
        return Counter(f"usual{rank}" for rank in chosen)

    def running(self) -> Counter[str]:
        found = Counter({name: poisson(self.rng, heat / 6) for name, heat in self.live.items()})
        heats = {name: heat * 5 / 6 + self.habit.contagion * found[name] for name, heat in self.live.items()}
        self.live = {name: heat for name, heat in heats.items() if heat >= 0.02}
        return found

    def coin(self) -> Counter[str]:
        first, self.coined = self.coined, self.coined + poisson(self.rng, self.habit.new)
        names = [f"new{number}" for number in range(first, self.coined)]
        if self.habit.contagion:
            self.live |= dict.fromkeys(names, self.habit.contagion)
        return Counter(names)

    def daily(self, number: int) -> Counter[str]:
        names = [name for name in range(self.habit.daily) if number % DAY // 12 == (7 * name + 5) % 24]
        return Counter({f"daily{name}": poisson(self.rng, 2.0) for name in names})


def alarms(stream: Iterator[TagBucket], threshold: float) -> list[tuple[int, str]]:
    """The buckets in which a moment would open and its tag, each followed to its calm end (three calm buckets)."""
    state, found, quiet = scoring.begin(next(stream)), [], 3
    for number, bucket in enumerate(stream, 1):
        score = scoring.judge(state, bucket)
        if quiet < 3:
            quiet = quiet + 1 if scoring.is_normal(score) else 0
        elif scoring.is_alarm(score, threshold):
            found.append((number, score.tag))
            quiet = 0
        state = scoring.learn(state, bucket, score)
    return found


def false_alarms(name: str, weeks: int, seeds: range, per_week: float = 1.0) -> float:
    """False alarms a brand-week at a threshold of ``per_week``; the first day, which is learning, counts too."""
    limit = math.log10(WEEK / per_week)
    return sum(len(alarms(habits(HABITS[name], weeks, seed), limit)) for seed in seeds) / (weeks * len(seeds))


def delay(name: str, rising: Wave, seed: int) -> int | None:
    """Buckets from the wave to its alarm, ``None`` if missed; it may come half an hour after the end."""
    weeks = (rising.start + rising.length + DAY) / WEEK
    end = rising.start + rising.length + 6
    told = alarms(habits(HABITS[name], weeks, seed, rising), math.log10(WEEK))
    found = [at for at, tag in told if rising.start <= at < end and tag == rising.tag]
    return found[0] - rising.start + 1 if found else None
