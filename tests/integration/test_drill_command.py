"""``foreshock drill`` against the handlers: posts go out minute by minute, and it stops when it must."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from infra.cli.app import app
from infra.cli.drill import command
from infra.cli.push_client import Push
from shared.domain.brand import Brand
from shared.domain.errors import ForeshockError
from shared.domain.time import MINUTE_MS, parse_time
from shared.runtime.settings import setting
from shared.store import brands, moments
from shared.store.dynamodb import dynamodb, number, text, write_all
from tests.api_client import NOW_MS, ask
from tests.unit.notify.examples import surge

LENGTH = 9
"""Minutes of the advert at speed 320."""


class World:
    """The API, its clock, and what was pushed; ``at_minute`` is called when a minute has passed."""

    def __init__(self) -> None:
        self.now_ms = NOW_MS
        self.pushed: list[dict[str, Any]] = []
        self.at_minute: Callable[[int], None] = lambda _minute: None

    def pause(self, seconds: float) -> None:
        self.now_ms += round(seconds * 1000)
        self.at_minute((self.now_ms - NOW_MS) // MINUTE_MS)

    def get(self, path: str, **query: Any) -> Any:
        return self._ask("GET", path, **query)

    def post(self, path: str, body: Any = None) -> Any:
        return self._ask("POST", path, body)

    def post_mentions(self, push: Push) -> Any:
        items = json.loads(push.body)
        self.pushed += items
        return {"accepted": len(items)}

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
    monkeypatch.setattr(command, "intake_secret", lambda _stack: "secret")
    monkeypatch.setattr(command, "_clock_ms", lambda: found.now_ms)
    monkeypatch.setattr("infra.cli.drill.command.time.sleep", found.pause)
    return found


def run(*arguments: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, ["drill", *arguments])
    assert done.exit_code == exit_code, done.output
    return done.output


def play() -> str:
    return run("pepsi-advert", "--brand", "acme", "--speed", "320", "--by", "ana")


def stored(brand: str, crisis: str, at_ms: int) -> None:
    new = replace(
        surge(), id=crisis, crisis=crisis, brand=brand, opened_ms=at_ms, detected_ms=at_ms, updated_ms=at_ms, version=1
    )
    dynamodb().put_item(TableName=setting("MOMENTS_TABLE"), Item=moments.to_item(new))


def test_it_is_played_to_its_end_and_leaves_nothing_behind(world: World) -> None:
    told = play()
    drill = ask("GET", "/drills").json["drills"][0]
    assert (drill["started_by"], drill["ended_by"], drill["why"]) == ("ana", "ana", "played to its end")
    assert "DRILL Acme plays pepsi-advert for 9 minutes" in told
    assert all(words in told for words in ("DRILL A journalist", "DRILL A rumour", "DRILL A regulator", "not at all"))
    assert world.now_ms == NOW_MS + LENGTH * MINUTE_MS
    assert {item["brand"] for item in world.pushed} == {drill["id"]}
    assert all(item["text"].startswith("DRILL ") and "DRILL" not in item["text"][6:] for item in world.pushed)
    dates = [parse_time(item["published_at"], field="at") for item in world.pushed]
    assert dates == sorted(dates)
    assert NOW_MS <= dates[0] <= dates[-1] < world.now_ms
    assert [brand.id for brand in brands.every()] == ["acme"]
    assert drill["id"] in run()


def test_it_closes_the_crisis_that_it_opened_and_tells_the_injects_on_its_timeline(world: World) -> None:
    def detected(minute: int) -> None:
        if minute == 1:
            stored(ask("GET", "/drills").json["drills"][0]["id"], "d" * 12, world.now_ms)

    world.at_minute = detected
    told = play()
    played = ask("GET", f"/moments/{'d' * 12}").json
    notes = [entry["note"] for entry in played["timeline"]]
    assert played["status"] == "resolved"
    assert notes[-1] == "End of the drill: played to its end"
    assert sum("DRILL A journalist" in note for note in notes) == 1
    assert "detected      after 1 minutes" in told


def test_it_stops_by_itself_when_something_real_opens_and_says_so(world: World) -> None:
    def real(minute: int) -> None:
        if minute == 3:
            stored("acme", "a" * 12, world.now_ms)

    world.at_minute = real
    told = play()
    assert "a real moment of acme is going on since" in told
    assert world.now_ms == NOW_MS + 3 * MINUTE_MS
    assert ask("GET", f"/moments/{'a' * 12}").json["status"] == "open"
    assert "a real moment" in ask("GET", "/drills").json["drills"][0]["why"]


@pytest.mark.parametrize(("error", "why"), [(KeyboardInterrupt, "stopped by hand"), (OSError, "stopped by an error")])
def test_however_it_is_stopped_the_stand_in_goes(world: World, error: type[BaseException], why: str) -> None:
    def stopped(minute: int) -> None:
        if minute == 2:
            raise error

    world.at_minute = stopped
    run("pepsi-advert", "--brand", "acme", "--speed", "320", exit_code=0 if error is KeyboardInterrupt else 1)
    assert ask("GET", "/drills").json["drills"][0]["why"] == why
    assert [brand.id for brand in brands.every()] == ["acme"]


def test_a_second_drill_is_told_who_started_the_first_and_how_to_end_it(world: World) -> None:
    first = world.post("/drills", {"brand": "acme", "case": "own", "by": "ben"})
    done = CliRunner().invoke(app, ["drill", "pepsi-advert", "--brand", "acme"])
    assert isinstance(done.exception, ForeshockError)
    assert "ben started a drill of acme" in str(done.exception)
    assert "ended by hand" in run("--end", first["id"])


def test_a_brand_must_be_named(world: World) -> None:  # noqa: ARG001 - nothing may reach a real stack
    done = CliRunner().invoke(app, ["drill", "pepsi-advert"])
    assert "--brand" in str(done.exception)
