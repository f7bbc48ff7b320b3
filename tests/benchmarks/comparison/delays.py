"""From a burst's first post to the alert, in minutes, as live: the open bucket is judged each minute.

Series are counted in buckets, so the posts of a bucket are spread evenly over its minutes by seeded chance.
"""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

from functions.detect.detectors.count.backtest import Gates
from functions.detect.detectors.count.scoring import judge, missed, step, unknown
from functions.detect.detectors.count.state import CountBucket, CountState
from functions.detect.detectors.signal import Signal
from functions.detect.stats.rates import BUCKET_RATES
from shared.domain.brand import Sensitivity
from shared.domain.time import BUCKET_MINUTES, BUCKET_MS, MINUTE_MS, minute_of_week
from tests.benchmarks.comparison.real_series import RealSeries, real_series
from tests.benchmarks.comparison.realistic_streams import ALL_STREAMS
from tests.benchmarks.comparison.scoring import GRACE, LARGE, LONG
from tests.benchmarks.comparison.streams import Series, Stream, drawn

RISEN = 2.0
"""A recorded burst goes back from its alert over the buckets that hold so many times the normal count."""

GATES = Gates(BUCKET_RATES.return_period(1.0), Signal.VOLUME, Sensitivity.STANDARD, BUCKET_RATES)
"""One false alarm a week."""


class Look(NamedTuple):
    """A bucket, its posts by minute, what was normal of it, and the minute after which it alerted (``None``: never)."""

    start_ms: int
    posts: Sequence[int]
    expected: float
    alert: int | None

    @property
    def alert_ms(self) -> int:
        """When it alerted."""
        return self.start_ms + (self.alert or 0) * MINUTE_MS


def delays_of_bursts(seeds: Iterable[int], weeks: int = 8) -> list[float]:
    """The delays of all streams with bursts, on every core."""
    jobs = [(stream, seed, weeks) for stream in ALL_STREAMS for seed in seeds]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return [delay for found in pool.map(_of_stream, jobs) for delay in found]


def delays_of_windows() -> list[float]:
    """The delays of the recorded series, where they are."""
    return [delay for series in real_series() for delay in of_windows(series)]


def _of_stream(job: tuple[Stream, int, int]) -> list[float]:
    stream, seed, weeks = job
    return of_bursts(drawn(stream, seed, weeks, bursts=True))


def of_bursts(series: Series) -> list[float]:
    """The delays of the bursts of a simulated series that are large and long, and were reported."""
    bursts = [burst for burst in series.bursts if burst.size >= LARGE and burst.minutes >= LONG]
    spans = [(_at(series, burst.start), _at(series, burst.end + GRACE) - 1) for burst in bursts]
    looks = list(looked_at(series.counted, spans, str(series.first_ms)))
    found: list[float] = []
    for first_ms, last_ms in spans:
        inside = [look for look in looks if first_ms <= look.start_ms <= last_ms]
        alert = next((look for look in inside if look.alert), None)
        if alert is not None:
            found.append((alert.alert_ms - first_post_ms(inside)) / MINUTE_MS)
    return found


def of_windows(series: RealSeries) -> list[float]:
    """The delays of the first alerts in the windows of a recorded series; what a burst is there, its counts say."""
    spans = [(series.counted[first][0], series.counted[last][0]) for first, last in series.windows]
    looks = list(looked_at(series.counted, [(series.counted[0][0], series.counted[-1][0])], series.name))
    found: list[float] = []
    for first_ms, last_ms in spans:
        place = next((n for n, look in enumerate(looks) if look.alert and first_ms <= look.start_ms <= last_ms), None)
        if place is not None:
            found.append((looks[place].alert_ms - first_post_ms(risen_before(looks, place))) / MINUTE_MS)
    return found


def looked_at(counted: Iterable[tuple[int, int]], spans: Sequence[tuple[int, int]], seed: str) -> Iterator[Look]:
    """Every bucket that starts within a span, looked at each minute."""
    chance, state = random.Random(f"minutes of {seed}"), None
    for start_ms, count in counted:
        bucket = CountBucket(start_ms, count, minute_of_week(start_ms))
        before = missed(state, start_ms) if state else unknown(bucket)
        if any(first <= start_ms <= last for first, last in spans):
            posts = by_minute(count, chance)
            yield Look(start_ms, posts, *_judged(before, bucket, posts))
        state = step(before, bucket)[1]


def by_minute(count: int, chance: random.Random) -> list[int]:
    """The posts of a bucket by its minutes.

    >>> sum(by_minute(40, random.Random(1))), len(by_minute(0, random.Random(1)))
    (40, 5)
    """
    posts = [0] * BUCKET_MINUTES
    for _ in range(count):
        posts[chance.randrange(BUCKET_MINUTES)] += 1
    return posts


def first_post_ms(looks: Iterable[Look]) -> int:
    """The start of the first minute with a post.

    >>> first_post_ms([Look(0, [0, 0, 3, 0, 1], 1.0, None)])
    120000
    """
    return next(look.start_ms + n * MINUTE_MS for look in looks for n, posts in enumerate(look.posts) if posts)


def risen_before(looks: Sequence[Look], place: int) -> Sequence[Look]:
    """The buckets of a burst up to the one at ``place``.

    >>> calm, risen = Look(0, [1], 1.0, None), Look(0, [3], 1.0, 1)
    >>> len(risen_before([risen, calm, risen, risen], 3))
    2
    """
    first = place
    while first and sum(looks[first - 1].posts) >= RISEN * looks[first - 1].expected:
        first -= 1
    return looks[first : place + 1]


def quantile(delays: Sequence[float], share: float) -> float:
    """The delay that this share of them does not exceed; 0 of none.

    >>> quantile([5.0, 1.0, 2.0], 0.5), quantile([], 0.5)
    (2.0, 0.0)
    """
    return sorted(delays)[math.ceil(share * len(delays)) - 1] if delays else 0.0


def _judged(before: CountState, bucket: CountBucket, posts: Sequence[int]) -> tuple[float, int | None]:
    """What was normal, and after which minute of the bucket it was an alert."""
    so_far, expected = 0, 0.0
    for minute, more in enumerate(posts, 1):
        so_far += more
        score = judge(before, bucket._replace(mentions=so_far))
        found, expected = GATES.judged(score), score.expected
        if found.alert and not found.fall:
            return expected, minute
    return expected, None


def _at(series: Series, number: int) -> int:
    return series.first_ms + number * BUCKET_MS
