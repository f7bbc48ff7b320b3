"""Requests made up from the OpenAPI document, valid and not: every answer is one that the document promises."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.cli.api_client import Api
from infra.cli.push_client import push
from infra.local.deployment.runtime import ROOT
from infra.local.stack import Stack
from shared.domain.time import DAY_MS, iso
from shared.store.moments import to_item
from tests.api_client import document
from tests.end_to_end.fuzz_hooks import SECRET
from tests.unit.notify.examples import burst, surge

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(600)]

LEFT_OUT = (
    "positive_data_acceptance",  # rules between fields (a silence needs a condition) are no part of JSON Schema
    "unsupported_method",  # API Gateway answers a method that a path does not have as a path that it does not have
    "allow_header_conformance",  # so there is no such header
    "use_after_free",
    "ensure_resource_availability",
    "ignored_auth",  # tests/contract compares which routes need a key with the document
)
"""Checks of Schemathesis that do not fit, or that other tests make."""

IDS = {
    "brand": ["acme"],
    "id": [surge().id, burst().id, "works", "ana"],
    "plan": ["acme-plan", "read-general"],
    "n": [1, 2],
}
"""Ids that exist: half of the requests name one of them."""

SEED, EXAMPLES = os.environ.get("FUZZ_SEED") or "20260301", 8

MOST_SECONDS = 300
"""Half a minute is usual; with `--max-time` Schemathesis would make up requests until the time is spent."""


@pytest.fixture(scope="module")
def lived_in() -> Iterator[Stack]:
    """A stack with a brand, its posts, a crisis on its public page, a silence and a subscriber."""
    with Stack.start(parameters={"ScheduleState": "DISABLED"}) as stack:
        lift_limits(stack)
        api, now_ms = Api(stack.api_url, stack.api_key), time.time_ns() // 1_000_000
        api.put_brand("acme", {"name": "Acme", "aliases": ["@acmehq"]})
        texts = ["my kettle caught fire", "=1+1 is it safe?", "love it", "wo ist mein Wasserkocher?"]
        items = [
            {"brand": "acme", "channel": "reviews", "id": f"r-{n}", "text": text} for n, text in enumerate(texts * 20)
        ]
        api.post_mentions(push(items, secret=stack.secret("IntakeSecret"), key="first", at_ms=now_ms))
        for moment in (surge(), burst()):
            stack.client("dynamodb").put_item(TableName=stack.physical_id("MomentsTable"), Item=to_item(moment))
        api.put("/silences/works", {"brand": "acme", "until": iso(now_ms + DAY_MS), "author": "ana", "reason": "works"})
        api.put("/subscribers/ana", {"name": "Ana", "email": "ana@acme.example"})
        api.put(f"/crises/{surge().id}/public", {"headline": "We look into it", "by": "ana"})
        stack.drain()
        yield stack


def lift_limits(stack: Stack) -> None:
    """Let every request through to the functions, however fast they come: a refusal for speed would hide the answer."""
    client, api = stack.client("apigateway"), stack.physical_id("Api")
    for limit in ("rateLimit", "burstLimit"):
        of_stage = {"op": "replace", "path": f"/*/*/throttling/{limit}", "value": "10000"}
        client.update_stage(restApiId=api, stageName="v1", patchOperations=[of_stage])
        for plan in client.get_usage_plans()["items"]:
            of_key = {"op": "replace", "path": f"/throttle/{limit}", "value": "10000"}
            client.update_usage_plan(usagePlanId=plan["id"], patchOperations=[of_key])


def configured(stack: Stack, folder: Path) -> Path:
    """The settings of Schemathesis for a stack."""
    lines = [f'headers = {{ "x-api-key" = "{stack.api_key}" }}', 'hooks = "tests.end_to_end.fuzz_hooks"']
    lines += [f'[dictionaries."{name}"]\nvalues = {values!r}'.replace("'", '"') for name, values in IDS.items()]
    bound = [f'"path.{name}" = {{ dictionary = "{name}", probability = 0.6 }}' for name in IDS]
    file = folder / "schemathesis.toml"
    checks = ["[checks]", *(f"{name}.enabled = false" for name in LEFT_OUT)]
    pushes = ["[[operations]]", 'include-path = "/mentions"', "[operations.checks.negative_data_rejection]"]
    pushes += ["enabled = false"]  # a push is taken, and each item in it that is wrong is named in the answer
    hooks = ["[[operations]]", 'include-path = "/hooks/meta"', "[operations.checks.missing_required_header]"]
    hooks += ["enabled = false"]  # while a hook is switched off, its path does not exist
    file.write_text("\n".join([*lines, "[parameters]", *bound, *checks, *pushes, *hooks]) + "\n", encoding="utf-8")
    return file


def test_every_answer_is_one_that_the_document_promises(lived_in: Stack, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "schemathesis.cli", f"--config-file={configured(lived_in, tmp_path)}", "run"]
    command += [f"{lived_in.api_url}/openapi.json", f"--seed={SEED}", f"--max-examples={EXAMPLES}"]
    command += ["--phases=coverage,fuzzing", "--warnings=off", "--no-color"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), SECRET: lived_in.secret("IntakeSecret")}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=MOST_SECONDS
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested
    others = [path for path in document()["paths"] if path != "/openapi.json"]  # where Schemathesis reads what to test
    assert int(tested[1]) == sum(len(document()["paths"][path]) for path in others)
