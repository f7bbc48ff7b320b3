"""Reads the series of a backtest: from a CSV file, or from the counters of a brand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from functions.detect.detectors.signal import Signal
from infra.simulation.buckets import SeriesBucket, to_buckets
from infra.simulation.recorded_series import read_rows
from shared.domain.errors import InvalidInput, NotFound
from shared.domain.text import clean_text
from shared.domain.time import BUCKET_MS, bucket_of, iso, zone_of
from shared.store import brands
from shared.store.counters import counts


def from_file(path: Path, bucket_ms: int) -> list[SeriesBucket]:
    """The buckets of a CSV file.

    Raises:
        InvalidInput: it cannot be read, has no row, or a line is invalid; the message names file and line.
    """
    try:
        # Bytes that are not UTF-8 become a character that no number has, so the error names their line.
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            found = list(to_buckets(read_rows(file), bucket_ms))
    except OSError as error:
        raise InvalidInput(f"{printable(path)} cannot be read: {error.strerror}") from error
    except InvalidInput as error:
        raise InvalidInput(f"{printable(path)}: {error.message}", field=error.field) from error
    if not found:
        raise InvalidInput(f"{printable(path)}: there is no row; a row is a time and a count: 2026-03-01T14:05:00Z,12")
    return found


def printable(path: Path) -> str:
    """A path as text without control characters and line breaks."""
    return " ".join(clean_text(str(path)).split())


def known_time_zone(name: str) -> str:
    """The name of a time zone, as given; it may be empty.

    Raises:
        InvalidInput: there is no such time zone.
    """
    if name and zone_of(name) is None:
        raise InvalidInput(
            f"--time-zone {printable(Path(name[:40]))} is unknown; use an IANA name such as Europe/Berlin",
            field="time-zone",
        )
    return name


def time_zone_of(brand_id: str) -> str:
    """The time zone of a brand, empty if it is no longer in the store."""
    try:
        return brands.get(brand_id).time_zone
    except NotFound:
        return ""


def files_of(folder: Path) -> list[Path]:
    """All CSV files below a folder, in the order of their paths.

    Raises:
        InvalidInput: there is none.
    """
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".csv" and path.is_file())
    if not found:
        raise InvalidInput(f"{printable(folder)} has no file that ends in .csv")
    return found


def from_counters(brand_id: str, signal: Signal, since_ms: int, now_ms: int) -> list[SeriesBucket]:
    """The closed buckets of a brand's signal since the first counter; buckets without a counter have a count of 0.

    Mentions count in the bucket of their publication, even if they came too late for an alert.

    Raises:
        NotFound: there is no counter.
    """
    until_ms = bucket_of(now_ms)
    sums: Counter[int] = Counter()
    negative: Counter[int] = Counter()
    scored: Counter[int] = Counter()
    for count in counts.between(brand_id, bucket_of(since_ms), until_ms):
        start_ms = bucket_of(count.minute_ms)
        sums[start_ms] += getattr(count.tally, signal.counts)
        negative[start_ms] += count.tally.negative
        scored[start_ms] += count.tally.scored
    if not sums:
        raise NotFound(f"there are no counters of {brand_id!r} since {iso(since_ms)}; is it the id of a brand?")
    starts = range(min(sums), until_ms, BUCKET_MS)
    return [SeriesBucket(at_ms, iso(at_ms), sums[at_ms], 1, negative[at_ms], scored[at_ms]) for at_ms in starts]
