"""The eventful day through the running pipeline: exactly the moments that a person would want, each explained."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.cli.demo.asked_pages import asked_pages
from infra.local.deployment.runtime import ROOT
from infra.local.stack import Stack
from infra.pictures.day import PlayedDay, play
from infra.scenario import day
from shared.domain.time import MINUTE_MS, parse_time

pytestmark = pytest.mark.stack

EXPECTED = {
    "slow burn, 2.5x": {"volume_burst"},
    "burst, 10 min": {"volume_burst", "negative_surge"},
    "hashtag wave": {"trending_hashtag"},
    "sentiment shift": {"sentiment_shift"},
    "channel outage": set(),
}
"""The kinds of moments of each event; there are no others on that day."""

LATEST_DETECTION = {"slow burn, 2.5x": 240, "burst, 10 min": 5, "hashtag wave": 30, "sentiment shift": 150}
"""Minutes from the start of an event until its moments are detected, at most."""


@pytest.fixture(scope="module")
def played() -> Iterator[PlayedDay]:
    with Stack.start(parameters={"ScheduleState": "DISABLED"}) as running:
        yield play(running)


def minute_of_day(played: PlayedDay, at: str) -> float:
    return (parse_time(at) - played.start_ms) / MINUTE_MS


def moments_of(played: PlayedDay, event: day.Event) -> list[Any]:
    """The moments that opened during the event or soon after."""
    return [m for m in played.moments if event.since <= minute_of_day(played, m["opened_at"]) < event.until + 30]


def test_each_event_has_its_kinds_of_moments_and_there_are_no_others(played: PlayedDay) -> None:
    assert {event.name: {m["kind"] for m in moments_of(played, event)} for event in day.EVENTS} == EXPECTED
    assert len(played.moments) == sum(map(len, EXPECTED.values()))


def test_moments_are_detected_soon(played: PlayedDay) -> None:
    for event in day.EVENTS:
        for moment in moments_of(played, event):
            assert minute_of_day(played, moment["detected_at"]) - event.since <= LATEST_DETECTION[event.name] + 5


def test_the_moment_of_a_slow_burn_does_not_end_before_the_burn(played: PlayedDay) -> None:
    (burn,) = moments_of(played, day.EVENTS[0])
    assert day.EVENTS[0].until - 30 <= minute_of_day(played, burn["ended_at"]) <= day.EVENTS[0].until + 90


def test_one_crisis_is_one_page_for_each_severity_and_nothing_else_pages(played: PlayedDay) -> None:
    burst = moments_of(played, day.EVENTS[1])
    assert len({moment["crisis"] for moment in burst}) == 1
    assert len({moment["crisis"] for moment in played.moments}) == len(played.moments) - 1
    pages = [message for message in played.messages if message.attributes.get("level") == "page"]
    asking = [message.attributes for message in pages if message.attributes["status"] == "open"]
    wanted = asked_pages(moment["timeline"] for moment in burst)
    assert [page["severity"] for page in asking] == wanted != []
    assert {page["kind"] for page in asking} <= {moment["kind"] for moment in burst}
    assert all(len(message.text) <= 160 for message in pages)


def test_every_moment_is_resolved_by_the_end_of_the_day(played: PlayedDay) -> None:
    assert {moment["status"] for moment in played.moments} == {"resolved"}


def test_an_unreachable_channel_is_reported_by_its_health_and_not_as_silence(played: PlayedDay) -> None:
    (channel,) = [one for one in played.health["channels"] if one["channel"] == day.CHANNEL]
    assert channel["state"] == "failing"
    assert channel["queries"][0]["errors"] > 0


def test_the_quiet_brand_has_no_moment(played: PlayedDay) -> None:
    assert played.quiet_moments == []


def test_every_moment_is_explained_and_recomputed_bit_for_bit(played: PlayedDay, tmp_path: Path) -> None:
    for moment in played.moments:
        assert moment["explanation"]
        assert moment["reasons"]
        file = tmp_path / f"{moment['id']}.json"
        file.write_text(json.dumps(moment), "utf-8")
        command = [sys.executable, "-c", "from infra.cli.main import run; run()", "explain", str(file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, f"{moment['kind']}: {done.stdout[-2000:]}{done.stderr[-500:]}"
