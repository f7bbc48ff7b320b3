"""A week of a brand, as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.simulation.series_text import csv_of, days, written


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("series")


@pytest.fixture(scope="module")
def week(folder: Path) -> Path:
    return written(folder / "acme.csv", csv_of(days(7)))
