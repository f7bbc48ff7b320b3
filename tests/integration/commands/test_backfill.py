"""``foreshock backfill`` against the functions that answer it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from functions.intake.handler import handler
from infra.cli.app import app
from infra.cli.backfill import command
from infra.cli.push_client import Push
from shared.domain.brand import Brand
from shared.domain.time import DAY_MS
from shared.store import brands
from shared.store.counters import rebuilds
from tests.integration.intake_stage import NOW, SECRET
from tests.lambda_context import Context

POSTS = [{"id": str(number), "text": "It melted", "published_at": NOW // 1000 - 3_600 * number} for number in range(5)]


class HandlerApi:
    """The API client of the command line, without a network."""

    def post_mentions(self, push: Push) -> Any:
        answer = handler(push.event(NOW), Context())
        assert answer["statusCode"] == 200, answer["body"]
        return json.loads(answer["body"])


@pytest.fixture(autouse=True)
def _without_network(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - the tables must be there
    monkeypatch.setattr(command, "deployed_api", lambda _: HandlerApi())
    monkeypatch.setattr(time, "time", lambda: NOW / 1000)
    monkeypatch.setenv("FORESHOCK_INTAKE_SECRET", SECRET)
    brands.put(Brand("acme", "Acme"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["backfill", *map(str, arguments)])


def test_a_file_is_pushed_once_and_its_brand_has_its_past_learnt(tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text("\n".join(json.dumps(post) for post in POSTS))
    first = run("acme", file, "--days", "30", "--wait", "0")
    assert (first.exit_code, "5 accepted" in first.stderr) == (75, True)
    found = rebuilds.get("acme")
    assert found
    assert (found.asked, found.whole_since_ms) == (True, NOW - 30 * DAY_MS)
    assert "5 duplicate" in run("acme", file, "--wait", "0").stderr


def test_a_refused_post_is_named_and_the_others_count(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text("id,text,published_at,hashtags\n1,It melted,2026-02-01T10:00:00Z,kettle\n2,It melted,soon,\n")
    done = run("acme", file, "--wait", "0")
    assert done.exit_code == 1
    assert "1 accepted" in done.stderr
    assert "post 2: published_at" in done.stderr


def test_it_waits_until_the_past_is_learnt_and_says_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def learnt(_: float) -> None:
        job = rebuilds.claim("acme", NOW)
        assert job
        rebuilds.finish(job, NOW)

    monkeypatch.setattr(time, "sleep", learnt)
    done = run("acme")
    assert done.exit_code == 0
    assert "no post of the brand has been counted yet" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "exit_code", "reason"),
    [
        (("nobody",), 1, "there is no brand 'nobody'"),
        (("acme", "--days", "3", "--since", "2026-01-01"), 2, "not both"),
        (("acme", "--since", "yesterday"), 1, "--since"),
    ],
)
def test_a_mistake_is_named(arguments: tuple[str, ...], exit_code: int, reason: str) -> None:
    done = run(*arguments)
    assert done.exit_code == exit_code
    assert reason in f"{done.stderr}{done.exception}"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [("a.jsonl", '{"id": 1}\n{"id', "line 2 is not JSON"), ("a.jsonl", "[1]", "line 1"), ("a.csv", "1,2\n", "line 1")],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, name: str, text: str, reason: str) -> None:
    (tmp_path / name).write_text(text)
    assert reason in str(run("acme", tmp_path / name).exception)
