"""``foreshock backtest`` reports the alerts of a recorded series; no result depends on later rows."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from functions.detect.detectors.count.backtest import backtest
from infra.cli.app import app
from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, DAY_MS, minute_of_week, parse_time
from tests.unit.simulation.series_text import csv_of, days, stamp, written

pytestmark = pytest.mark.days


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


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week with one burst."""
    return written(tmp_path_factory.mktemp("series") / "acme.csv", csv_of(days(7, bursts=BURST)))


def test_every_row_is_written_in_order_with_its_time_unchanged(week: Path, tmp_path: Path) -> None:
    output(week, "-o", tmp_path / "out.csv")
    given, found = table(week), table(tmp_path / "out.csv")
    assert [(row["timestamp"], row["value"]) for row in found] == [(row["timestamp"], row["value"]) for row in given]
    assert list(found[0]) == ["timestamp", "value", "expected", "score", "alert"]
    assert {row["alert"] for row in found} == {"0", "1"}


def test_scores_are_those_of_the_detector_with_all_digits(week: Path, tmp_path: Path) -> None:
    output(week, "-o", tmp_path / "out.csv", "--false-alarms-per-week", "2")
    first = 1_767_649_200_000
    series = [(first + place * 300_000, int(row["value"])) for place, row in enumerate(table(week))]
    expected = [
        (one.expected, one.score, int(one.alert))
        for one in backtest(series, false_alarms_per_week=2.0, bucket_ms=300_000)
    ]
    found = [(float(row["expected"]), float(row["score"]), int(row["alert"])) for row in table(tmp_path / "out.csv")]
    assert found == expected


def test_the_burst_is_reported_with_the_normal_count(week: Path) -> None:
    outcome = report(week)
    alert = next(one for one in outcome["alerts"] if one["timestamp"] in {stamp(place) for place in BURST})
    assert alert["value"] > 5 * alert["expected"]
    assert alert["times_normal"] == pytest.approx(alert["value"] / alert["expected"], rel=0.01)
    assert alert["text"].startswith("SEV2 acme - 77 posts in 5 min, ")
    assert outcome["alerts_per_week"] == len(outcome["alerts"])
    assert stamp(min(BURST)) in output(week) or stamp(min(BURST) + 1) in output(week)


