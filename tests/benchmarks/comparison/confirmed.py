"""Simple streams whose bursts people confirm as soon as they are told of them, and which bursts are caught then."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from math import log10
from multiprocessing import get_context

from functions.detect.detectors.confirmed import Confirmed
from functions.detect.detectors.count.backtest import backtest
from shared.domain.time import BUCKET_MS
from tests.benchmarks.comparison.bursts import WEEK
from tests.benchmarks.comparison.scoring import GRACE, Catch, catch_of
from tests.benchmarks.comparison.streams import STREAMS, Series, Stream, drawn

WEEKS = 8


def confirmed_catches(seeds: Iterable[int]) -> list[Catch]:
    """What becomes of every burst in the simple streams, on every core."""
    jobs = [(stream, seed) for stream in STREAMS for seed in seeds]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return [catch for found in pool.map(_of_stream, jobs) for catch in found]


def caught_where_confirmed(series: Series) -> list[Catch]:
    """Which bursts of a series are reported at one false alarm a week, each confirmed with its alert."""
    spans = [(series.first_ms + burst.start * BUCKET_MS, burst.end + GRACE) for burst in series.bursts]
    windows = [Confirmed(first_ms, series.first_ms + end * BUCKET_MS) for first_ms, end in spans]
    raised = [
        series.number(one.start_ms)
        for one in backtest(series.counted, confirmed=windows)
        if one.score >= log10(WEEK) and not one.fall
    ]
    return [catch_of(burst, raised) for burst in series.bursts]


def _of_stream(job: tuple[Stream, int]) -> list[Catch]:
    stream, seed = job
    return caught_where_confirmed(drawn(stream, seed, WEEKS, bursts=True))
