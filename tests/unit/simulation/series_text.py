"""Recorded series as CSV text for tests, from a seed."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared.domain.time import BUCKETS_PER_DAY
from shared.scenario.draw import small_poisson

START = datetime(2026, 1, 5, 21, 42, 53, tzinfo=UTC)
STEP = timedelta(minutes=5)


def stamp(place: int) -> str:
    """The time of the reading at ``place``: every five minutes, not on the grid."""
    return f"{START + place * STEP:%Y-%m-%d %H:%M:%S}"


def csv_of(counts: Iterable[int], header: str = "timestamp,value\n") -> str:
    """CSV text with a reading every five minutes."""
    return header + "".join(f"{stamp(place)},{count}\n" for place, count in enumerate(counts))


def days(number: int, seed: int = 1, mean: float = 6.0, bursts: Mapping[int, float] | None = None) -> list[int]:
    """Counts with a daily pattern; ``bursts`` multiply the expected count of a bucket."""
    rng = random.Random(seed)
    return [
        small_poisson(
            rng, mean * math.exp(0.5 * math.sin(2 * math.pi * place / BUCKETS_PER_DAY)) * (bursts or {}).get(place, 1.0)
        )
        for place in range(number * BUCKETS_PER_DAY)
    ]


def written(path: Path, text: str) -> Path:
    """Write the text to the file and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
