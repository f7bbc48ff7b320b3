"""The recorded series of a calibration: files, or the counters of a brand, and the labelled windows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from functions.detect.detectors.signal import Signal
from infra.cli.backtest.source import from_counters, from_file, known_time_zone, printable, time_zone_of
from infra.cli.deployed.stack_tables import use_tables
from infra.cli.duration import ago_ms
from infra.cli.windows_file import windows_of
from infra.simulation.bootstrap import BlockBootstrap
from infra.simulation.buckets import SeriesBucket
from infra.simulation.windows import Windows
from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS


@dataclass(frozen=True, slots=True)
class RecordedSeries:
    """A series: its name, its buckets as pairs of start and count, its windows, and the talk drawn from it.

    ``time_zone`` is that of those who post, empty for UTC. The talk drawn from it goes by UTC.
    """

    name: str
    buckets: Sequence[tuple[int, int]]
    windows: Windows
    traffic: BlockBootstrap
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where series come from: files, and a brand's counters since so long ago (``since``) in a stack.

    Without a ``time_zone``, files are in UTC, and a brand is in its own.
    """

    files: Sequence[Path]
    brand: str
    since: str
    stack: str
    time_zone: str = ""

    def __len__(self) -> int:
        return len(self.files) + bool(self.brand)


def recorded(source: Source, labels: Path | None) -> list[RecordedSeries]:
    """The series of a source, each with the windows of the file ``labels``.

    Raises:
        InvalidInput: a file is invalid, or a series has nothing that can be simulated; the message names it.
    """
    zone = known_time_zone(source.time_zone)
    found = [
        _recorded(printable(file), from_file(file, BUCKET_MS), windows_of(labels, file.stem), zone)
        for file in source.files
    ]
    if source.brand:
        buckets = _counted(source)
        windows = windows_of(labels, source.brand)
        found.append(_recorded(source.brand, buckets, windows, zone or time_zone_of(source.brand)))
    return list({one.name: one for one in found}.values())


def _counted(source: Source) -> list[SeriesBucket]:
    now_ms = time.time_ns() // 1_000_000
    since_ms = ago_ms(source.since, "--since", now_ms)
    use_tables(source.stack)
    return from_counters(source.brand, Signal.VOLUME, since_ms, now_ms)


def _recorded(name: str, buckets: Sequence[SeriesBucket], windows: Windows, time_zone: str) -> RecordedSeries:
    series = [(bucket.start_ms, bucket.value) for bucket in buckets]
    try:
        return RecordedSeries(name, series, windows, BlockBootstrap(series, windows), time_zone)
    except InvalidInput as error:
        raise InvalidInput(f"{name}: {error.message}", field=error.field) from error
