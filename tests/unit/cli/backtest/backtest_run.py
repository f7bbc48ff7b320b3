"""``foreshock backtest`` called as a person does, and what it printed and wrote."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from infra.cli.app import app
from shared.domain.time import BUCKETS_PER_DAY

BURST = {5 * BUCKETS_PER_DAY + place: 12.0 for place in range(4)}
"""Twenty minutes of twelve times the normal count, on the sixth day."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["backtest", *map(str, arguments)])


def output(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exception is None, result.output
    return result.stdout


def report(*arguments: object) -> Any:
    return json.loads(output(*arguments, "--json"))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))
