"""A series to look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.backtest.backtest_run import BURST
from tests.unit.simulation.series_text import csv_of, days, written


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week with one burst."""
    return written(tmp_path_factory.mktemp("series") / "acme.csv", csv_of(days(7, bursts=BURST)))
