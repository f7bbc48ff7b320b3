"""``foreshock backtest`` reports the alerts of a recorded series; no result depends on later rows."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.detect.detectors.count.backtest import backtest
from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKETS_PER_DAY
from tests.unit.cli.backtest.backtest_run import BURST, output, report, run, table
from tests.unit.simulation.series_text import csv_of, days, stamp, written

pytestmark = pytest.mark.days


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
