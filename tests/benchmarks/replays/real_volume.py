"""Real volume of other brands, if it lies beside this checkout, with the recorded posts put on it.

Each bucket of a series holds as many posts, the next ones of a recorded brand's normal days. So
the volume has its true bursts, and the posts have the sentiment, the intents and the hashtags
that follow one another in truth; only the pace is another's. Its labelled windows, in which
something happened, are told apart.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import cycle, islice
from pathlib import Path

from functions.enrich.tally import tally_of
from infra.simulation.recorded_series import read_rows
from shared.domain.time import bucket_of
from tests.benchmarks.recorded_posts import FOLDER as POSTS
from tests.benchmarks.replays.recorded_brands import RecordedMention
from tests.unit.detect.simulated_brand import MinuteCount

FOLDER = POSTS.parent / "detection"


@cache
def series_names() -> tuple[str, ...]:
    """The recorded series; empty if the folder does not exist."""
    return tuple(sorted(path.name.removesuffix(".csv.gz") for path in FOLDER.glob("*.csv.gz")))


def windows(name: str) -> list[tuple[int, int]]:
    """The times in which something happened to this brand, first and last bucket."""
    labelled = json.loads((FOLDER / "labels.json").read_text())[name]["windows"]
    return [(bucket_of(_at_ms(begin)), bucket_of(_at_ms(end))) for begin, end in labelled]


def counts(name: str, recorded: Sequence[RecordedMention]) -> Iterator[MinuteCount]:
    """The series as counters, its posts taken from ``recorded``, which begins again when it is used up."""
    posts = cycle(recorded)
    for start_ms, number in _buckets(FOLDER / f"{name}.csv.gz"):
        if number:
            yield MinuteCount(start_ms, tally_of(mention.record for mention in islice(posts, number)))


def _buckets(path: Path) -> Iterator[tuple[int, int]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in read_rows(lines):
            yield bucket_of(row.at_ms), row.value


def _at_ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)
