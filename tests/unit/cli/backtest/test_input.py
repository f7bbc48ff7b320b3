"""``foreshock backtest`` and its input: rows that are odd, files, folders and settings that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, DAY_MS, minute_of_week, parse_time
from tests.unit.cli.backtest.backtest_run import output, report, run, table
from tests.unit.simulation.series_text import csv_of, days, written

pytestmark = pytest.mark.days


def test_counts_of_a_billion_and_of_zero_are_accepted(tmp_path: Path) -> None:
    huge = written(tmp_path / "huge.csv", csv_of([0] * 300 + [10**9] * 3 + [0] * 30))
    output(huge, "-o", tmp_path / "out.csv")
    rows = table(tmp_path / "out.csv")
    assert all(0.0 <= float(row["score"]) < float("inf") for row in rows)
    assert rows[300]["alert"] == "1"


def test_buckets_without_a_row_are_reported_and_count_as_not_collected(tmp_path: Path) -> None:
    lines = csv_of(days(3)).splitlines(keepends=True)
    gap = written(tmp_path / "gap.csv", "".join(lines[:400] + lines[450:]))
    assert report(gap)["missing"] == 50
    assert "50 buckets have no row: they count as not collected" in output(gap)


def test_rows_of_the_same_bucket_are_added_up_and_reported(tmp_path: Path) -> None:
    lines = "".join(f"{1_700_000_100 + 60 * n},{n % 3}\n" for n in range(600))
    outcome = report(written(tmp_path / "fine.csv", lines))
    assert (outcome["rows"], outcome["buckets"], outcome["missing"]) == (600, 120, 0)
    assert report(tmp_path / "fine.csv", "--bucket", "1h")["buckets"] == 11
    assert "600 rows: those of the same bucket were added up" in output(tmp_path / "fine.csv")


def test_rows_much_farther_apart_than_buckets_give_advice(tmp_path: Path) -> None:
    hourly = written(tmp_path / "hourly.csv", "".join(f"{1_700_000_000 + 3600 * n},5\n" for n in range(100)))
    assert "--bucket 1h" in run(hourly).stdout
    assert report(hourly)["advice"]
    assert report(hourly, "--bucket", "1h")["advice"] is None


def test_a_hostile_file_name_is_escaped(tmp_path: Path) -> None:
    path = written(tmp_path / "<script>alert(1)&\u202e.csv", csv_of(days(2, bursts={400: 30.0})))
    output(path, "--chart", tmp_path / "x.svg")
    text = (tmp_path / "x.svg").read_text()
    assert "<script" not in text
    assert "\u202e" not in text
    assert "\u202e" not in output(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("timestamp,value\n1424986973,3\n1424987273,-4\n", "bad.csv: line 3: value is negative"),
        ("", "bad.csv: there is no row"),
        ("timestamp,value\n", "bad.csv: there is no row"),
        ("\xff\xfe", "bad.csv: line 1: name the columns"),
    ],
    ids=["negative", "empty", "header", "binary"],
)
def test_an_invalid_file_is_an_error_with_its_name_and_writes_nothing(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(text.encode("latin-1"))
    result = run(path, "-o", tmp_path / "out.csv")
    assert isinstance(result.exception, InvalidInput)
    assert message in result.exception.message
    assert not (tmp_path / "out.csv").exists()


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"none\.csv cannot be read: No such file"):
        raise run(tmp_path / "none.csv").exception or AssertionError


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--bucket", "5 parsecs"], "--bucket must be a number of m, h, d or w"),
        (["--bucket", "2d"], "--bucket must be from 1m to 1d"),
        (["--false-alarms-per-week", "0"], "--false-alarms-per-week must be more than 0"),
        (["--false-alarms-per-week", "nan"], "--false-alarms-per-week must be more than 0"),
        (["--false-alarms-per-week", "5000"], "--false-alarms-per-week must be below 2016"),
    ],
)
def test_invalid_settings_are_errors(arguments: list[str], message: str, week: Path) -> None:
    error = run(week, *arguments).exception
    assert isinstance(error, InvalidInput)
    assert message in error.message


def test_the_input_is_never_overwritten(week: Path, tmp_path: Path) -> None:
    for arguments in (
        (week, "-o", week),
        (week.parent, "-o", week.parent),
        (week.parent, "--chart", week.parent / "x"),
    ):
        error = run(*arguments).exception
        assert isinstance(error, InvalidInput)
        assert "write somewhere else" in error.message
    error = run(week, "-o", tmp_path).exception
    assert isinstance(error, InvalidInput)
    assert "cannot be written" in error.message


def test_without_a_file_or_a_brand_and_with_both_it_is_a_usage_error(week: Path) -> None:
    assert run().exit_code == 2
    assert run(week, "--brand", "acme").exit_code == 2


def test_a_signal_that_is_not_a_count_is_an_error() -> None:
    error = run("--brand", "acme", "--signal", "mood").exception
    assert isinstance(error, InvalidInput)
    assert "--signal mood is not a count; use one of volume, negative" in error.message


def test_a_folder_gives_a_table_and_an_invalid_file_does_not_stop_the_others(tmp_path: Path) -> None:
    written(tmp_path / "in" / "a.csv", csv_of(days(2)))
    written(tmp_path / "in" / "deep" / "b.CSV", csv_of(days(3, bursts={700: 30.0})))
    written(tmp_path / "in" / "broken.csv", "timestamp,value\n1,x\n")
    written(tmp_path / "in" / "notes.txt", "not a series")
    result = run(tmp_path / "in", "-o", tmp_path / "out", "--chart", tmp_path / "charts")
    assert result.exit_code == 1
    assert [line.split()[0] for line in result.stdout.splitlines()[:-1]] == [
        "file",
        "a.csv",
        "broken.csv",
        "deep/b.CSV",
        "all",
    ]
    assert "error: line 2: value must be a number" in result.stdout
    assert [len(table(tmp_path / "out" / name)) for name in ("a.csv", "deep/b.CSV")] == [576, 864]
    assert sorted(path.name for path in (tmp_path / "charts").rglob("*.svg")) == ["a.svg", "b.svg"]
    found = json.loads(run(tmp_path / "in", "--json").stdout)
    assert [(entry["file"], "refused" in entry) for entry in found] == [
        ("a.csv", False),
        ("broken.csv", True),
        ("deep/b.CSV", False),
    ]


def test_a_folder_without_a_csv_file_is_an_error(tmp_path: Path) -> None:
    assert isinstance(run(tmp_path).exception, InvalidInput)


def test_the_time_zone_decides_on_the_hour_of_the_day(tmp_path: Path) -> None:
    """A daily pattern by the clock of New York, over its change of 8 March: the hours stay where they are."""
    first, zone = parse_time("2026-02-22T00:00:00Z"), "America/New_York"
    starts = range(first, first + 21 * DAY_MS, BUCKET_MS)
    counts = {at_ms: 20 if 8 <= minute_of_week(at_ms, zone) // 60 % 24 < 20 else 5 for at_ms in starts}
    rows = "".join(f"{at_ms // 1000},{count}\n" for at_ms, count in counts.items())
    series, week_after, errors = written(tmp_path / "a.csv", rows), slice(-7 * BUCKETS_PER_DAY, None), []
    for option in ([], ["--time-zone", zone]):
        output(series, "-o", tmp_path / "out.csv", *option)
        found = table(tmp_path / "out.csv")[week_after]
        errors.append(sum(abs(float(row["expected"]) - int(row["value"])) for row in found))
    assert errors[1] < 0.8 * errors[0]


def test_an_unknown_time_zone_is_an_error(week: Path) -> None:
    refused = run(week, "--time-zone", "Mars/Olympus").exception
    assert isinstance(refused, InvalidInput)
    assert "--time-zone Mars/Olympus is unknown; use an IANA name such as Europe/Berlin" in refused.message
