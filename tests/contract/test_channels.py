"""Every channel has its schedule in the template, and its row in the documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared import channels
from tests.contract.conftest import ROOT, of_kind

LINES = """        {event}:
          Type: ScheduleV2
          Properties:
            ScheduleExpression: rate(1 minute)
            State: !Ref ScheduleState
            RetryPolicy: {{MaximumRetryAttempts: 0}} # the next minute polls again, from the same cursor
            Input: '{{"channel": "{name}", "time": "<aws.scheduler.scheduled-time>"}}'
"""


@pytest.mark.parametrize("name", channels.POLLED)
def test_a_polled_channel_is_polled_every_minute(name: str, main: dict[str, Any]) -> None:
    lines = LINES.format(event=name.title(), name=name)
    found = [event for event in schedules(main) if json.loads(event["Input"])["channel"] == name]
    assert len(found) == 1, f"add to the Events of IngestFunction in template.yaml:\n{lines}"
    (event,) = found
    assert event["ScheduleExpression"] == "rate(1 minute)"
    assert json.loads(event["Input"])["time"] == "<aws.scheduler.scheduled-time>"


def test_the_documentation_says_what_each_channel_covers() -> None:
    table = "\n".join(rows())
    assert table in (ROOT / "docs/channels.md").read_text("utf-8"), f"put this table into docs/channels.md:\n{table}"


def rows() -> Iterator[str]:
    yield "| channel | a query is | it covers | it does not cover | terms |"
    yield "|---|---|---|---|---|"
    for name, words in channels.coverage().items():
        query, terms = (channels.channel(name).QUERY, channels.channel(name).TERMS) if words.polled else ("–", "–")
        yield f"| `{name}` | {query} | {words.covers} | {words.not_covered} | {terms} |"


def test_nothing_is_scheduled_that_is_not_a_channel(main: dict[str, Any]) -> None:
    assert {json.loads(event["Input"])["channel"] for event in schedules(main)} == set(channels.POLLED)


def schedules(main: dict[str, Any]) -> list[dict[str, Any]]:
    events = of_kind(main, "AWS::Serverless::Function")["IngestFunction"]["Events"].values()
    return [event["Properties"] for event in events if event["Type"] == "ScheduleV2"]
