"""Whatever can stop working is watched by an alarm, is on the dashboard, and stands in the runbook."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from tests.benchmarks import cost
from tests.contract.conftest import ROOT, of_kind, template

OBSERVABILITY = "infra/observability.yaml"


@cache
def alarms() -> dict[str, dict[str, Any]]:
    return of_kind(template(OBSERVABILITY), "AWS::CloudWatch::Alarm")


def watched(alarm: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Namespace, metric and the first dimension of all that an alarm looks at."""
    metrics = [entry["MetricStat"]["Metric"] for entry in alarm.get("Metrics", ()) if "MetricStat" in entry] or [alarm]
    return {
        (m["Namespace"], m["MetricName"], m["Dimensions"][0]["Value"]["Ref"] if m.get("Dimensions") else "")
        for m in metrics
    }


def all_watched() -> set[tuple[str, str, str]]:
    return {each for alarm in alarms().values() for each in watched(alarm)}


def seen_elsewhere(function: dict[str, Any]) -> bool:
    """Whether all that a function fails to do comes again, or is told by a caller that is watched."""
    own = {"DynamoDB": "IteratorAge", "Api": "5XXError", "SQS": "ApproximateNumberOfMessagesVisible"}
    return {event["Type"] for event in function.get("Events", {}).values()} <= own.keys()


def test_every_failure_of_a_function_is_an_alarm_of_its_own_or_of_what_calls_it(main: dict[str, Any]) -> None:
    """Streams repeat a failed batch, so it is lag; API Gateway answers with 5xx; dropped files become dead letters."""
    functions = of_kind(main, "AWS::Serverless::Function")
    alone = {name.removesuffix("Function") for name, each in functions.items() if not seen_elsewhere(each)}
    assert alone == {"Ingest", "Detect", "Notify"}
    assert {name for _, metric, name in all_watched() if metric == "Errors"} == alone
    called = functions["EraseFunction"]["EventInvokeConfig"]  # without somebody who waits; files have a queue
    assert "DeadLettersArn" in str(called["DestinationConfig"]["OnFailure"])


def test_a_tick_that_lambda_refuses_is_an_alarm() -> None:
    """A refused call of ingest is no invocation, so its tick is missing; those of the others are received first."""
    assert {name for _, metric, name in all_watched() if metric == "Throttles"} == {"Detect", "Notify"}
    assert ("AWS/Lambda", "Invocations", "Ingest") in all_watched()


def test_every_reader_that_falls_behind_its_stream_is_an_alarm(main: dict[str, Any]) -> None:
    functions = of_kind(main, "AWS::Serverless::Function")
    readers = {n for n, f in functions.items() if any(e["Type"] == "DynamoDB" for e in f.get("Events", {}).values())}
    assert {("AWS/Lambda", "IteratorAge", name.removesuffix("Function")) for name in readers} <= all_watched()


def test_every_busy_table_that_refuses_writes_is_an_alarm() -> None:
    """Refused reads show as what failed, refused counters as the lag of enrich; moments are a few writes an hour."""
    wanted = {("AWS/DynamoDB", "WriteThrottleEvents", f"{table}Table") for table in ("Mentions", "State")}
    assert {found for found in all_watched() if found[0] == "AWS/DynamoDB"} == wanted


def test_texts_that_do_not_arrive_or_soon_will_not_are_an_alarm(main: dict[str, Any]) -> None:
    """At its spending limit SNS drops every text, and the limit of a new account is one dollar."""
    assert {
        ("AWS/SNS", "NumberOfNotificationsFailed", "PageTopic"),
        ("AWS/SNS", "NumberOfNotificationsFailed", "AlertTopic"),
        ("AWS/SNS", "SMSMonthToDateSpentUSD", ""),
        ("Foreshock", "PagesCapped", "Prefix"),
    } <= all_watched()
    assert alarms()["SmsSpendAlarm"]["Threshold"] == {"Ref": "SmsSpendWarning"}
    assert main["Parameters"]["SmsSpendWarning"]["Default"] < 1


def test_the_api_and_the_dead_letters_are_watched() -> None:
    assert {("AWS/ApiGateway", "5XXError", "Prefix")} <= all_watched()
    assert {("AWS/SQS", "ApproximateNumberOfMessagesVisible", "DeadLetters")} <= all_watched()


def test_every_alarm_tells_somebody_and_says_in_a_sentence_what_is_wrong() -> None:
    for name, alarm in alarms().items():
        assert alarm["AlarmActions"] == [{"Ref": "OperationsTopic"}], name
        assert len(alarm["AlarmDescription"].split()) >= 5, name


def test_the_runbook_says_of_every_alarm_what_it_means_where_to_look_and_how_to_mend_it() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if re.match(r"\| `\w+Alarm`", line)]
    described = {name for row in rows for name in re.findall(r"`(\w+Alarm)`", row[0])}
    assert described == set(alarms())
    for row in rows:
        assert len(row) == 4, row[0]
        assert all(cell.strip() for cell in row), row[0]


