"""``foreshock calibrate`` in simulation: rates beside the promised ones, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.cli.calibrate import command
from infra.cli.calibrate.run import Calibration
from infra.simulation import alarms
from infra.simulation.calibration import GENERIC, SimulatedRate
from shared.domain.errors import InvalidInput
from tests.unit.cli.calibrate.calibrate_run import ONCE, report, run
from tests.unit.simulation.series_text import csv_of, days, written

pytestmark = pytest.mark.days


@pytest.fixture(scope="module")
def generic() -> Any:
    """A week of every kind of traffic, as JSON."""
    result = run("--weeks", 1, "--false-alarms-per-week", 4, "--json")
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


def test_generic_talk_has_no_series_and_says_nothing_of_bursts(generic: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert generic["series"] == generic["advice"] == []
    monkeypatch.setattr(command, "run", lambda *_: Calibration([], [SimulatedRate("even", ONCE, 0, 52.0)], []))
    assert "This talk has no bursts, and real talk has: give a series" in run().stdout


def test_talk_like_a_recorded_series_is_simulated(week: Path) -> None:
    found = report(week, "--weeks", 2)
    (talk,) = found["talk"].values()
    assert list(found["talk"]) == [str(week)]
    assert talk == {"mean": pytest.approx(6.0, rel=0.2), "days": 7.0, "missing": 0, "weekends_apart": False}
    assert len(found["promises"]) == 4


def test_the_series_is_judged_by_the_clock_of_those_who_post(week: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zones: list[str] = []

    def judged(_: object, __: float, time_zone: str) -> list[int]:
        zones.append(time_zone)
        return []

    monkeypatch.setattr(alarms, "episodes", judged)
    report(week, "--weeks", 1, "--time-zone", "America/New_York")
    report(week, "--weeks", 1)
    assert zones == ["America/New_York"] * 4 + ["UTC"] * 4


def test_an_unknown_time_zone_is_an_error(week: Path) -> None:
    error = run(week, "--time-zone", "Mars/Olympus").exception
    assert isinstance(error, InvalidInput)
    assert error.message.startswith("--time-zone Mars/Olympus is unknown; use an IANA name")


def test_the_same_seed_gives_the_same_table(week: Path) -> None:
    assert run(week, "--weeks", 1, "--seed", 5).stdout == run(week, "--weeks", 1, "--seed", 5).stdout


@pytest.mark.parametrize(
    ("count", "code", "result_text"),
    [
        (52, 0, "In simulation: kept, none of 1 promises is exceeded by a factor of 2."),
        (200, 1, "In simulation: BROKEN, 1 of 1 promises, marked with !. Highest: even, given: 3.8 times the target"),
    ],
)
def test_a_target_exceeded_in_simulation_is_reported_and_exits_with_1(
    count: int, code: int, result_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Calibration([], [SimulatedRate("even", ONCE, count, 52.0)], [])
    monkeypatch.setattr(command, "run", lambda *_: found)
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
