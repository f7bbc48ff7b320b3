"""The example series of the documentation: ``python -m infra.pictures.example`` writes it, its labels and its chart.

Ten days of simulated counts about an invented brand: a daily pattern, two hours that
were not collected, a burst of forty minutes by day and one of half an hour by night.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from infra.cli.backtest.chart import draw
from infra.cli.backtest.run import Settings, run_backtest
from infra.cli.backtest.source import from_file
from infra.simulation.traffic import TrafficProfile, counts, intensities, wave
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, iso, parse_time

ROOT = Path(__file__).parents[2]
SERIES = ROOT / "docs" / "examples" / "kettle.csv"
LABELS = ROOT / "docs" / "examples" / "kettle.labels.json"
PICTURE = ROOT / "docs" / "pictures" / "backtest.svg"

SEED = 11
START = "2026-03-02T00:02:53Z"
DAYS = 10
DAY = BUCKETS_PER_DAY
PROFILE = TrafficProfile(mean=7.0, dispersion=0.05, daily=wave(0.7, 18.0))
BURST = range(6 * DAY + 170, 6 * DAY + 178)
NIGHT = range(8 * DAY + 36, 8 * DAY + 42)
OUTAGE = range(4 * DAY + 30, 4 * DAY + 54)


def lines() -> Iterator[str]:
    """The lines of the CSV file."""
    rng, start_ms = random.Random(SEED), parse_time(START)  # noqa: S311 - seeded, so that it is the same every time
    expected = intensities(PROFILE, rng, DAYS * DAY, start_ms)
    raised = [mean * _factor(place) for place, mean in enumerate(expected)]
    yield "timestamp,value"
    for place, count in enumerate(counts(rng, raised, PROFILE.dispersion)):
        if place not in OUTAGE:
            yield f"{iso(start_ms + place * BUCKET_MS)},{count}"


def windows() -> list[list[str]]:
    """The times of the two bursts, from start to end."""
    start_ms = parse_time(START)
    return [
        [iso(start_ms + burst.start * BUCKET_MS), iso(start_ms + burst.stop * BUCKET_MS)] for burst in (BURST, NIGHT)
    ]


def main() -> None:
    """Write the series and its labels, and draw its backtest."""
    SERIES.parent.mkdir(exist_ok=True)
    SERIES.write_text("".join(f"{line}\n" for line in lines()), "utf-8")
    LABELS.write_text(f"{json.dumps(windows(), indent=2)}\n", "utf-8")
    backtest = run_backtest(SERIES.stem, from_file(SERIES, BUCKET_MS), Settings(BUCKET_MS, 1.0))
    PICTURE.write_text(f"{draw(backtest)}\n", "utf-8")


def _factor(place: int) -> float:
    return 8.0 if place in BURST else 6.0 if place in NIGHT else 1.0


if __name__ == "__main__":
    main()
