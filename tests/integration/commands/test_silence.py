"""``foreshock silence`` against the functions that answer it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from infra.cli.app import app
from infra.cli.deployed.team import silence as command
from shared.domain.errors import ForeshockError
from shared.domain.time import HOUR_MS, iso
from tests.api_client import NOW_MS, ask
from tests.integration.commands.handler_api import HandlerApi

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(autouse=True)
def _without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "deployed_api", lambda _: HandlerApi())
    monkeypatch.setattr(command, "now_ms", lambda: NOW_MS)


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["silence", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_silence_is_set_shown_and_ended_by_people_with_names() -> None:
    run("set", "sale", "--brand", "acme", "--kind", "question_wave", "--for", "8h", "--by", "ana", "--reason", "sale")
    (stored,) = ask("GET", "/silences").json["silences"]
    assert (stored["until"], stored["brand"], stored["even_sev1"]) == (iso(NOW_MS + 8 * HOUR_MS), "acme", False)
    shown = run()
    assert "in force" in shown
    assert "brand acme, kind question_wave" in shown
    assert "ended by bo" in run("end", "sale", "--by", "bo")
    assert '"in_force": false' in run("--json").splitlines()[-1]
    assert json.loads(run("--json").splitlines()[-1])["silences"][0]["ended_by"] == "bo"


def test_what_is_missing_or_wrong_is_named() -> None:
    nobody = CliRunner().invoke(app, ["silence", "set", "sale", "--brand", "acme", "--for", "8h"])
    assert (nobody.exit_code, "--by" in nobody.output) == (2, True)
    with pytest.raises(ForeshockError, match="--for"):
        run("set", "sale", "--brand", "acme", "--by", "ana", "--reason", "sale")
    with pytest.raises(ForeshockError, match="at least one of"):
        run("set", "sale", "--for", "8h", "--by", "ana", "--reason", "sale")
