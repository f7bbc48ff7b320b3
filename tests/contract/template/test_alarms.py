"""Alarms: a tick or a stream that stops is one, and each watches a metric that somebody writes."""

from __future__ import annotations

from typing import Any

from tests.contract.conftest import ROOT, of_kind, template
from tests.contract.template.template_parts import called_by


def test_a_tick_that_stops_coming_is_an_alarm(main: dict[str, Any]) -> None:
    """Lambda counts them: all calls of ingest, which nothing else calls, and the asynchronous ones of the others."""
    alarms = of_kind(template("infra/observability.yaml"), "AWS::CloudWatch::Alarm")
    missing = {name: alarm for name, alarm in alarms.items() if alarm["TreatMissingData"] == "breaching"}
    for alarm in missing.values():
        span = alarm["Period"], alarm["EvaluationPeriods"], alarm["ComparisonOperator"], alarm["Threshold"]
        assert span == (60, 5, "LessThanThreshold", 1)
    functions = of_kind(main, "AWS::Serverless::Function")
    assert {name.removesuffix("TickMissingAlarm") for name in missing} == called_by("ScheduleV2", functions)
    found = {(alarm["MetricName"], alarm["Dimensions"][0]["Value"]["Ref"]) for alarm in missing.values()}
    received = "AsyncEventsReceived"
    assert found == {("Invocations", "Ingest"), (received, "Detect"), (received, "Notify")}
    assert {event["Type"] for event in functions["IngestFunction"]["Events"].values()} == {"ScheduleV2"}
    for name in ("Detect", "Notify"):
        kinds = {event["Type"] for event in functions[f"{name}Function"]["Events"].values()}
        assert kinds == {"DynamoDB", "ScheduleV2"}, "a stream waits for its answer; any other caller would hide a tick"
    resources = template("infra/observability.yaml")["Resources"]
    assert all(resources[name]["Condition"] == "Scheduled" for name in missing), "a paused schedule is no alarm"


def test_a_stream_that_stops_coming_is_an_alarm(main: dict[str, Any]) -> None:
    """A heartbeat goes through each every minute, so that without its age it is broken, unless schedules are paused."""
    alarms = of_kind(template("infra/observability.yaml"), "AWS::CloudWatch::Alarm").values()
    ages = {
        alarm["Dimensions"][0]["Value"]["Ref"]: alarm for alarm in alarms if alarm.get("MetricName") == "IteratorAge"
    }
    assert set(ages) == called_by("DynamoDB", of_kind(main, "AWS::Serverless::Function"))
    for alarm in ages.values():
        assert alarm["TreatMissingData"] == {"Fn::If": ["Scheduled", "breaching", "notBreaching"]}
        assert (alarm["Period"], alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (60, 5, 3)


def test_alarms_watch_metrics_that_somebody_writes() -> None:
    """By the name the code gives them, and of this deployment alone."""
    written = "".join(path.read_text() for folder in ("functions", "shared") for path in (ROOT / folder).rglob("*.py"))
    alarms = of_kind(template("infra/observability.yaml"), "AWS::CloudWatch::Alarm").values()
    ours = [alarm for alarm in alarms if alarm.get("Namespace") == "Foreshock"]
    assert len(ours) == 10
    for alarm in ours:
        assert f'name="{alarm["MetricName"]}"' in written
        dimensions = [found for found in alarm["Dimensions"] if found["Name"] != "channel"]
        assert dimensions == [{"Name": "service", "Value": {"Ref": "Prefix"}}]
