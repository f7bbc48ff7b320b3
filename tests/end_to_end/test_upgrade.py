"""A new version over a running one, the way back, deleted and deployed again: nothing is lost or in the way.

The version before is the last tag of this repository, or what FORESHOCK_PREVIOUS names (a commit).
Without either it is this version with other code files, which tries the deployment but not the formats.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.cli.api_client import Api
from infra.local.deployment import deploy
from infra.local.deployment.runtime import ROOT, python
from infra.local.stack import NAME, TEMPLATE, Stack
from shared.domain.errors import ForeshockError
from shared.domain.time import iso
from tests.end_to_end.dead_letters import dead_letter_count
from tests.end_to_end.fault_run import counts_by_minute, items_of
from tests.end_to_end.faults import Crashes
from tests.end_to_end.sender import Sender

pytestmark = [pytest.mark.stack, pytest.mark.soak]

PARTS = ("template.yaml", "infra", "functions", "shared")
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
def previous(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the version before."""
    folder = tmp_path_factory.mktemp("previous")
    if commit := os.environ.get("FORESHOCK_PREVIOUS") or _last_tag():
        packed = subprocess.run(["git", "archive", commit, *PARTS], cwd=ROOT, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        return folder
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
        copy(ROOT / part, folder / part)
    for handler in folder.glob("functions/*/handler.py"):
        handler.write_text(handler.read_text() + "\n# the version before\n")
    return folder


def _last_tag() -> str:
    found = subprocess.run(["git", "describe", "--tags", "--abbrev=0"], cwd=ROOT, capture_output=True, check=False)
    return found.stdout.decode().strip()


class Load:
    """Posts that go on and on; ``sent`` are those that intake took.

    They go to the function, not through the API: the emulator makes a new API where CloudFormation changes the old one.
    """

    def __init__(self, stack: Stack) -> None:
        self._sender, self.sent = Sender(stack, Crashes(1)), 0

    def push(self, count: int = 20) -> None:
        """Push new posts of now, until they are taken."""
        now_ms = time.time_ns() // 1_000_000
        at = iso(now_ms)
        items = [
            {"brand": "acme", "channel": "webhook", "id": f"p{n}", "text": f"The kettle melted {n}", "published_at": at}
            for n in range(self.sent, self.sent + count)
        ]
        deadline = time.monotonic() + 60
        while True:
            try:
                self._sender.send(items, now_ms)
            except ForeshockError:
                if time.monotonic() > deadline:
                    raise
            else:
                self.sent += count
                return

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Pushes all the time while the block runs."""
        done = threading.Event()

        def keep_on() -> None:
            while not done.is_set():
                self.push()
                time.sleep(0.1)

        thread = threading.Thread(target=keep_on)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


@pytest.fixture(scope="module")
def stack(previous: Path) -> Iterator[Stack]:
    with Stack.start(template=previous / "template.yaml", parameters=PAUSED) as running:
        yield running


def test_an_upgrade_and_the_way_back_under_load_lose_and_double_no_post(stack: Stack, previous: Path) -> None:
    Api(stack.api_url, stack.api_key).put_brand("acme", {"name": "Acme"})
    kept = {name: stack.physical_id(name) for name in ("MentionsTable", "InternalSecret", "PageTopic", "ApiApiKey")}
    load = Load(stack)
    load.push()
    for version in (TEMPLATE, previous / "template.yaml"):
        before = load.sent
        with load.going_on():
            stack.redeploy(version)
        assert load.sent > before
        load.push()
    stack.drain()
    counted = counts_by_minute(stack)
    print({"posts": load.sent, "counted": sum(counted.values())})  # noqa: T201 - the figures of the run
    assert sum(counted.values()) == load.sent
    stored = [item for item in items_of(stack, "MentionsTable") if item["pk"]["S"].startswith("acme#")]
    assert len(stored) == load.sent
    assert dead_letter_count(stack) == 0
    assert {name: stack.physical_id(name) for name in kept} == kept


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
