"""The example series is what its seed gives, and a backtest alerts for both its bursts."""

from __future__ import annotations

import json

from infra.cli.backtest.run import Settings, run_backtest
from infra.cli.backtest.source import from_file
from infra.pictures.example import BURST, DAY, LABELS, NIGHT, SERIES, lines, windows
from shared.domain.time import BUCKET_MS


def test_the_example_is_what_its_seed_gives() -> None:
    assert SERIES.read_text().splitlines() == list(lines())
    assert json.loads(LABELS.read_text()) == windows()


def test_both_bursts_raise_an_alert_within_two_buckets_and_hardly_anything_else_does() -> None:
    backtest = run_backtest("kettle", from_file(SERIES, BUCKET_MS), Settings(BUCKET_MS, 1.0))
    first = backtest.buckets[0].start_ms
    alerts = [(alert.start_ms - first) // BUCKET_MS for alert in backtest.alerts]
    assert all(any(begin <= place <= begin + 2 for place in alerts) for begin in (BURST[0], NIGHT[0]))
    assert len(alerts) <= 2 + DAY * 10 / (7 * DAY)
