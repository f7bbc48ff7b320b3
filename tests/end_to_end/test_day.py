"""A replayed day through the running pipeline: exactly the moments that a person would want, each explained."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.deployment.runtime import ROOT
from infra.local.stack import Stack
from infra.pictures.day import PlayedDay, play
from infra.scenario import day
from shared.domain.time import MINUTE_MS, parse_time

pytestmark = pytest.mark.stack

WANTED = {
    "slow burn, 2.5x": {"volume_burst"},
    "burst, 10 min": {"volume_burst", "negative_surge"},
    "hashtag wave": {"trending_hashtag"},
    "mood turns": {"sentiment_shift"},
    "channel outage": set(),
}
"""The moments of each thing that happens; nothing else is told that day."""

SOON = {"slow burn, 2.5x": 240, "burst, 10 min": 5, "hashtag wave": 30, "mood turns": 150}
"""Minutes within which people know."""


@pytest.fixture(scope="module")
def played() -> Iterator[PlayedDay]:
    with Stack.start(parameters={"ScheduleState": "DISABLED"}) as running:
        yield play(running)


def minute_of_day(played: PlayedDay, at: str) -> float:
    return (parse_time(at) - played.start_ms) / MINUTE_MS


def of(played: PlayedDay, event: day.Event) -> list[Any]:
    """The moments that opened while it happened, or soon after."""
    return [m for m in played.moments if event.since <= minute_of_day(played, m["opened_at"]) < event.until + 30]


def test_each_event_is_told_as_what_it_is_and_nothing_else_is(played: PlayedDay) -> None:
    assert {event.name: {m["kind"] for m in of(played, event)} for event in day.EVENTS} == WANTED
    assert len(played.moments) == sum(map(len, WANTED.values()))


def test_people_know_soon(played: PlayedDay) -> None:
    for event in day.EVENTS:
        for moment in of(played, event):
            assert minute_of_day(played, moment["detected_at"]) - event.since <= SOON[event.name] + 5


def test_a_slow_burn_is_not_said_to_be_over_while_it_burns(played: PlayedDay) -> None:
    (burn,) = of(played, day.EVENTS[0])
    assert day.EVENTS[0].until - 30 <= minute_of_day(played, burn["ended_at"]) <= day.EVENTS[0].until + 90


def test_one_crisis_is_one_page_and_what_can_wait_wakes_nobody(played: PlayedDay) -> None:
    burst = of(played, day.EVENTS[1])
    assert len({moment["crisis"] for moment in burst}) == 1
    assert len({moment["crisis"] for moment in played.moments}) == len(played.moments) - 1
    pages = [message for message in played.messages if message.attributes.get("level") == "page"]
    told = {message.attributes["kind"] for message in pages if message.attributes["status"] == "open"}
    assert len([message for message in pages if message.attributes["status"] == "open"]) == 1
    assert told <= {moment["kind"] for moment in burst}
    assert all(len(message.text) <= 160 for message in pages)


def test_every_moment_is_over_by_the_end_of_the_day(played: PlayedDay) -> None:
    assert {moment["status"] for moment in played.moments} == {"resolved"}


def test_a_channel_that_cannot_be_heard_is_told_by_its_health_and_not_as_silence(played: PlayedDay) -> None:
    (channel,) = [one for one in played.health["channels"] if one["channel"] == day.CHANNEL]
    assert channel["state"] == "failing"
    assert channel["queries"][0]["errors"] > 0


def test_the_quiet_brand_is_left_in_peace(played: PlayedDay) -> None:
    assert played.quiet_moments == []


def test_every_moment_is_explained_and_computed_again_bit_for_bit(played: PlayedDay, tmp_path: Path) -> None:
    for moment in played.moments:
        assert moment["explanation"]
        assert moment["reasons"]
        file = tmp_path / f"{moment['id']}.json"
        file.write_text(json.dumps(moment), "utf-8")
        command = [sys.executable, "-c", "from infra.cli.main import run; run()", "explain", str(file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, f"{moment['kind']}: {done.stdout[-2000:]}{done.stderr[-500:]}"
