"""The outputs as deployed: a webhook gets signed events, and PagerDuty's acknowledgement holds here."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator

import pytest
import urllib3

from infra.local.stack import Stack
from shared.domain.time import iso
from shared.store import moments
from tests.receiver import Receiver, receiving
from tests.unit.notify.examples import surge

pytestmark = pytest.mark.stack

HOOK_SECRET = "the secret of PagerDuty's webhook"


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture(scope="module")
def stack(receiver: Receiver) -> Iterator[Stack]:
    parameters = {
        "WebhookUrl": f"{receiver.url}/hook",
        "PrivateHosts": receiver.url.removeprefix("http://"),
        "PagerDutyWebhookSecret": HOOK_SECRET,
    }
    with Stack.start(parameters={**parameters, "ScheduleState": "DISABLED"}) as running:
        yield running


def acknowledge(stack: Stack, crisis: str, secret: str) -> int:
    """The status of the answer to a webhook of PagerDuty."""
    event = {
        "id": "01EVENT",
        "event_type": "incident.acknowledged",
        "occurred_at": iso(int(time.time() * 1000)),
        "agent": {"summary": "Ana"},
        "data": {"incident_key": crisis},
    }
    body = json.dumps({"event": event}).encode()
    signature = "v1=" + hmac.new(secret.encode(), body, "sha256").hexdigest()
    headers = {"Content-Type": "application/json", "X-PagerDuty-Signature": signature}
    return urllib3.PoolManager().request("POST", f"{stack.api_url}/hooks/pagerduty", body=body, headers=headers).status


def waited_for(receiver: Receiver, number: int) -> list[str]:
    """The ids of what the receiver got, once these are so many."""
    deadline = time.monotonic() + 30
    while len(receiver.got) < number and time.monotonic() < deadline:
        time.sleep(0.05)
    return [got.headers["webhook-id"] for got in receiver.got]


def test_events_go_out_signed_and_an_acknowledgement_comes_back(stack: Stack, receiver: Receiver) -> None:
    moment = surge()._replace(version=1)
    table = stack.physical_id("MomentsTable")
    stack.client("dynamodb").put_item(TableName=table, Item=moments.to_item(moment))
    assert waited_for(receiver, 1) == [f"{moment.id}/opened"]
    (got,) = receiver.got
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    key = json.loads(stack.secret("WebhookSecret"))["key"].encode()
    expected = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    assert got.headers["webhook-signature"] == f"v1,{expected}"
    assert acknowledge(stack, moment.crisis, "another secret") == 401
    assert acknowledge(stack, moment.crisis, HOOK_SECRET) == 200
    opened, acknowledged = waited_for(receiver, 2)
    assert opened != acknowledged
    assert json.loads(receiver.got[1].body)["data"]["timeline"][-1]["by"] == "Ana"
