"""Every function works with its own enforced role, and no role allows what its function never does."""

from __future__ import annotations

import json

import pytest
import urllib3

from tests.end_to_end.access.calls import FAKES, Exercised
from tests.end_to_end.bad_weather.fault_run import foreshock

pytestmark = pytest.mark.stack


FUNCTIONS = ("Ingest", "Intake", "Enrich", "Detect", "Notify", "Query", "Respond", "Erase")


def test_every_path_was_used(exercised: Exercised) -> None:
    """A test of this test: what should work did, and what should fail did so as expected."""
    status = exercised.status
    assert {status.pop(f"{channel} {minute}") for channel in FAKES for minute in range(2)} == {0}
    assert status.pop("rejected lines") == 1
    assert status.pop("messages") >= 4
    assert status.pop("dead letters") == 3
    assert status.pop("DELETE") in {200, 204}
    assert set(status.values()) == {200}, status
    assert exercised.seen["feedback"] == "{'yes': 1, 'no': 0, 'texts': 1, 'refused': 0}"
    assert (exercised.seen["erased author"], exercised.seen["erased brand"]) == ("done", "done")
    assert exercised.seen["of a rolled-up hour"] == "{'N': '1'} of {'N': '1'}"


def test_the_link_of_a_text_acknowledges_and_a_scanner_that_opens_it_does_not(exercised: Exercised) -> None:
    assert (exercised.seen["scanned"], exercised.seen["pressed"]) == ("open", "acknowledged")


def test_no_call_is_denied(exercised: Exercised) -> None:
    denied = [line for line in exercised.stack.logs() if "AccessDenied" in line or "not authorized" in line]
    assert denied == []


def test_a_key_may_do_what_its_role_allows(exercised: Exercised) -> None:
    """The id of the key comes from the gateway, its role from the variables of the stage."""
    stack = exercised.stack
    body = {"name": "Roles"}
    statuses = {
        key: urllib3.request(
            "PUT", f"{stack.api_url}/brands/roles", headers={"x-api-key": stack.key(key)}, json=body, timeout=60.0
        ).status
        for key in ("ReadKey", "ActKey", "ApiApiKey")
    }
    assert statuses == {"ReadKey": 403, "ActKey": 403, "ApiApiKey": 201}
    listed = [json.loads(line) for line in foreshock(stack, "keys", "--json", "--show").stdout.splitlines()]
    values = {key["role"]: key["value"] for key in listed}
    assert values == {"read": stack.key("ReadKey"), "act": stack.key("ActKey"), "admin": stack.api_key}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_allows_exactly_what_its_function_does(function: str, exercised: Exercised) -> None:
    used = exercised.audit.used()[f"{function}Function"]
    destination = (
        {("sqs:SendMessage", "DeadLetters")} if function in {"Intake", "Enrich", "Detect", "Notify", "Erase"} else set()
    )
    if function == "Intake":
        destination.add(("sqs:ChangeMessageVisibility", "Drops"))  # only where a file cannot be read
    assert used | destination == exercised.audit.allowed(f"{function}Function") | destination
