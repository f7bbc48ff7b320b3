"""The delay from a burst's first post to the alert, where the open bucket is looked at each minute."""

from __future__ import annotations

import random

from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, MINUTE_MS
from tests.benchmarks.comparison.bursts import Burst, Shape
from tests.benchmarks.comparison.delays import by_minute, looked_at, of_bursts, of_windows
from tests.benchmarks.comparison.real_series import RealSeries
from tests.benchmarks.comparison.streams import STREAMS, Series

AT = 3 * BUCKETS_PER_DAY
COUNTED = [(n * BUCKET_MS, 60 if AT <= n < AT + 6 else 2 + n % 2) for n in range(4 * BUCKETS_PER_DAY)]


def test_a_large_burst_alerts_within_its_first_bucket() -> None:
    burst = Burst(AT, 6, 20, Shape.BOX)
    (delay,) = of_bursts(Series(STREAMS[1], 0, len(COUNTED), COUNTED, [burst], []))
    assert 1.0 <= delay < 5.0


def test_a_recorded_burst_begins_where_its_counts_rise() -> None:
    (delay,) = of_windows(RealSeries("acme", COUNTED, [(AT - 100, AT + 100)]))
    assert 1.0 <= delay < 5.0


def test_what_was_not_reported_has_no_delay() -> None:
    calm = [(at_ms, 2) for at_ms, _ in COUNTED]
    assert of_windows(RealSeries("acme", calm, [(AT, AT + 6)])) == []


def test_a_bucket_alerts_in_the_first_minute_in_which_its_posts_are_enough() -> None:
    looks = list(looked_at(COUNTED, [(AT * BUCKET_MS, (AT + 6) * BUCKET_MS)], "seed"))
    first = next(look for look in looks if look.alert)
    assert first.alert_ms - first.start_ms == (first.alert or 0) * MINUTE_MS
    before = [(at_ms, count) if at_ms < first.start_ms else (at_ms, sum(first.posts[: (first.alert or 0) - 1]))
              for at_ms, count in COUNTED[: first.start_ms // BUCKET_MS + 1]]  # fmt: skip
    assert not any(look.alert == len(look.posts) for look in looked_at(before, [(first.start_ms, first.start_ms)], "x"))


def test_every_post_of_a_bucket_is_in_one_of_its_minutes() -> None:
    assert sum(by_minute(1_000, random.Random(3))) == 1_000  # noqa: S311 - seeded
