"""Subscribers: what the table wants and what SNS has agree, whatever fails between them; addresses are for admins."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.respond.subscribing import reconcile, topics
from shared.domain.errors import Conflict
from shared.domain.people.subscription import Topic, attributes_of_test, subscriptions
from shared.store.people import subscribers
from shared.store.people.subscribers import Held
from tests.api_client import Answer, ask

pytestmark = pytest.mark.usefixtures("aws")

ANA: dict[str, Any] = {
    "name": "Ana",
    "email": "ana@acme.example",
    "phone": "+491701234567",
    "levels": [1, 2],
    "brands": ["acme"],
    "severities": ["SEV1", "SEV2"],
    "time_zone": "Europe/Berlin",
}
PHONE, MAIL = Held(Topic.PAGE, "sms", ANA["phone"]), Held(Topic.ALERT, "email", ANA["email"])


def put(subscriber_id: str = "ana", /, **changes: Any) -> Answer:
    return ask("PUT", f"/subscribers/{subscriber_id}", body={**ANA, **changes})


def policies() -> dict[Held, dict[str, list[str]]]:
    """What SNS filters each address by."""
    return {
        address: json.loads(
            topics._sns().get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["FilterPolicy"]
        )
        for address, arn in topics.listed().items()
    }


def wanted(subscriber_id: str = "ana") -> dict[Held, dict[str, list[str]]]:
    """What the stored subscriber asks for."""
    found = subscriptions(subscribers.get(subscriber_id).subscriber)
    return {reconcile.held_of(each): {n: list(values) for n, values in each.policy.items()} for each in found}


def test_the_first_put_subscribes_phone_and_mail_with_their_filters() -> None:
    created = put()
    assert (created.status, created.json["version"], created.json["masked"]) == (201, 1, False)
    assert {name: created.json[name] for name in ANA} == ANA
    assert [(s["topic"], s["state"], s["filtered"]) for s in created.json["subscriptions"]] == [
        ("page", "active", True),
        ("alert", "active", True),
        ("sign_in", "active", True),
    ]
    assert policies() == wanted()
    assert policies()[PHONE]["oncall_level"] == ["1", "2"]
    assert "oncall_level" not in policies()[MAIL], "mails have no level"


def test_the_same_put_again_changes_nothing_in_sns(monkeypatch: pytest.MonkeyPatch) -> None:
    put()
    for name in ("subscribe", "set_policy", "unsubscribe"):
        monkeypatch.setattr(topics, name, lambda *_: pytest.fail("nothing was to be changed"))
    assert (put().status, put().json["version"]) == (200, 3)


def test_what_was_read_can_be_edited_and_sent_back() -> None:
    put()
    read = ask("GET", "/subscribers/ana")
    changed = {**read.json, "brands": []}
    assert ask("PUT", "/subscribers/ana", body=changed, headers={"If-Match": read.headers["ETag"]}).status == 200
    assert "brand" not in policies()[PHONE]
    stale = ask("PUT", "/subscribers/ana", body=changed, headers={"If-Match": read.headers["ETag"]})
    assert (stale.status, "the subscriber has changed since" in stale.json["detail"]) == (412, True)


def test_a_new_phone_takes_the_place_of_the_old_one() -> None:
    put()
    put(phone="+491709999999")
    assert {address.endpoint for address in policies()} == {"+491709999999", ANA["email"]}
    put(phone="")
    assert {(address.topic, address.protocol) for address in policies()} == {(topic, "email") for topic in Topic}


def test_a_deleted_subscriber_is_told_nothing_any_more() -> None:
    put()
    assert ask("DELETE", "/subscribers/ana").status == 204
    assert topics.listed() == {}
    assert ask("DELETE", "/subscribers/ana").status == 404
    assert ask("GET", "/subscribers").json == {"subscribers": [], "others": 0}


CALLS = ("get_paginator", "subscribe", "get_subscription_attributes", "set_subscription_attributes", "unsubscribe")


def add() -> Answer:
    return put()


def change() -> Answer:
    return put(brands=["globex"], phone="+491709999999")


def remove() -> Answer:
    return ask("DELETE", "/subscribers/ana")


@pytest.mark.parametrize("request_of", [add, change, remove])
def test_whatever_call_of_sns_fails_the_same_request_again_mends_it(
    request_of: Callable[[], Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash, a throttled call, a time-out: after a retry SNS has what the table wants, and nothing else."""
    failures = 0
    for fail_at in range(20):
        if request_of is not add:
            put()
        with failing(monkeypatch, fail_at):
            answer = request_of()
        if answer.status >= 500:
            failures += 1
            answer = request_of()
        assert answer.status in {200, 201, 204}
        if request_of is not remove:
            assert policies() == wanted()
            assert subscribers.get("ana").held == wanted().keys()
            remove()
        assert (topics.listed(), subscribers.every()) == ({}, [])
    assert 4 <= failures < 20, "each call was reached, and in the last rounds none"


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, fail_at: int) -> Iterator[None]:
    """Let the call of this number fail, before it reaches SNS."""
    real, left = topics._sns(), [fail_at]

    class Failing:
        def __getattr__(self, name: str) -> Any:
            def call(*arguments: Any, **options: Any) -> Any:
                left[0] -= 1
                if left[0] == -1:
                    raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow"}}, name)
                return getattr(real, name)(*arguments, **options)

            return call if name in CALLS else getattr(real, name)

    with monkeypatch.context() as patch:
        patch.setattr(topics, "_sns", Failing)
        yield


