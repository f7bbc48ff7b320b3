"""Every channel is polled by one schedule, and has its row in the documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from shared import channels
from tests.contract.conftest import ROOT, of_kind


def test_one_schedule_polls_every_channel_every_minute(main: dict[str, Any]) -> None:
    """It names none, so that a channel needs no line in the template, and one that nobody uses costs nothing."""
    events = of_kind(main, "AWS::Serverless::Function")["IngestFunction"]["Events"].values()
    (event,) = [event["Properties"] for event in events if event["Type"] == "ScheduleV2"]
    assert event["ScheduleExpression"] == "rate(1 minute)"
    assert json.loads(event["Input"]) == {"time": "<aws.scheduler.scheduled-time>"}


def test_the_documentation_says_what_each_channel_covers() -> None:
    table = "\n".join(rows())
    assert table in (ROOT / "docs/channels.md").read_text("utf-8"), f"put this table into docs/channels.md:\n{table}"


def rows() -> Iterator[str]:
    yield "| channel | a query is | it covers | it does not cover | terms |"
    yield "|---|---|---|---|---|"
    for name, words in channels.coverage().items():
        query, terms = (channels.channel(name).QUERY, channels.channel(name).TERMS) if words.polled else ("–", "–")
        yield f"| `{name}` | {query} | {words.covers} | {words.not_covered} | {terms} |"