def test_the_output_can_be_read_again_and_gives_the_same(week: Path, tmp_path: Path) -> None:
    output(week, "-o", tmp_path / "one.csv", "--chart", tmp_path / "acme.svg")
    output(tmp_path / "one.csv", "-o", tmp_path / "two.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 60), min_size=2, max_size=150), st.data())
def test_no_score_depends_on_later_rows(tmp_path: Path, counts: list[int], data: st.DataObject) -> None:
    known = data.draw(st.integers(1, len(counts)))
    for name, series in (("whole", counts), ("part", counts[:known])):
        output(written(tmp_path / f"{name}.csv", csv_of(series)), "-o", tmp_path / f"{name}.out")
    assert table(tmp_path / "whole.out")[:known] == table(tmp_path / "part.out")


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


def test_learning_is_reported(week: Path, tmp_path: Path) -> None:
    assert report(week)["learning_until"] == stamp(287)
    short = written(tmp_path / "short.csv", csv_of(days(7)[:100]))
    assert report(short)["learning_until"] is None
    assert "Learning: the whole series" in output(short)


def test_sms_are_counted_in_segments_and_their_price_can_be_set(week: Path) -> None:
    texts = report(week)["texts"]
    assert texts["segments"] == texts["pages"] + texts["all_clears"] > 0
    assert texts["usd"] == pytest.approx(texts["segments"] * 0.00645)
    assert report(week, "--sms-price", "0.1")["texts"]["usd"] == pytest.approx(texts["segments"] * 0.1)
    assert "United States" in output(week)


def test_more_accepted_false_alarms_never_give_fewer_alerts(week: Path) -> None:
    found = [len(report(week, "--false-alarms-per-week", rate)["alerts"]) for rate in (0.1, 1, 10)]
    assert found == sorted(found)


def test_the_chart_has_no_script_and_loads_nothing(week: Path, tmp_path: Path) -> None:
    output(week, "--chart", tmp_path / "acme.svg")
    text = (tmp_path / "acme.svg").read_text()
    assert len(text) < 60_000
    assert text == (output(week, "--chart", tmp_path / "again.svg"), (tmp_path / "again.svg").read_text())[1]
    words = " ".join(node.text or "" for node in ET.fromstring(text).iter())  # noqa: S314 - made here
    assert "normal" in words
    assert "alert" in words
    for foreign in ("<script", "href", "url(", "@import", "onload"):
        assert foreign not in text


@pytest.mark.parametrize("counts", [[0], [5], [0, 0, 0], [10**9, 0]], ids=["zero", "one", "three", "huge"])
def test_the_shortest_series_are_reported_and_drawn(counts: list[int], tmp_path: Path) -> None:
    output(written(tmp_path / "a.csv", csv_of(counts)), "--chart", tmp_path / "a.svg", "-o", tmp_path / "out.csv")
    assert len(table(tmp_path / "out.csv")) == len(counts)
    ET.fromstring((tmp_path / "a.svg").read_text())  # noqa: S314 - made here


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


def labelled(folder: Path, windows: object) -> Path:
    path = folder / "windows.json"
    path.write_text(json.dumps(windows))
    return path


def test_labels_tell_false_alerts_from_right_ones(week: Path, tmp_path: Path) -> None:
    burst = [stamp(5 * BUCKETS_PER_DAY - 1), stamp(5 * BUCKETS_PER_DAY + 4)]
    never = [stamp(3 * BUCKETS_PER_DAY), stamp(3 * BUCKETS_PER_DAY + 4)]
    right = report(week, "--labels", labelled(tmp_path, [burst]))
    assert (right["told"], right["outside"], right["caught"], right["windows"]) == (1, 0, 1, 1)
    wrong = report(week, "--labels", labelled(tmp_path, {"acme": {"windows": [never]}}))
    assert (wrong["told"], wrong["outside"], wrong["caught"], wrong["windows"]) == (1, 1, 0, 1)
    assert "1 alert outside the windows, 1.00 per week; 0 of 1 window caught" in output(
        week, "--labels", tmp_path / "windows.json"
    )


def test_what_was_confirmed_does_not_hide_the_next_burst_and_the_report_has_both(tmp_path: Path) -> None:
    first, second = 5 * BUCKETS_PER_DAY, 8 * BUCKETS_PER_DAY
    bursts = {first + place: 60.0 for place in range(4)} | {second + place: 6.0 for place in range(4)}
    series = written(tmp_path / "acme.csv", csv_of(days(9, bursts=bursts)))
    found = report(series, "--confirmed", labelled(tmp_path, [[stamp(first), stamp(first + 4)]]))
    assert found["without_a_word"]["told"] == 1
    assert found["told"] == 2
    assert found["alerts"][-1]["timestamp"] >= stamp(second)
    assert "Without a word from anybody: 1 alert" in output(series, "--confirmed", tmp_path / "windows.json")


def test_a_window_that_nobody_was_told_of_confirms_nothing(week: Path, tmp_path: Path) -> None:
    quiet = [stamp(2 * BUCKETS_PER_DAY), stamp(2 * BUCKETS_PER_DAY + 50)]
    found = report(week, "--confirmed", labelled(tmp_path, [quiet]))
    assert found["alerts"] == report(week)["alerts"]


def test_what_is_as_severe_as_can_be_is_counted_though_the_brand_had_as_much(tmp_path: Path) -> None:
    """A burst of a quarter of an hour every four days is the brand's noise; twelve times the normal is severe."""
    bursts = {day * BUCKETS_PER_DAY + place: 12.0 for day in range(6, 54, 4) for place in range(3)}
    series = written(tmp_path / "acme.csv", csv_of(days(55, bursts=bursts)))
    found = report(series)
    assert found["severe_pages"]["if_negative"]
    assert found["severe_pages"]["pages"]
    assert not set(found["severe_pages"]["pages"]) & {alert["timestamp"] for alert in found["alerts"]}
    assert "more, " in output(series)


def test_windows_that_cannot_be_read_are_refused_by_name(week: Path, tmp_path: Path) -> None:
    result = run(week, "--confirmed", labelled(tmp_path, {"another": []}))
    assert isinstance(result.exception, InvalidInput)
    assert 'windows.json: there is no "windows" in the object' in result.exception.message
