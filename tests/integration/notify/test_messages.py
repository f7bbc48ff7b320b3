"""notify on the deployed tables and topics: each message once, to those who must know."""

from __future__ import annotations

import json
from typing import Any

import pytest
from moto.core import DEFAULT_ACCOUNT_ID  # type: ignore[attr-defined]  # moto re-exports it
from moto.sns import sns_backends  # type: ignore[attr-defined]  # the same

from functions.notify.outbox.items import (
    DEADLINE_PREFIX,
    HELD_PREFIX,
    PENDING_PARTITION,
    PLAN_PREFIX,
    REMINDER_PREFIX,
)
from functions.notify.outputs import registry
from functions.notify.outputs.targets import PublishResult, PublishStatus
from shared.domain.brand import Brand
from shared.links.page_link import Scope, link_token, new_link
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.dynamodb import dynamodb, text
from tests.integration.dead_letters import dead_letters
from tests.integration.notify_stage import NotifyRun, record, stream, tick, unsent
from tests.unit.notify.examples import START, opened, surge
from tests.unit.notify.outputs.chat import Chat


def sent_to(topic: str) -> list[tuple[Any, ...]]:
    """What a topic took: id, text, subject, attributes."""
    backend = sns_backends[DEFAULT_ACCOUNT_ID]["eu-west-1"]
    return list(backend.topics[setting(topic)].sent_notifications)


def test_an_opening_reaches_phones_mail_and_the_bus(stage: NotifyRun) -> None:
    brands.put(Brand("acme", "Acme", time_zone="Europe/Berlin"))
    assert stream(record(surge())) == {"batchItemFailures": []}
    (page,) = stage.pages
    token = link_token(new_link("a1b2c3d4e5f6", Scope.ACT, 1, START), internal_key("link"))
    assert page == (
        "SEV1 Acme - 48 negative posts in 5 min, 12x normal, since 14:05 UTC, P111:"
        f' "the cord of my kettle MELTED..." https://f.example/m/{token}'
    )
    assert stage.mails == ["SEV1 Acme - 48 negative posts in 5 min, 12x normal"]
    assert stage.subjects("bus") == ["Moment opened"]
    mail = stage.sent_to("alert")[0].text
    assert "15:05 in Berlin" in mail
    assert f"\n  https://api.example/v1/m/{token}\n" in mail
    assert unsent() == []


