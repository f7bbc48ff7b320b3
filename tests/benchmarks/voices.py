"""Influential voices: false alarms a brand-week on recorded posts, and which authors are reported.

The recorded posts (if they lie beside this checkout) carry no reach. So every post gets an
author of its own whose reach is drawn by chance: log-normal as 58 recorded Mastodon
authors have it (median 98, 1.74 natural logarithms wide), or a Pareto tail as heavy as
Zipf's law and heavier, which is what large networks have. Texts, times and what counts
as criticism or a question are those of the posts.
"""

# ruff: noqa: S311 - seeded chance

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from functions.detect.detectors.series import Buckets, brand_series
from functions.detect.detectors.signal import Signal, threshold
from functions.detect.detectors.voice import scoring
from functions.detect.detectors.voice.state import VoiceBucket, VoiceState
from shared.domain.brand import Sensitivity
from shared.domain.mentions.tally import LEAST_REACH
from shared.domain.time import BUCKET_MS, DAY_MS, WEEK_MS
from tests.benchmarks.replays.recorded_brands import RecordedMention, Recording, minute_counts, recordings
from tests.benchmarks.replays.resampled import resampled

Figure = tuple[str, float, str, float | None]
Reach = Callable[[random.Random], int]

START_MS = 16_468 * DAY_MS
"""A Monday."""

LEARNING_DAYS, WEEKS, SEEDS = 7, 6, range(2)
QUIET = 20
"""One post of so many makes a brand that is hardly talked about."""

MOST = 0.2
"""False alarms a brand-week that are accepted of this kind."""

LIMIT = threshold(Sensitivity.STANDARD, Signal.VOICE)

REACHES: dict[str, Reach] = {
    "reach as recorded on Mastodon": lambda rng: int(rng.lognormvariate(4.585, 1.74)),
    "reach by Zipf's law": lambda rng: int(50 * rng.paretovariate(1.0)),
    "reach with a heavier tail": lambda rng: int(20 * rng.paretovariate(0.8)),
}


def figures() -> list[Figure]:
    """False alarms for each distribution of reach, and the share of loud critics that are reported."""
    if not recordings():
        return []
    found: list[Figure] = []
    for name, reach in REACHES.items():
        weeks, alarms = 0.0, 0
        for each, seed in ((each, seed) for each in recordings().values() for seed in SEEDS):
            for weekly, told in _runs(each, reach, seed):
                weeks, alarms = weeks + weekly, alarms + told
        found.append((f"{name}: false alarms in {weeks:.0f} brand-weeks", alarms / weeks, "a week", MOST))
        for people, every in ((100_000, 1), (1_000_000, 1), (100_000, QUIET)):
            reported = [_reported(each, reach, seed, people, every) for each in _known() for seed in SEEDS]
            of = f"critics with {people:,} people" + (f" among every {every}th post" if every > 1 else "")
            found.append((f"{name}: {of} reported", sum(reported) / len(reported), "", None))
    return found


def _known() -> list[Recording]:
    return [each for each in recordings().values() if each.normal]


def _runs(recording: Recording, reach: Reach, seed: int) -> Iterator[tuple[float, int]]:
    """Weeks and alarms: the recorded time after its first day, surge and all, and weeks resampled from normal days."""
    posts = _with_reach(recording.mentions, reach, seed)
    weeks = (posts[-1].minute_ms - posts[0].minute_ms - DAY_MS) / WEEK_MS
    yield weeks, len(alarms(posts, posts[0].minute_ms + DAY_MS))
    if recording.normal:
        begin_ms = START_MS + LEARNING_DAYS * DAY_MS
        yield WEEKS, len(alarms(_weeks(recording, reach, seed), begin_ms))


def _weeks(recording: Recording, reach: Reach, seed: int) -> list[RecordedMention]:
    target = range(START_MS, START_MS + LEARNING_DAYS * DAY_MS + WEEKS * WEEK_MS)
    return _with_reach(resampled(recording.mentions, recording.normal, target, seed), reach, seed)


def _reported(recording: Recording, reach: Reach, seed: int, people: int, every: int) -> bool:
    """Whether an author with so many readers is reported who repeats somebody's criticism at a time drawn by chance."""
    posts, rng = _weeks(recording, reach, seed)[::every], random.Random(seed)
    critical = [each for each in posts if each.minute_ms > START_MS + LEARNING_DAYS * DAY_MS and _speaks_up(each)]
    loud = _with_author(rng.choice(critical), "loud", people)
    found = alarms([*posts, loud], loud.minute_ms - loud.minute_ms % BUCKET_MS)
    return any(start_ms == loud.minute_ms // BUCKET_MS * BUCKET_MS for start_ms in found)


def _speaks_up(mention: RecordedMention) -> bool:
    return bool(minute_counts([_with_author(mention, "x", LEAST_REACH)])[0].tally.voices)


def _with_reach(mentions: Iterable[RecordedMention], reach: Reach, seed: int) -> list[RecordedMention]:
    rng = random.Random(seed)
    return [_with_author(mention, f"{number:06x}", reach(rng)) for number, mention in enumerate(mentions)]


def _with_author(mention: RecordedMention, author: str, people: int) -> RecordedMention:
    posted = mention.record.mention._replace(author=author, reach=people)
    return mention._replace(record=mention.record._replace(mention=posted))


def alarms(posts: Iterable[RecordedMention], since_ms: int) -> list[int]:
    """The buckets from ``since_ms`` on in which an author alarms, by the rules of the live path."""
    ordered = sorted(posts, key=lambda post: post.minute_ms)
    last_ms = ordered[-1].minute_ms
    buckets = brand_series(minute_counts(ordered), last_ms + DAY_MS).settled
    return [start_ms for start_ms in _alarms(buckets, last_ms) if start_ms >= since_ms]


def _alarms(buckets: Buckets, last_ms: int) -> Iterator[int]:
    bucket_at: Callable[[int], VoiceBucket] = partial(scoring.bucket_at, buckets)
    first_ms = min(buckets.sums)
    state: VoiceState = scoring.begin(bucket_at(first_ms))
    for start_ms in range(first_ms + BUCKET_MS, last_ms + 1, BUCKET_MS):
        bucket = bucket_at(start_ms)
        score = scoring.judge(state, bucket)
        if scoring.is_alarm(score, LIMIT):
            yield start_ms
        state = scoring.learn(state, bucket, score)
