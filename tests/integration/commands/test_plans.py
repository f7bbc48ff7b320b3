"""``foreshock plans``: what was pulled can be pushed as it is, and a broken file puts nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from infra.cli.app import app
from infra.cli.plans import command
from shared.domain.errors import InvalidInput
from shared.store import plans
from tests.api_client import ask


class HandlerApi:
    """The API client of the command line, without a network."""

    def __init__(self, role: str) -> None:
        self.role = role

    def get(self, path: str) -> Any:
        return ask("GET", path, role=self.role).json

    def put(self, path: str, body: Any) -> Any:
        answer = ask("PUT", path, body=body, role=self.role)
        assert answer.status == 200
        return answer.json


@pytest.fixture(autouse=True)
def _without_network(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert aws
    monkeypatch.setattr(command, "deployed_api", lambda stack: HandlerApi("read" if stack == "read" else "admin"))


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["plans", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def edited(file: Path, **change: Any) -> None:
    file.write_text(yaml.safe_dump({**yaml.safe_load(file.read_text()), **change}, sort_keys=False))


def test_what_was_pulled_and_not_edited_is_not_put_and_what_was_edited_is(tmp_path: Path) -> None:
    assert run("pull", str(tmp_path)) == f"30 plans are in {tmp_path}\n"
    assert run("push", str(tmp_path)) == "0 put, 30 as they were\n"
    assert plans.own() == []
    file = tmp_path / "praise-wave-today.yaml"
    file.write_text(file.read_text().removeprefix("code: '152'\n"))
    assert "code" not in file.read_text()
    assert run("push", str(tmp_path)).startswith("0 put"), "a file of before plans had codes"
    edited(tmp_path / "praise-wave-note.yaml", title="Say thanks")
    assert run("push", str(tmp_path)) == "put praise-wave-note\n1 put, 29 as they were\n"
    assert [(plan.id, plan.title) for plan in plans.own()] == [("praise-wave-note", "Say thanks")]
    assert run("push", str(tmp_path)).startswith("0 put")
    (row,) = [line for line in run().splitlines() if "yours" in line]
    assert row.split()[:4] == ["praise-wave-note", "153", "Say", "thanks"]


def test_a_broken_file_is_named_with_its_field_and_nothing_is_put(tmp_path: Path) -> None:
    run("pull", str(tmp_path))
    edited(tmp_path / "praise-wave-note.yaml", title="Say thanks")
    edited(tmp_path / "praise-wave-today.yaml", steps=[])
    (tmp_path / "praise-wave-urgent.yaml").write_text("title: [")
    (tmp_path / "My Plan.yaml").write_text("title: x")
    with pytest.raises(InvalidInput) as raised:
        run("push", str(tmp_path))
    said = raised.value.message
    assert said.startswith("nothing was put. My Plan.yaml: its name is no id")
    assert re.search(r"praise-wave-today\.yaml: steps [^;]*at least 1 item", said)
    assert "praise-wave-urgent.yaml: it is no YAML" in said
    assert plans.own() == []


def test_a_folder_without_plans_and_a_key_that_sees_no_contacts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="plans pull writes some"):
        run("push", str(tmp_path))
    with pytest.raises(InvalidInput, match="role act or admin"):
        run("pull", str(tmp_path), "--stack", "read")
