"""``foreshock subscribers`` against the function that answers it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from functions.respond.subscribing import topics
from infra.cli.app import app
from infra.cli.deployed.team import subscribers as command
from shared.domain.errors import ForeshockError
from tests.api_client import ask
from tests.integration.commands.handler_api import HandlerApi

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(autouse=True)
def _without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "deployed_api", lambda _: HandlerApi())


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["subscribers", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return (
        "\n".join(line for line in done.stdout.splitlines() if not line.startswith("{"))
        if "--json" not in arguments
        else done.stdout
    )


def test_a_person_is_added_changed_tested_and_removed() -> None:
    run("put", "ana", "--name", "Ana", "--phone", "+491701234567", "--brands", "acme,globex", "--levels", "1,2")
    shown = run()
    assert "+491701234567" in shown
    assert "acme, globex" in shown
    run("put", "ana", "--email", "ana@acme.example", "--brands", "all")
    (ana,) = ask("GET", "/subscribers").json["subscribers"]
    assert (ana["phone"], ana["email"], ana["levels"], ana["brands"]) == (
        "+491701234567",
        "ana@acme.example",
        [1, 2],
        [],
    )
    tested = run("test", "ana")
    assert "sent a test page to +491701234567" in tested
    assert "sent a test alert to ana@acme.example" in tested
    run("put", "ana", "--phone", "-", "--drills")
    assert ask("GET", "/subscribers/ana").json["drills"] is True
    run("remove", "ana")
    assert topics.listed() == {}


def test_json_is_the_answer_of_the_api() -> None:
    run("put", "ana", "--name", "Ana", "--email", "ana@acme.example")
    printed = run("list", "--json").splitlines()
    assert json.loads(next(line for line in printed if '"others"' in line)) == ask("GET", "/subscribers").json


def test_a_phone_that_answered_stop_stands_out() -> None:
    """Moto says so of numbers that end in 99."""
    run("put", "ana", "--name", "Ana", "--phone", "+491701234599")
    assert "answered STOP" in run()
    assert "gets no text until its owner opts in" in run("test", "ana")


def test_what_the_api_refuses_is_said_and_a_missing_id_is_a_usage_error() -> None:
    with pytest.raises(ForeshockError, match="phone must be in the international form"):
        run("put", "ana", "--name", "Ana", "--phone", "0170")
    with pytest.raises(ForeshockError, match="levels"):
        run("put", "ana", "--name", "Ana", "--email", "a@b.example", "--levels", "one")
    assert CliRunner().invoke(app, ["subscribers", "remove"]).exit_code == 2
