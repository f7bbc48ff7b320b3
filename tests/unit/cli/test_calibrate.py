"""``foreshock calibrate`` compares simulated false-alarm rates with their targets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from infra.cli.app import app
from infra.cli.calibrate import command
from infra.simulation.calibration import GENERIC, SimulatedRate, Target
from shared.domain.errors import InvalidInput
from tests.unit.simulation.series_text import csv_of, days, written


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["calibrate", *map(str, arguments)])


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("series") / "acme.csv", csv_of(days(7)))


@pytest.fixture(scope="module")
def generic() -> Any:
    """Two weeks of every kind of traffic, as JSON."""
    result = run("--weeks", 2, "--false-alarms-per-week", 4, "--json")
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout)


def test_every_kind_of_traffic_is_tested_with_every_sensitivity_and_the_given_target(generic: Any) -> None:
    assert list(generic["talk"]) == list(GENERIC)
    settings = [(one["setting"], one["talk"]) for one in generic["promises"]]
    assert settings == [(name, traffic) for traffic in GENERIC for name in ("low", "standard", "high", "given")]
    assert {one["promised_a_week"] for one in generic["promises"] if one["setting"] == "given"} == {4.0}


def test_rates_come_with_their_interval(generic: Any) -> None:
    for one in generic["promises"]:
        assert one["simulated_a_week"] == one["false_alarms"] / one["weeks"]
        assert one["at_least"] <= one["simulated_a_week"] <= one["at_most"]
        assert one["broken"] == (one["at_least"] > 2 * one["promised_a_week"])
    assert generic["kept"] == (not any(one["broken"] for one in generic["promises"]))


def test_traffic_like_a_recorded_series_is_simulated(week: Path) -> None:
    result = run(week, "--weeks", 2, "--json")
    found = json.loads(result.stdout)
    assert list(found["talk"]) == [str(week)]
    assert len(found["talk"][str(week)]["daily"]) == 24
    assert len(found["promises"]) == 4


def test_the_same_seed_gives_the_same_table(week: Path) -> None:
    assert run(week, "--weeks", 1, "--seed", 5).stdout == run(week, "--weeks", 1, "--seed", 5).stdout


@pytest.mark.parametrize(
    ("count", "code", "result_text"),
    [
        (52, 0, "OK: none of 1 targets is exceeded by a factor of 2"),
        (200, 1, "EXCEEDED: 1 of 1 targets, marked with !. Highest: even, given: 3.8 times the target"),
    ],
)
def test_an_exceeded_target_is_reported_and_exits_with_1(
    count: int, code: int, result_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [SimulatedRate("even", Target("given", 1.0), count, 52.0)]
    monkeypatch.setattr(command, "simulate", lambda *_: found)
    result = run()
    assert result.exit_code == code
    assert result_text in result.stdout
    assert f"{count / 52:.2f} (" in result.stdout


@pytest.mark.parametrize("rate", ["0", "-1", "nan", "inf", "1000"])
def test_an_invalid_target_is_an_error(rate: str) -> None:
    error = run("--false-alarms-per-week", rate).exception
    assert isinstance(error, InvalidInput)
    assert "--false-alarms-per-week" in error.message


def test_a_series_that_is_too_short_is_an_error_with_its_name(tmp_path: Path) -> None:
    short = written(tmp_path / "short.csv", csv_of(days(2)))
    error = run(short).exception
    assert isinstance(error, InvalidInput)
    assert error.message.startswith(f"{short}: 3 days")


def test_zero_weeks_are_a_usage_error() -> None:
    assert run("--weeks", 0).exit_code == 2
