"""``foreshock calibrate`` on a series: its alarms beside the promises, with and without what labels explain."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import gzip
import json
import random
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from functions.detect.detectors.signal import Signal
from infra.cli.app import app
from infra.cli.backtest.source import from_file
from infra.cli.calibrate import series as series_module
from infra.cli.calibrate.series import Source, recorded
from infra.simulation.alarms import rate_on
from infra.simulation.buckets import SeriesBucket
from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY
from tests.unit.cli.calibrate.calibrate_run import LENGTH, ONCE, by_setting, report, run
from tests.unit.simulation.series_text import csv_of, days, stamp, written

pytestmark = pytest.mark.days


DATA = Path(__file__).parents[4].parent / "shared" / "data" / "detection"
BRANDS = ("UPS", "KO", "CRM", "GOOG", "PFE")
BURSTS = [day * BUCKETS_PER_DAY + random.Random(day).randrange(BUCKETS_PER_DAY - 12) for day in range(1, LENGTH)]
"""Where a burst begins, once a day at a random hour, each of twenty minutes."""


@pytest.fixture(scope="module")
def calm(folder: Path) -> Path:
    """Three weeks in which nothing happens."""
    return written(folder / "calm.csv", csv_of(days(LENGTH, seed=3)))


@pytest.fixture(scope="module")
def restless(folder: Path) -> Path:
    """The same with a burst every day."""
    bursts = {start + place: 6.0 + start % 7 for start in BURSTS for place in range(4)}
    return written(folder / "restless.csv", csv_of(days(LENGTH, seed=3, bursts=bursts)))


@pytest.fixture(scope="module")
def labels(folder: Path) -> Path:
    """The windows of these bursts, with an hour after each."""
    windows = [[stamp(start), stamp(start + 16)] for start in BURSTS]
    return written(folder / "labels.json", json.dumps(windows))


@pytest.fixture(scope="module")
def of_restless(restless: Path) -> Any:
    return report(restless, "--weeks", 2)


@pytest.fixture(scope="module")
def of_labelled(restless: Path, labels: Path) -> Any:
    return report(restless, "--labels", labels, "--weeks", 2)


def test_a_burst_every_day_breaks_the_promise_that_the_same_talk_without_bursts_keeps(
    of_restless: Any, calm: Path
) -> None:
    assert run(calm, "--weeks", 2).exit_code == 0
    assert of_restless["exit_code"] == 1
    assert not of_restless["kept"]


def test_the_alarms_on_the_series_itself_stand_beside_each_target(of_restless: Any) -> None:
    assert [one["setting"] for one in of_restless["series"]] == ["low", "standard", "high", "given"]
    for one, simulated in zip(of_restless["series"], of_restless["promises"], strict=True):
        assert (one["talk"], one["promised_a_week"]) == (simulated["talk"], simulated["promised_a_week"])
        assert one["alarms"] == one["outside"]
        assert one["weeks"] == LENGTH / 7
        assert one["per_week"] == one["outside"] / one["weeks"]
        assert one["broken"] == (one["outside"] > 1 and one["per_week"] > 2 * one["promised_a_week"])
    assert by_setting(of_restless["series"])["given"]["broken"]


def test_simulated_talk_keeps_the_bursts(of_restless: Any) -> None:
    given = by_setting(of_restless["promises"])["given"]
    assert given["broken"]
    assert given["weeks"] == 2.0


def test_a_series_gives_the_same_simulation_in_any_folder(restless: Path, of_restless: Any, tmp_path: Path) -> None:
    moved = report(written(tmp_path / restless.name, restless.read_text()), "--weeks", 2)
    assert [one["false_alarms"] for one in moved["promises"]] == [
        one["false_alarms"] for one in of_restless["promises"]
    ]


def test_labelled_windows_take_bursts_out_of_the_count_and_of_the_simulation(
    of_restless: Any, of_labelled: Any
) -> None:
    for one, before in zip(of_labelled["series"], of_restless["series"], strict=True):
        assert one["alarms"] == before["alarms"]
        assert one["weeks"] < before["weeks"]
    left, all_of_them = (by_setting(found["series"])["given"]["outside"] for found in (of_labelled, of_restless))
    assert left < all_of_them / 2
    simulated, before = (by_setting(found["promises"])["given"] for found in (of_labelled, of_restless))
    assert simulated["false_alarms"] < before["false_alarms"] / 2
    (talk,), (talk_before,) = of_labelled["talk"].values(), of_restless["talk"].values()
    assert talk["mean"] < talk_before["mean"]


def test_every_broken_promise_comes_with_advice(of_restless: Any) -> None:
    broken = {one["setting"] for one in [*of_restless["series"], *of_restless["promises"]] if one["broken"]}
    assert {one["setting"] for one in of_restless["advice"]} == broken
    for one in of_restless["advice"]:
        assert one["text"].startswith(f"Advice: {one['talk']}, {one['setting']}: ")
        if one["false_alarms_per_week"] is not None:
            promised = by_setting(of_restless["series"])[one["setting"]]["promised_a_week"]
            assert one["false_alarms_per_week"] < promised
            assert one["per_week"] <= promised


def test_the_report_says_plainly_what_is_broken(restless: Path, labels: Path) -> None:
    result = run(restless, "--labels", labels, "--weeks", 1)
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"Alarms on {restless} itself, ")
    assert lines[0].endswith(" weeks outside the windows")
    assert [line.split("  ")[0] for line in lines[2:6]] == [
        "target per week",
        "alarms",
        "outside the windows",
        "per week",
    ]
    assert any(line.startswith(("On the series: BROKEN, ", "On the series: kept, ")) for line in lines)
    assert any(line.startswith(("In simulation: BROKEN, ", "In simulation: kept, ")) for line in lines)
    assert ("BROKEN" in result.stdout) == (result.exit_code == 1)
    assert ("Advice: " in result.stdout) == (result.exit_code == 1)


def test_windows_that_miss_the_series_are_pointed_out(week: Path, folder: Path) -> None:
    missing = written(folder / "missing.json", '{"windows": [["2016-01-05", "2016-01-06"]]}')
    assert "No window lies in this series: check its dates" in run(week, "--labels", missing, "--weeks", 1).stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "this is not JSON"),
        ('[["2026-01-05", "2026-01-06"], ["2026-01-08", "soon"]]', 'window 2, ["2026-01-08", "soon"]: its end must be'),
    ],
)
def test_junk_labels_are_refused_with_the_name_of_their_file(
    week: Path, tmp_path: Path, text: str, message: str
) -> None:
    junk = written(tmp_path / "junk.json", text)
    error = run(week, "--labels", junk).exception
    assert isinstance(error, InvalidInput)
    assert error.message.startswith(f"{junk}: {message}")


def test_labels_that_are_not_there_are_an_error(week: Path, tmp_path: Path) -> None:
    error = run(week, "--labels", tmp_path / "none.json").exception
    assert isinstance(error, InvalidInput)
    assert error.message == f"{tmp_path / 'none.json'} cannot be read: No such file or directory"


def test_labels_need_the_one_series_that_they_belong_to(week: Path, calm: Path, labels: Path) -> None:
    for files in ([], [week, calm]):
        result = run(*files, "--labels", labels)
        assert result.exit_code == 2
        assert "--labels" in result.output


def test_a_brands_counters_are_a_series_as_well(monkeypatch: pytest.MonkeyPatch, week: Path, labels: Path) -> None:
    asked: list[Any] = []

    def counters(*arguments: Any) -> list[SeriesBucket]:
        asked.append(arguments)
        return from_file(week, BUCKET_MS)

    monkeypatch.setattr(series_module, "from_counters", counters)
    monkeypatch.setattr(series_module, "use_tables", asked.append)
    monkeypatch.setattr(series_module, "time_zone_of", {"acme": "Asia/Tokyo"}.get)
    found = recorded(Source([], "acme", "2026-01-05", "stack"), labels)
    assert asked[0] == "stack"
    assert asked[1][:3] == ("acme", Signal.VOLUME, 1_767_571_200_000)
    assert [(one.name, one.time_zone) for one in found] == [("acme", "Asia/Tokyo")]
    assert len(found[0].buckets) == 7 * BUCKETS_PER_DAY
    assert found[0].windows


@pytest.mark.skipif(not DATA.is_dir(), reason="the recorded series are not here")
@pytest.mark.parametrize("brand", BRANDS)
def test_on_recorded_series_the_alarms_are_those_that_the_backtest_shows(brand: str, tmp_path: Path) -> None:
    """Alarms of the backtest's table, those less than an hour apart as one, and those that begin in no window.

    An hour of these inexact clocks may be some seconds short.
    """
    name = f"brand_{brand}"
    file = written(tmp_path / f"{name}.csv", gzip.decompress((DATA / f"{name}.csv.gz").read_bytes()).decode())
    windows = json.loads((DATA / "labels.json").read_text())[name]["windows"]
    shown = json.loads(CliRunner().invoke(app, ["backtest", str(file), "--json"]).stdout)["alerts"]
    times = [datetime.fromisoformat(alert["timestamp"]) for alert in shown]
    begun = times[:1] + [at for before, at in pairwise(times) if at - before > timedelta(minutes=58)]
    outside = [at for at in begun if not any(map(partial(_within, at), windows))]

    series = recorded(Source([file], "", "", ""), DATA / "labels.json")[0]
    found = rate_on(series.name, series.buckets, series.windows, ONCE)
    assert (found.alarms, found.outside) == (len(begun), len(outside))


def _within(at: datetime, window: list[str]) -> bool:
    begin, end = map(datetime.fromisoformat, window)
    return begin <= at <= end
