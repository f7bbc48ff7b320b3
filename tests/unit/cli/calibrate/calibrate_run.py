"""``foreshock calibrate`` called as a person does, and what it printed."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner, Result

from infra.cli.app import app
from infra.simulation.alarms import Target

ONCE = Target("given", 1.0)
LENGTH = 21


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["calibrate", *map(str, arguments)])


def report(*arguments: object) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout) | {"exit_code": result.exit_code}


def by_setting(rates: Any) -> dict[str, Any]:
    return {one["setting"]: one for one in rates}
