"""The local stack behaves like AWS for a template that knows nothing of it."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import urllib3

from infra.local.deployment.deploy import deploy, outputs
from infra.local.deployment.runtime import python
from infra.local.stack import Stack
from shared.domain.errors import ForeshockError, NotFound
from tests.end_to_end.conftest import ALLOWED_ORIGIN
from tests.end_to_end.local_stack.miniature_client import MINIATURE, put, take_failed, times_processed

pytestmark = pytest.mark.stack


def eventually(condition: Callable[[], bool], timeout_s: float = 15) -> bool:
    deadline = time.monotonic() + timeout_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_a_stream_reaches_its_function_in_batches_and_once(miniature: Stack) -> None:
    put(miniature, *(f"plain-{number}" for number in range(23)))
    miniature.drain()
    assert [times_processed(miniature, f"plain-{number}") for number in range(23)] == [1] * 23


def test_a_poison_record_becomes_a_dead_letter_and_its_neighbours_are_processed(miniature: Stack) -> None:
    put(miniature, "left-1", "poison-1", "right-1", does={"poison-1": "poison"})
    miniature.drain()
    assert [times_processed(miniature, key) for key in ("left-1", "poison-1", "right-1")] == [1, 0, 1]
    (letter,) = take_failed(miniature)
    assert letter["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert letter["requestContext"]["approximateInvokeCount"] == 3
    assert letter["DDBStreamBatchInfo"]["batchSize"] == 1
    assert letter["DDBStreamBatchInfo"]["startSequenceNumber"] == letter["DDBStreamBatchInfo"]["endSequenceNumber"]


def test_a_crashing_record_is_found_by_bisection_and_blocks_no_other(miniature: Stack) -> None:
    put(miniature, *(f"crash-{number}" for number in range(9)), does={"crash-4": "crash"})
    miniature.drain()
    done = [times_processed(miniature, f"crash-{number}") for number in range(9)]
    assert done[4] == 0
    assert all(count >= 1 for place, count in enumerate(done) if place != 4)
    assert len(take_failed(miniature)) == 1


def test_records_that_do_not_match_the_filter_never_arrive(miniature: Stack) -> None:
    put(miniature, "changed")
    put(miniature, "changed", does={"changed": "something else"})
    miniature.drain()
    assert times_processed(miniature, "changed") == 1


def test_a_published_message_is_in_the_inbox(miniature: Stack) -> None:
    put(miniature, "news", does={"news": "publish"})
    miniature.drain()
    (message,) = (message for message in miniature.inbox.messages() if "news" in message.text)
    assert (message.subject, message.text, message.attributes) == ("About news", "news was written", {"kind": "note"})
    assert message in miniature.inbox.messages()


def test_functions_have_boto3_and_the_layer_and_nothing_of_ours(miniature: Stack) -> None:
    modules = ["boto3", "shared.word", "ministack", "pytest", "pip", "typer", "infra", "functions.relay"]
    found = miniature.invoke("Probe", {"modules": modules})
    assert [name for name in modules if found[name]] == ["boto3", "shared.word"]


def test_a_function_has_a_clean_environment(miniature: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "somebody")
    seen = miniature.invoke("Probe", {"environment": True})
    assert not {"PYTHONPATH", "AWS_PROFILE", "LOG_LEVEL", "AUTH", "VIRTUAL_ENV"} & seen.keys()
    assert seen["AWS_ENDPOINT_URL"] == miniature.endpoint
    assert seen["HOME"] == seen["TMPDIR"] != "/root"


def test_a_function_may_do_only_what_its_role_allows(miniature: Stack) -> None:
    with pytest.raises(ForeshockError, match="AccessDenied"):
        miniature.invoke("Probe", {"forbidden": miniature.outputs["SourceTable"]})


def test_without_enforcement_the_same_call_is_allowed() -> None:
    """The test above would pass if the call failed for another reason."""
    with Stack.start(template=MINIATURE, auth=False, parameters={"ScheduleState": "DISABLED"}) as open_stack:
        assert open_stack.invoke("Probe", {"forbidden": open_stack.outputs["SourceTable"]}) == {"items": 0}


def test_the_api_requires_its_key(miniature: Stack) -> None:
    url = f"{miniature.api_url}/probe"
    answered = urllib3.request("GET", url, headers={"x-api-key": miniature.api_key})
    assert (answered.status, answered.json()) == (200, {"word": "tremor"})
    assert urllib3.request("GET", url).status == 403
    assert urllib3.request("GET", url, headers={"x-api-key": "wrong"}).status == 403


def test_a_dropped_file_invokes_its_function(miniature: Stack) -> None:
    miniature.client("s3").put_object(Bucket=miniature.physical_id("DropBucket"), Key="drop/a b.ndjson", Body=b"{}")
    log = miniature.outputs["LogTable"]
    key = {"pk": {"S": "drop/a b.ndjson"}}
    assert eventually(lambda: "Item" in miniature.client("dynamodb").get_item(TableName=log, Key=key))


def test_schedules_are_turned_on_and_off_without_other_changes(miniature: Stack) -> None:
    def schedule() -> dict[str, Any]:
        return dict(miniature.client("scheduler").get_schedule(Name=miniature.physical_id("ProbeTick")))

    before = schedule()
    miniature.schedules(enabled=True)
    assert schedule()["State"] == "ENABLED"
    miniature.schedules(enabled=False)
    after = schedule()
    fields = ("State", "ScheduleExpression", "Target", "FlexibleTimeWindow")
    assert [after[field] for field in fields] == [before[field] for field in fields]


def test_the_secret_of_the_template_can_be_read(miniature: Stack) -> None:
    assert len(miniature.secret("SigningSecret")) == 48


def test_a_resource_that_does_not_exist_is_named(miniature: Stack) -> None:
    with pytest.raises(NotFound, match="Nosuch"):
        miniature.physical_id("Nosuch")


def test_a_drain_that_takes_too_long_names_the_busy_function(miniature: Stack) -> None:
    put(miniature, *(f"slow-{number}" for number in range(60)))
    with pytest.raises(ForeshockError, match="Relay"):
        miniature.drain(timeout_s=0)
    miniature.drain()


def test_the_error_of_a_template_that_cannot_be_deployed_has_the_reason(tmp_path: Any) -> None:
    template = tmp_path / "template.yaml"
    template.write_text(json.dumps({"Resources": {"Bad": {"Type": "AWS::No::Such", "Properties": {}}}}))
    with pytest.raises(ForeshockError, match="AWS::No::Such"):
        Stack.start(template=template)


def test_a_stack_that_is_deployed_later_follows_the_same_rules(miniature: Stack) -> None:
    deploy(miniature.client, MINIATURE, name="later", interpreter=python(), parameters={"ScheduleState": "DISABLED"})
    mappings = miniature.client("lambda").list_event_source_mappings
    assert eventually(lambda: all(found["State"] == "Disabled" for found in mappings()["EventSourceMappings"]))
    later = outputs(miniature.client, "later")
    for key in ("a", "poison", "b"):
        item = {"pk": {"S": key}, "does": {"S": key}}
        miniature.client("dynamodb").put_item(TableName=later["SourceTable"], Item=item)
    miniature.drain()
    found = miniature.client("dynamodb").scan(TableName=later["LogTable"])["Items"]
    assert {item["pk"]["S"] for item in found} == {"a", "b"}


def test_an_update_changes_one_parameter_and_keeps_the_others(miniature: Stack) -> None:
    miniature.update({"Greeting": "good evening"})
    assert miniature.invoke("Probe", {"environment": True})["GREETING"] == "good evening"
    assert miniature.client("scheduler").get_schedule(Name=miniature.physical_id("ProbeTick"))["State"] == "DISABLED"


def test_the_logs_of_functions_can_be_read(miniature: Stack) -> None:
    miniature.invoke("Probe", {"say": "something to remember"})
    assert any("something to remember" in line for line in miniature.logs())


@pytest.mark.parametrize(
    ("method", "path", "key", "status"),
    [
        ("GET", "/moments", "", 403),
        ("GET", "/nowhere", "", 404),
        ("TRACE", "/moments", "", 404),
        ("DELETE", "/moments", "", 404),
        ("GET", "/moments/%E2%98%83", "admin", 404),
        ("GET", "/brands/%E0%A4%95%0A", "admin", 404),
        ("OPTIONS", "/brands/acme/mentions", "", 204),
    ],
)
def test_what_the_gateway_answers_itself_has_the_form_of_all_errors(
    stack: Stack, method: str, path: str, key: str, status: int
) -> None:
    headers = {"Origin": ALLOWED_ORIGIN} | ({"x-api-key": stack.api_key} if key else {})
    answer = urllib3.request(method, stack.api_url + path, headers=headers, retries=False, timeout=60)
    assert answer.status == status
    assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED_ORIGIN
    assert status == 204 or answer.headers["Content-Type"] == "application/problem+json"
    assert status == 204 or answer.json()["status"] == status


def test_the_address_in_the_document_leads_to_the_api(stack: Stack) -> None:
    (server,) = urllib3.request("GET", f"{stack.api_url}/openapi.json", timeout=60).json()["servers"]
    assert server["url"] == stack.api_url
