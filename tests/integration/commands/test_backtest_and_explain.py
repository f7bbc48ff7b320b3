"""The command line reads the tables that the functions write."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner

from infra.cli.app import app
from infra.cli.backtest import command as backtest_module
from infra.cli.deployed import stack_tables
from shared.domain.errors import ForeshockError, NotFound
from shared.domain.time import iso
from tests.integration.detect_stage import a_normal_morning, at, counted, crisis, stored, tick
from tests.unit.detect.simulated_brand import DAY


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture
def opened(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of the first moment of a crisis that started ten minutes ago."""
    assert aws
    a_normal_morning()
    counted(crisis(range(DAY, DAY + 10)))
    tick(DAY + 11)
    monkeypatch.setattr(backtest_module, "clock_ms", lambda: at(DAY + 15))
    return stored()[0].id


def test_a_stored_moment_is_recomputed_and_shown_with_the_counts_around_it(opened: str, tmp_path: Path) -> None:
    result = run("explain", opened, "--json", "--chart", tmp_path / "moment.svg")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["same"]
    assert all(point["count"] is not None for point in found["series"])
    assert sum(point["count"] for point in found["series"][:36]) > 0
    bars = re.search(r'<path d="([^"]*)" class="count"', (tmp_path / "moment.svg").read_text())
    assert bars is not None
    assert bars[1].count("M") > 10


def test_a_stored_moment_and_the_answer_of_the_api_are_explained_alike(opened: str, tmp_path: Path) -> None:
    from functions.query.schemas.crisis.moment import moment_detail  # noqa: PLC0415 - the API's form of it
    from shared.store import moments  # noqa: PLC0415 - after the settings of the test are there

    path = tmp_path / "moment.json"
    path.write_text(json.dumps(moment_detail(moments.get(opened))))
    assert run("explain", path).stdout.splitlines()[:9] == run("explain", opened).stdout.splitlines()[:9]


@pytest.mark.usefixtures("opened")
def test_the_counters_of_a_brand_can_be_backtested(tmp_path: Path) -> None:
    result = run("backtest", "--brand", "acme", "--since", "2d", "-o", tmp_path / "acme.csv", "--json")
    found = json.loads(result.stdout)
    assert (found["series"], found["missing"]) == ("acme", 0)
    lines = (tmp_path / "acme.csv").read_text().splitlines()[1:]
    assert len(lines) == found["buckets"]
    assert [line.split(",")[0] for line in lines[-3:]] == [iso(at(DAY + minutes)) for minutes in (0, 5, 10)]
    assert sum(int(line.split(",")[1]) for line in lines[-3:]) > 30
    assert run("backtest", "--brand", "acme", "--since", "2d", "--signal", "negative").exit_code == 0


@pytest.mark.usefixtures("aws")
def test_an_unknown_moment_and_an_unknown_brand_are_errors() -> None:
    assert isinstance(run("explain", "0123456789ab").exception, NotFound)
    assert isinstance(run("backtest", "--brand", "nobody", "--since", "1d").exception, NotFound)


def test_the_tables_are_found_by_the_name_of_the_stack(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in stack_tables.TABLES:
        monkeypatch.setenv(name, "")
    formation = boto3.client("cloudformation")
    nested = formation.describe_stacks(StackName="storage")["Stacks"][0]["StackId"]

    class Formation:
        def describe_stack_resource(self, **_: str) -> Any:
            return {"StackResourceDetail": {"PhysicalResourceId": nested}}

        def describe_stacks(self, **request: str) -> Any:
            return formation.describe_stacks(**request)

    monkeypatch.setattr(boto3, "client", lambda _: Formation())
    stack_tables.use_tables("foreshock")
    assert {os.environ[name] for name in stack_tables.TABLES} == {
        aws["CountsTable"],
        aws["MomentsTable"],
        aws["StateTable"],
    }


@pytest.mark.usefixtures("aws")
def test_a_stack_that_is_not_a_foreshock_stack_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in stack_tables.TABLES:
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(stack_tables, "_storage_outputs", lambda _: {})
    with pytest.raises(ForeshockError, match="is it a Foreshock stack"):
        stack_tables.use_tables("other")
