"""``foreshock drill`` against the handlers: it starts what the deployed functions play, and shows how it goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from infra.cli.app import app
from infra.cli.drill import command
from shared.domain.brand import Brand
from shared.domain.errors import ForeshockError
from shared.domain.time import MINUTE_MS, iso
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.dynamodb import number, text, write_all
from tests.api_client import NOW_MS, ask

SCENARIO = """
speed: 60
channels: {mastodon: 1}
stages:
  - {until: 10, times: 20, topics: {smoke: 1}}
posts:
  smoke: ["Smoke comes out of my {brand} kettle.", "{brand} burnt my kitchen."]
injects:
  - {minute: 2, who: A neighbour, text: "rings at the office door."}
"""


class World:
    """The API and its clock; ``at_minute`` is called when a minute has passed."""

    def __init__(self) -> None:
        self.now_ms = NOW_MS
        self.at_minute: Callable[[int], None] = lambda _minute: None

    def pause(self, _seconds: float) -> None:
        self.now_ms += MINUTE_MS
        self.at_minute((self.now_ms - NOW_MS) // MINUTE_MS)

    def get(self, path: str, **query: Any) -> Any:
        return self._ask("GET", path, **query)

    def post(self, path: str, body: Any = None) -> Any:
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        answer = ask(method, path, body=body, now_ms=self.now_ms, **query)
        if answer.status >= 400:
            raise ForeshockError(answer.json["detail"])
        return answer.json


@pytest.fixture
def world(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> World:  # noqa: ARG001 - the tables must be there
    brands.put(Brand("acme", "Acme"))
    write_all(setting("STATE_TABLE"), [{"pk": text("baseline#acme"), "sk": text("states"), "version": number(1)}])
    found = World()
    monkeypatch.setattr(command, "deployed_api", lambda _stack: found)
    monkeypatch.setattr(command, "_now", lambda: iso(found.now_ms))
    monkeypatch.setattr("infra.cli.drill.command.time.sleep", found.pause)
    return found


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["drill", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def refused(*arguments: str) -> str:
    return str(CliRunner().invoke(app, ["drill", *arguments]).exception)


def test_a_case_is_started_and_goes_on_without_the_command(world: World) -> None:
    told = run("pepsi-advert", "--brand", "acme", "--speed", "320", "--by", "ana")
    (drill,) = world.get("/drills")["drills"]
    assert (drill["case"], drill["started_by"], drill["played"]) == ("pepsi-advert", "ana", True)
    assert all(words in told for words in (drill["id"], "A journalist calls", "A rumour", "A regulator asks"))
    assert drill["id"] in run()
    assert "ended by hand" in run("--end", drill["id"], "--by", "ben")


def test_followed_it_tells_each_inject_once_and_the_score_card_at_the_end(world: World, tmp_path: Path) -> None:
    file = tmp_path / "smoke.yaml"
    file.write_text(SCENARIO, encoding="utf-8")

    def ended(minute: int) -> None:
        if minute == 5:
            world.post(
                f"/drills/{world.get('/drills')['drills'][0]['id']}/end", {"by": "ben", "why": "the room is needed"}
            )

    world.at_minute = ended
    told = run(str(file), "--brand", "acme", "--follow")
    assert told.count("DRILL A neighbour rings at the office door.") == 1
    assert "DRILL Acme: a scenario of your own, the room is needed" in told
    assert "detected      not at all" in told


def test_ctrl_c_leaves_the_drill_to_go_on(world: World) -> None:
    def stopped(_minute: int) -> None:
        raise KeyboardInterrupt

    world.at_minute = stopped
    assert "It goes on" in run("pepsi-advert", "--brand", "acme", "--follow")
    assert world.get("/drills")["drills"][0]["ended_at"] is None


def test_a_table_top_exercise_is_led_from_the_command_line(world: World) -> None:
    began = run("--plan", "111", "--brand", "acme", "--by", "ana")
    assert "step 4      communications, within 5 minutes: Say in public" in began
    assert "no public word is due yet" in began
    world.now_ms += 4 * MINUTE_MS
    told = run("--brand", "acme", "--step", "4", "--by", "cleo")
    assert "communications, done by cleo" in told
    assert "first word    after 4 minutes" in told
    run("--brand", "acme", "--said")
    world.now_ms += 2 * MINUTE_MS
    assert "inject 1    minute 6, told by cleo: A journalist" in run("--brand", "acme", "--inject", "1", "--by", "cleo")
    assert "note        ana: Who approves?" in run("--brand", "acme", "--note", " Who\napproves? ", "--by", "ana")
    drill = json.loads(run("--brand", "acme", "--step", "1", "--json"))
    assert drill["score"]["steps_done"] == 2
    run("--end", drill["id"])
    assert "no table-top exercise of acme runs" in refused("--brand", "acme", "--said")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("speed: 60", "channels: Field required"),
        (SCENARIO.replace("times: 20", "times: 0"), "stages.0.times"),
        ("- one\n- two", "not YAML with named fields"),
        ("a: {b", "not YAML with named fields"),
    ],
)
def test_a_broken_scenario_is_refused_with_the_field(written: str, message: str, tmp_path: Path, world: World) -> None:  # noqa: ARG001 - nothing may reach a real stack
    file = tmp_path / "broken.yaml"
    file.write_text(written, encoding="utf-8")
    assert message in refused(str(file), "--brand", "acme")


def test_what_is_missing_is_named(world: World) -> None:  # noqa: ARG001 - as before
    assert "--brand" in refused("pepsi-advert")
    assert "cannot be read" in refused("nowhere.yaml", "--brand", "acme")
    assert "one thing at a time" in refused("--brand", "acme", "--step", "4", "--said")


def test_a_second_drill_is_told_who_started_the_first_and_how_to_end_it(world: World) -> None:
    world.post("/drills", {"brand": "acme", "by": "ben"})
    assert "ben started a drill of acme" in refused("pepsi-advert", "--brand", "acme")
