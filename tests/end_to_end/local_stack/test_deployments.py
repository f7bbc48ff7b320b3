"""Deployments that fail, are deleted and come again: nothing is lost or in the way.

A version that is deployed over another under load stands in :mod:`tests.end_to_end.bad_weather.test_fault_injection`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.cli.api_client import Api
from infra.local.deployment import deploy
from infra.local.deployment.runtime import ROOT, python
from infra.local.stack import NAME, TEMPLATE, Stack
from shared.domain.errors import ForeshockError
from tests.end_to_end.bad_weather.fault_run import items_of
from tests.end_to_end.bad_weather.faults import Crashes
from tests.end_to_end.bad_weather.weather import PARTS
from tests.end_to_end.sender import Sender

pytestmark = [pytest.mark.stack, pytest.mark.soak]

BROKEN = f"""
  Broken:
    Type: AWS::CloudWatch::Dashboard
    DependsOn: Observability
    Properties: {{DashboardName: {"a" * 256}, DashboardBody: "{{}}"}}
"""
OF_THE_ACCOUNT = ("AWS::ApiGateway::Account", "AWS::ApiGateway::Stage")
"""The one is one for all, and the other's name holds within its API."""

PAUSED = {"ScheduleState": "DISABLED"}


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with Stack.start(parameters=PAUSED) as running:
        Api(running.api_url, running.api_key).put_brand("acme", {"name": "Acme"})
        item = {"brand": "acme", "channel": "webhook", "id": "p1", "text": "The kettle melted"}
        Sender(running, Crashes(1)).post([item])
        yield running


def test_after_a_first_deployment_that_failed_the_same_name_can_be_deployed(stack: Stack, tmp_path: Path) -> None:
    for part in PARTS:
        if part != "template.yaml":
            (tmp_path / part).symlink_to(ROOT / part)
    broken = tmp_path / "template.yaml"
    broken.write_text(TEMPLATE.read_text().replace("\nResources:\n", f"\nResources:{BROKEN}", 1))
    with pytest.raises(ForeshockError, match="Broken"):
        deploy.deploy(stack.client, broken, name="second", interpreter=python(), parameters=PAUSED)
    deploy.delete(stack.client, "second")
    deploy.deploy(stack.client, TEMPLATE, name="second", interpreter=python(), parameters=PAUSED)
    first, second = (
        {one.physical_id for one in deploy.resources(stack.client, name) if one.kind not in OF_THE_ACCOUNT}
        for name in (NAME, "second")
    )
    assert first & second == set()


def test_what_is_deleted_keeps_its_data_and_is_deployed_anew(stack: Stack) -> None:
    before = len(list(items_of(stack, "MentionsTable")))
    old = stack.physical_id("MentionsTable")
    deploy.delete(stack.client, NAME)
    deploy.deploy(stack.client, TEMPLATE, name=NAME, interpreter=python(), parameters=PAUSED)
    new = next(r.physical_id for r in deploy.resources(stack.client, NAME) if r.logical_id == "MentionsTable")
    counts = [stack.client("dynamodb").scan(TableName=table, Select="COUNT")["Count"] for table in (old, new)]
    assert before > 0
    assert (new != old, counts) == (True, [before, 0])