def dashboard() -> list[dict[str, Any]]:
    """The widgets, with the names of parameters and resources where CloudFormation puts their values."""
    (found,) = of_kind(template(OBSERVABILITY), "AWS::CloudWatch::Dashboard").values()
    body, variables = found["DashboardBody"]["Fn::Sub"]
    scheduled = variables["WhileScheduled"]["Fn::If"][1]["Fn::Sub"]
    text = re.sub(r"\$\{([\w:.]+)\}", r"\1", body.replace("${WhileScheduled}", scheduled))
    widgets: list[dict[str, Any]] = json.loads(text)["widgets"]
    return widgets


def test_the_dashboard_begins_with_all_alarms() -> None:
    shown = [widget["properties"]["alarms"] for widget in dashboard() if widget["type"] == "alarm"]
    assert [sorted(names) for names in shown] == [sorted(f"{name}.Arn" for name in alarms())]


def test_the_dashboard_follows_the_way_of_a_post_under_plain_titles() -> None:
    titles = [w["properties"]["markdown"].lstrip("# ") for w in dashboard() if w["type"] == "text"]
    way = ["1. Posts come in", "2. They are counted", "3. Counts are evaluated", "4. People are told", "5. They answer"]
    assert titles == ["Prefix: is anything wrong?", *way, "Errors and limits"]


def test_no_widget_of_the_dashboard_covers_another() -> None:
    cells = [
        (x, y)
        for w in dashboard()
        for x in range(w["x"], w["x"] + w["width"])
        for y in range(w["y"], w["y"] + w["height"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_the_dashboard_shows_what_somebody_writes_and_all_that_alarms_look_at() -> None:
    """The dead man's switches are among its alarms; a line at one a minute says nothing more."""
    written = "".join(path.read_text() for folder in ("functions", "shared") for path in (ROOT / folder).rglob("*.py"))
    shown = {(m[0], m[1]) for w in dashboard() for m in w["properties"].get("metrics", ()) if isinstance(m[0], str)}
    searched = set(re.findall(r'MetricName=\\"(\w+)', json.dumps(dashboard())))
    own = {name for namespace, name in shown if namespace == "Foreshock"} | searched
    assert [name for name in own if f'name="{name}"' not in written] == []
    quiet = {name for name, alarm in alarms().items() if alarm["TreatMissingData"] == "breaching"}
    quiet.add("ChannelFailingAlarm")  # by channel, as failed queries
    for name, alarm in alarms().items():
        if name not in quiet:
            assert {(namespace, metric) for namespace, metric, _ in watched(alarm)} <= shown, name


def test_the_dashboard_sums_up_what_the_log_tells_of() -> None:
    written = "".join(path.read_text() for path in (ROOT / "functions").rglob("*.py"))
    queries = " ".join(w["properties"]["query"] for w in dashboard() if w["type"] == "log")
    messages = re.findall(r"'([a-z]+ (?:collected|stored|counted|changed))'", queries)
    assert len(messages) == 6
    assert [message for message in messages if f'logger.info("{message}"' not in written] == []


def test_no_metric_of_our_own_comes_all_the_time() -> None:
    """They are written by ``trouble``, or where something seldom happens, so the bill has none of them."""
    seldom = {"PastsFailed", "PagesPutOff", "PagesCapped", "PagesInDoubt"}
    seldom |= {"PagesBundled", "SilencesUnread", "ErasuresAsked"}
    written = "".join(path.read_text() for path in (ROOT / "functions").rglob("*.py"))
    assert set(re.findall(r'add_metric\(name="(\w+)"', written)) == seldom
    assert not re.search(r"add_metric\(name=[^\"]", written)


def test_the_bill_has_every_metric_that_an_alarm_looks_at() -> None:
    assert cost.alarmed() == sum(len(watched(alarm)) for alarm in alarms().values())


def test_the_bill_leaves_nothing_out_that_is_turned_on(main: dict[str, Any]) -> None:
    """Traces, and metrics of single methods, would cost more than all functions together."""
    assert main["Globals"]["Function"]["Tracing"] == {"Ref": "Tracing"}
    assert main["Parameters"]["Tracing"]["Default"] == "PassThrough"
    settings = of_kind(main, "AWS::Serverless::Api")["Api"]["MethodSettings"]
    assert not [each for each in settings if each.get("MetricsEnabled")]


def test_room_for_detect_and_notify_is_kept_only_where_the_account_has_it(main: dict[str, Any]) -> None:
    """Lambda refuses a reservation that leaves less than 100 unreserved, and a new account has 10 in all."""
    functions = of_kind(main, "AWS::Serverless::Function")
    asked_for = {name: found.get("ReservedConcurrentExecutions") for name, found in functions.items()}
    reserved = {name: value["Fn::If"] for name, value in asked_for.items() if value}
    assert set(reserved) == {"IntakeFunction", "DetectFunction", "NotifyFunction"}
    assert all((when, other) == ("Reserved", {"Ref": "AWS::NoValue"}) for when, _, other in reserved.values())
    assert main["Parameters"]["Concurrency"]["Default"] == "shared"
    asked = 100 + sum(int(number) for _, number, _ in reserved.values())
    assert f"a Lambda limit of {asked} " in main["Parameters"]["Concurrency"]["Description"]
