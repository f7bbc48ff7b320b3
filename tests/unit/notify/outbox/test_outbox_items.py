"""What the outbox stores: a deployment reads what the one before it wrote, so names and keys stay as they are."""

from __future__ import annotations

import pytest

from functions.notify.messages.message import Message, OutboxMessage
from functions.notify.outbox.items import (
    PendingMessage,
    claim_write,
    crisis_from_item,
    pending_from_item,
    put_crisis,
    put_message,
    reminder_writes,
)
from functions.notify.policy.alert_policy import decide
from functions.notify.policy.crisis_json import from_json, to_json
from functions.notify.policy.crisis_state import new_crisis
from functions.notify.policy.escalation import Paging, stopped
from shared.domain.moments.moment import Severity, Transition
from tests.unit.notify.examples import START, burst, opened, step, surge

STORED = OutboxMessage("a1b2", "opened", Message("page", "SEV1 Acme", "subject", {"brand": "acme"}), "acme")
LETTER = (
    '{"owner": "a1b2", "transition": "opened", "message": {"audience": "page", "text": "SEV1 Acme",'
    ' "subject": "subject", "attributes": {"brand": "acme"}}, "brand": "acme"}'
)
PENDING = {
    "pk": {"S": "outbox#due"},
    "sk": {"S": "letter#a1b2#opened#page"},
    "letter": {"S": LETTER},
    "made": {"N": "7"},
    "claimed": {"N": "0"},
    "x": {"N": "9"},
}
CRISIS = (
    '{"id":"a1b2c3d4e5f6","brand":"acme","brand_name":"Acme","episodes":{"a1b2c3d4e5f6":{"id":"a1b2c3d4e5f6",'
    '"kind":"negative_surge","severity":1,"opened_ms":1772373900000,"ended_ms":null,"dismissed":false,"peak":48,'
    '"peak_ms":1772373900000,"mentions":48,"subject":"","settled":false}},"paged":1,"paged_ms":1772374080000,'
    '"mailed":true,"waiting":[],"due_ms":0,"closed_ms":0,"round":1,"version":0,"look_ms":1772374080000}'
)


@pytest.fixture(autouse=True)
def _table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_TABLE", "state")


def test_a_message_is_a_record_that_it_was_decided_and_a_copy_to_send() -> None:
    record, copy = put_message(STORED, 7, {"N": "9"})
    key = {"pk": {"S": "outbox#a1b2"}, "sk": {"S": "opened#page"}}
    assert record["Put"]["Item"] == {**key, "state": {"S": "due"}, "x": {"N": "9"}}
    assert record["Put"]["ConditionExpression"] == "attribute_not_exists(pk)"
    assert copy["Put"] == {"TableName": "state", "Item": PENDING}


def test_a_copy_comes_back_as_it_was_stored() -> None:
    assert pending_from_item(PENDING) == PendingMessage(STORED, 7, 0)


def test_a_claim_holds_only_while_nobody_else_has_claimed() -> None:
    update = claim_write(PendingMessage(STORED, 7, 5), 8)["Update"]
    assert update["Key"] == {"pk": {"S": "outbox#due"}, "sk": {"S": "letter#a1b2#opened#page"}}
    assert update["ConditionExpression"] == "claimed = :seen"
    assert update["ExpressionAttributeValues"] == {":now": {"N": "8"}, ":seen": {"N": "5"}}


def test_a_crisis_is_stored_as_earlier_versions_read_it() -> None:
    crisis = decide(new_crisis(surge()), surge(), opened()).crisis
    assert to_json(crisis) == CRISIS
    assert from_json(CRISIS, crisis.paging) == crisis
    item = put_crisis(None, crisis, {"N": "9"})["Put"]["Item"]
    assert {name: item[name] for name in ("pk", "sk", "version", "x")} == {
        "pk": {"S": "outbox#a1b2c3d4e5f6"},
        "sk": {"S": "crisis"},
        "version": {"N": "1"},
        "x": {"N": "9"},
    }


def test_a_reminder_lasts_as_long_as_something_waits() -> None:
    before = decide(new_crisis(surge()), surge(), opened()).crisis
    waiting = decide(before, burst(), opened(Severity.SEV2, 4)).crisis
    key = {"pk": {"S": "outbox#due"}, "sk": {"S": "bundle#a1b2c3d4e5f6"}}
    put, _ = reminder_writes(before, waiting, {"N": "9"})
    assert put["Put"]["Item"] == {**key, "due": {"N": str(START + 6 * 60_000)}, "x": {"N": "9"}}
    delete, _ = reminder_writes(waiting, waiting._replace(waiting=(), due_ms=0), {"N": "9"})
    assert delete["Delete"] == {"TableName": "state", "Key": key}
    quiet = before._replace(paging=stopped(before.paging))
    assert reminder_writes(quiet, quiet, {"N": "9"}) == []


def test_a_deadline_is_found_by_a_tick_until_somebody_acknowledges() -> None:
    paged = decide(new_crisis(surge()), surge(), opened()).crisis
    key = {"pk": {"S": "outbox#due"}, "sk": {"S": "deadline#a1b2c3d4e5f6"}}
    put, _ = reminder_writes(None, paged, {"N": "9"})
    assert put["Put"]["Item"] == {**key, "due": {"N": str(opened().at_ms + 5 * 60_000)}, "x": {"N": "9"}}
    answered = decide(paged, surge(), step(Transition.ACKNOWLEDGED, Severity.SEV1, 4)).crisis
    (delete,) = reminder_writes(paged, answered, {"N": "9"})
    assert delete["Delete"] == {"TableName": "state", "Key": key}


def test_a_plan_is_found_by_a_tick_when_something_of_it_may_be_overdue_and_until_the_end() -> None:
    begun = decide(new_crisis(surge()), surge(), opened()).crisis
    key = {"pk": {"S": "outbox#due"}, "sk": {"S": "plan#a1b2c3d4e5f6"}}
    _, put = reminder_writes(None, begun, {"N": "9"})
    assert put["Put"]["Item"] == {**key, "due": {"N": str(opened().at_ms)}, "x": {"N": "9"}}
    assert key not in [write["Put"]["Item"] for write in reminder_writes(begun, begun, {"N": "9"})], "it stays"
    over = decide(begun, surge(), step(Transition.RESOLVED, Severity.SEV1, 9)).crisis
    assert {"Delete": {"TableName": "state", "Key": key}} in reminder_writes(begun, over, {"N": "9"})
    assert crisis_from_item(put_crisis(None, over, {"N": "9"})["Put"]["Item"]).look_ms == 0


def test_what_people_were_reminded_of_comes_back() -> None:
    reminded = decide(new_crisis(surge()), surge(), opened()).crisis._replace(look_ms=7, reminded_ms=5)
    assert from_json(to_json(reminded), reminded.paging) == reminded


def test_a_crisis_comes_back_with_its_deadlines_and_one_of_before_has_none() -> None:
    crisis = decide(new_crisis(surge()), surge(), opened()).crisis
    item = put_crisis(None, crisis, {"N": "9"})["Put"]["Item"]
    assert crisis_from_item(item) == crisis._replace(version=1)
    before = {name: value for name, value in item.items() if name != "paging"}
    assert crisis_from_item(before) == crisis._replace(version=1, paging=Paging())