def test_a_key_that_cannot_be_read_costs_the_signature_and_never_the_message(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERNAL_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:gone")
    assert stream(record(surge())) == {"batchItemFailures": []}
    (page,) = stage.pages
    assert page.endswith(" https://f.example/moments/a1b2c3d4e5f6")
    assert "https://api.example/v1/moments/a1b2c3d4e5f6" in stage.sent_to("alert")[0].text


def test_every_message_carries_what_filter_policies_match(stage: NotifyRun) -> None:
    stream(record(surge()))
    common = {"brand": "acme", "kind": "negative_surge", "severity": "SEV1", "status": "open", "drill": "false"}
    for topic, level in (("PAGE_TOPIC_ARN", "page"), ("ALERT_TOPIC_ARN", "alert")):
        ((_id, _text, _subject, attributes, *_),) = sent_to(topic)
        values = {name: found["Value"] for name, found in attributes.items()}
        transactional = {"AWS.SNS.SMS.SMSType": "Transactional"} if level == "page" else {}
        levels = '["1"]' if level == "page" else '["1", "2", "3", "4", "5"]'
        assert values == {**common, "level": level, "oncall_level": levels, **transactional}
        assert attributes["oncall_level"]["Type"] == "String.Array"
    assert stage.pages


def test_the_same_record_again_sends_nothing_again(stage: NotifyRun) -> None:
    for _ in range(3):
        stream(record(surge()), record(surge()))
    assert (len(stage.pages), len(stage.mails), len(stage.sent_to("bus"))) == (1, 1, 1)


def test_a_change_without_a_new_step_sends_nothing(stage: NotifyRun) -> None:
    stream(record(surge()))
    stream(record(surge(mentions=99, version=2), surge(), 2))
    stream({"eventName": "REMOVE", "dynamodb": {"SequenceNumber": "3", "OldImage": {}}})
    assert len(stage.published) == 3


def test_a_poison_record_goes_to_the_dead_letters_with_its_reason_and_its_neighbours_are_sent(stage: NotifyRun) -> None:
    poison = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": {"pk": {"S": "acme"}}}}
    torn = {**record(surge()), "dynamodb": {**record(surge())["dynamodb"], "OldImage": {"doc": {"S": "[]"}}}}
    assert stream(poison, torn, record(surge(), sequence=2)) == {"batchItemFailures": []}
    assert len(stage.pages) == 1
    letters = dead_letters()
    assert [letter["source"] for letter in letters] == ["notify", "notify"]
    assert all("not a moment item" in letter["reason"] for letter in letters)


def test_above_the_days_texts_a_page_becomes_a_mail_that_says_so(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMS_PER_DAY", "2")
    for n in range(3):
        stream(record(surge(id=f"{n:012x}", crisis=f"{n:012x}")))
    assert len(stage.pages) == 2
    assert stage.mails[-2:] == [
        "NOT TEXTED acme: the text messages are used up",
        "SEV1 Acme - 48 negative posts in 5 min, 12x normal",
    ]
    capped = next(message for message in stage.sent_to("alert") if "NOT TEXTED" in message.subject)
    assert "SEV1 Acme - 48 negative posts in 5 min, 12x normal" in capped.text
    assert capped.attributes["level"] == "alert"
    tomorrow = surge(id="t", crisis="t", opened_ms=START + 86_400_000, timeline=(opened(minute=1443),))
    stream(record(tomorrow))
    assert len(stage.pages) == 3, "a new day has texts again"


def test_what_people_wrote_is_not_kept_once_it_was_sent(stage: NotifyRun) -> None:
    stream(record(surge()))
    table = setting("STATE_TABLE")
    items = dynamodb().scan(TableName=table)["Items"]
    assert stage.pages
    assert "kettle" not in json.dumps(items)
    record_of_page = next(item for item in items if item["sk"]["S"] == "opened#page")
    assert record_of_page["state"] == {"S": "sent"}
    assert record_of_page["message"]["S"]
    assert record_of_page["x"] == {"N": str(opened().at_ms // 1000 + 30 * 86_400)}


def test_a_message_that_cannot_be_read_does_not_stop_the_others(stage: NotifyRun) -> None:
    dynamodb().put_item(
        TableName=setting("STATE_TABLE"),
        Item={"pk": text(PENDING_PARTITION), "sk": text("letter#x#y"), "letter": text("{")},
    )
    stream(record(surge()))
    tick(4)
    assert len(stage.pages) == 1


def test_what_is_due_of_a_crisis_and_cannot_be_read_does_not_stop_the_others(stage: NotifyRun) -> None:
    """The state of one crisis and each of its reminders are broken; another crisis is paged again all the same."""
    stream(record(surge(id="broken", crisis="broken", brand="globex")), record(surge()))
    first = len(stage.pages)
    for item in dynamodb().scan(TableName=setting("STATE_TABLE"))["Items"]:
        if "broken" in item["pk"]["S"] + item["sk"]["S"] and {"doc", "due"} & item.keys():
            broken = {name: text("[]") if name in {"doc", "paging"} else value for name, value in item.items()}
            dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=broken)
    for prefix in (REMINDER_PREFIX, DEADLINE_PREFIX, HELD_PREFIX, PLAN_PREFIX):
        junk = {"pk": text(PENDING_PARTITION), "sk": text(f"{prefix}junk"), "silences": text("x")}
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=junk)
    tick(20)
    assert [page[:9] for page in stage.pages[first:]] == ["AGAIN (2)"]


def test_a_new_output_is_one_class_and_one_line(stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused line is tried again, a repeated record adds none, and the other outputs notice nothing."""
    chat = Chat()
    monkeypatch.setattr(registry, "OUTPUTS", (*registry.OUTPUTS, chat))
    answers = iter([PublishResult(PublishStatus.REFUSED, "Busy")] * 3)
    stage.before = lambda message: next(answers, None) if message.audience == "chat" else None
    stream(record(surge()))
    assert (len(stage.pages), len(stage.mails)) == (1, 1)
    assert (chat.target.posted, unsent()) == ([], ["opened#chat"])
    tick(4)
    stream(record(surge()))
    assert (chat.target.posted, unsent()) == (["SEV1 acme: opened"], [])