def test_of_two_changes_at_once_the_later_one_holds_in_sns_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ben's change comes while Ana's is on its way to SNS; Ana's then carries Ben's out."""
    put()
    listed, seen = topics.listed, list[bool]()

    def listed_late() -> dict[Held, str]:
        if not seen:
            seen.append(True)
            assert put(brands=["later"]).status == 200
        return listed()

    monkeypatch.setattr(topics, "listed", listed_late)
    assert put(brands=["earlier"]).status == 200
    assert subscribers.get("ana").subscriber.brands == ("later",)
    assert policies() == wanted()


def test_an_unconfirmed_address_is_shown_and_waited_for_when_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = topics.listed
    monkeypatch.setattr(topics, "listed", lambda: {**listed(), MAIL: topics.PENDING} if MAIL in listed() else listed())
    shown = {each["topic"]: each["state"] for each in put().json["subscriptions"]}
    assert shown == {"page": "active", "alert": "pending", "sign_in": "active"}
    assert ask("DELETE", "/subscribers/ana").status == 204
    (waiting,) = ask("GET", "/subscribers").json["subscribers"]
    assert (waiting["being_removed"], waiting["subscriptions"]) == (True, [])
    monkeypatch.setattr(topics, "listed", dict)  # two days later
    assert ask("DELETE", "/subscribers/ana").status == 204
    assert subscribers.every() == []


def test_a_removed_subscriber_can_come_back_while_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "listed", lambda: {MAIL: topics.PENDING})
    put()
    ask("DELETE", "/subscribers/ana")
    again = put()
    assert (again.status, again.json["being_removed"]) == (201, False)


def test_a_phone_that_answered_stop_is_shown() -> None:
    """Moto says so of numbers that end in 99."""
    assert put().json["opted_out"] is False
    assert put(phone="+491701234599").json["opted_out"] is True
    assert put(phone="").json["opted_out"] is None


def test_a_region_that_does_not_know_opt_outs_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoOptOuts:
        def check_if_phone_number_is_opted_out(self, **_: str) -> None:
            raise ClientError({"Error": {"Code": "InvalidAction", "Message": "?"}}, "CheckIfPhoneNumberIsOptedOut")

    monkeypatch.setattr(topics, "_sns", NoOptOuts)
    assert topics.opted_out("+491701234567") is None


def test_a_test_message_goes_through_the_topics_to_this_person(monkeypatch: pytest.MonkeyPatch) -> None:
    put()
    sent: list[tuple[Topic, Any]] = []
    monkeypatch.setattr(topics, "publish", lambda topic, _, __, attributes: sent.append((topic, attributes)))
    answer = ask("POST", "/subscribers/ana/test")
    assert [each["topic"] for each in answer.json["sent"]] == ["page", "alert"]
    ana = subscribers.get("ana").subscriber
    assert sent == [(topic, attributes_of_test(ana, topic)) for topic in (Topic.PAGE, Topic.ALERT)]
    topics.unsubscribe(topics.listed()[PHONE])
    assert len(ask("POST", "/subscribers/ana/test").json["sent"]) == 2, "what is missing is mended first"


def test_sns_takes_the_test_message() -> None:
    put()
    assert ask("POST", "/subscribers/ana/test").status == 200


def test_subscriptions_made_by_hand_are_counted_and_left_alone() -> None:
    topics._sns().subscribe(TopicArn=topics._arn(Topic.PAGE), Protocol="sms", Endpoint="+491700000000")
    put()
    assert ask("GET", "/subscribers").json["others"] == 1
    ask("DELETE", "/subscribers/ana")
    assert {address.endpoint for address in topics.listed()} == {"+491700000000"}


@pytest.mark.parametrize("role", ["read", "act"])
def test_only_an_admin_sees_addresses_and_changes_anything(role: str) -> None:
    put()
    for path in ("/subscribers", "/subscribers/ana"):
        shown = ask("GET", path, role=role)
        one = shown.json["subscribers"][0] if path == "/subscribers" else shown.json
        assert (one["phone"], one["email"], one["masked"]) == ("+49•••67", "a•••@•••.example", True)
        assert ANA["phone"] not in shown.body
        assert "acme.example" not in shown.body
    for method, path, given in (
        ("PUT", "/subscribers/ana", ANA),
        ("DELETE", "/subscribers/ana", None),
        ("POST", "/subscribers/ana/test", None),
    ):
        assert ask(method, path, body=given, role=role).status == 403


def test_no_address_is_in_a_log_or_an_error(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, "foreshock")
    answers = [
        put(),
        put("ben"),
        put(phone="+49 170 1234567"),
        put(email="ana acme.example"),
        ask("PUT", "/subscribers/ana", body=ANA, role="read"),
        ask("POST", "/subscribers/ana/test"),
        ask("DELETE", "/subscribers/ana"),
    ]
    assert [answer.status for answer in answers] == [201, 400, 400, 400, 403, 200, 204]
    errors = "".join(answer.body for answer in answers if answer.status >= 400)
    written = errors + caplog.text + "".join(capsys.readouterr())
    for secret in ("1701234567", "170 1234567", "acme.example", "+49170"):
        assert secret not in written


def test_two_people_cannot_share_an_address() -> None:
    """SNS has one subscription for an address, and each would change the other's."""
    put()
    assert put("ben", email="ANA@acme.example", phone="").status == 400, "mail systems take both for one"
    shared = put("ben", email="ben@acme.example")
    assert (shared.status, shared.json["errors"]) == (
        400,
        [{"field": "phone", "detail": "ana has this phone already; give each person their own"}],
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": "", "phone": ""}, "needs an email, a phone, or both"),
        ({"email": "", "levels": []}, "pages need a level"),
        ({"phone": "0170 123"}, "phone must be in the international form"),
        ({"email": "Ana <ana@acme.example>"}, "email is not a mail address"),
        ({"email": "ana@acme.example\nBcc: x@y.example"}, "email is not a mail address"),
        ({"levels": [0]}, "levels[0] must be greater than or equal to 1"),
        ({"levels": [9]}, "levels[0] must be less than or equal to 5"),
        ({"brands": ["Acme!"]}, "brands[0]"),
        ({"severities": ["SEV9"]}, "severities[0] must be 'SEV1', 'SEV2', 'SEV3' or 'SEV4'"),
        ({"language": "de"}, "language must be 'en'"),
        ({"time_zone": "Mars"}, "is not a time zone"),
        ({"role": "root"}, "role must be 'read', 'act' or 'admin'"),
        ({"telefon": "1"}, "telefon is not a known field"),
    ],
)
def test_a_wrong_field_is_named_with_the_remedy(changes: dict[str, Any], message: str) -> None:
    answer = put(**changes)
    assert (answer.status, message in answer.json["detail"]) == (400, True), answer.json["detail"]
    assert topics.listed() == {}


def test_a_lost_race_is_a_conflict() -> None:
    put()
    before = subscribers.get("ana")
    put()
    with pytest.raises(Conflict):
        reconcile.remove(before, 0)
