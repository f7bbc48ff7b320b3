"""``foreshock calibrate`` sets what is promised beside what simulated talk raises."""

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
    """Two weeks of every kind of talk, as JSON."""
    result = run("--weeks", 2, "--false-alarms-per-week", 4, "--json")
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout)


def test_every_kind_of_talk_is_judged_at_every_sensitivity_and_at_the_rate_given(generic: Any) -> None:
    assert list(generic["talk"]) == list(GENERIC)
    settings = [(one["setting"], one["talk"]) for one in generic["promises"]]
    assert settings == [(name, talk) for talk in GENERIC for name in ("low", "standard", "high", "given")]
    assert {one["promised_a_week"] for one in generic["promises"] if one["setting"] == "given"} == {4.0}


def test_rates_come_with_their_margin(generic: Any) -> None:
    for one in generic["promises"]:
        assert one["simulated_a_week"] == one["false_alarms"] / one["weeks"]
        assert one["at_least"] <= one["simulated_a_week"] <= one["at_most"]
        assert one["broken"] == (one["at_least"] > 2 * one["promised_a_week"])
    assert generic["kept"] == (not any(one["broken"] for one in generic["promises"]))


def test_a_recorded_series_is_simulated_as_it_is(week: Path) -> None:
    result = run(week, "--weeks", 2, "--json")
    found = json.loads(result.stdout)
    assert list(found["talk"]) == [str(week)]
    assert len(found["talk"][str(week)]["daily"]) == 24
    assert len(found["promises"]) == 4


def test_the_same_seed_gives_the_same_table(week: Path) -> None:
    assert run(week, "--weeks", 1, "--seed", 5).stdout == run(week, "--weeks", 1, "--seed", 5).stdout


@pytest.mark.parametrize(
    ("told", "code", "said"),
    [(52, 0, "Kept: all 1 promises"), (200, 1, "BROKEN: 1 of 1 promises (marked !); most by even, given")],
)
def test_a_broken_promise_is_said_and_ends_with_1(
    told: int, code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [SimulatedRate("even", Target("given", 1.0), told, 52.0)]
    monkeypatch.setattr(command, "simulate", lambda *_: found)
    result = run()
    assert result.exit_code == code
    assert said in result.stdout
    assert f"{told / 52:.2f} (" in result.stdout


@pytest.mark.parametrize("rate", ["0", "-1", "nan", "inf", "1000"])
def test_a_rate_that_means_nothing_is_refused(rate: str) -> None:
    error = run("--false-alarms-per-week", rate).exception
    assert isinstance(error, InvalidInput)
    assert "--false-alarms-per-week" in error.message


def test_a_series_too_short_to_learn_from_is_refused_by_name(tmp_path: Path) -> None:
    short = written(tmp_path / "short.csv", csv_of(days(2)))
    error = run(short).exception
    assert isinstance(error, InvalidInput)
    assert error.message.startswith(f"{short}: 3 days")


def test_no_weeks_are_a_wrong_call() -> None:
    assert run("--weeks", 0).exit_code == 2
