"""The example of a backtest is what its seed draws, and both its bursts are told."""

from __future__ import annotations

from infra.cli.backtest.run import Settings, run_backtest
from infra.cli.backtest.source import from_file
from infra.pictures.example import BURST, DAY, NIGHT, SERIES, lines
from shared.domain.time import BUCKET_MS


def test_the_example_is_what_its_seed_draws() -> None:
    assert SERIES.read_text().splitlines() == list(lines())


def test_both_bursts_are_told_within_two_buckets_and_hardly_anything_else() -> None:
    trial = run_backtest("kettle", from_file(SERIES, BUCKET_MS), Settings(BUCKET_MS, 1.0))
    first = trial.verdicts[0].bucket.start_ms
    told = [(verdict.bucket.start_ms - first) // BUCKET_MS for verdict in trial.told]
    assert all(any(begin <= place <= begin + 2 for place in told) for begin in (BURST[0], NIGHT[0]))
    assert len(told) <= 2 + DAY * 10 / (7 * DAY)
