"""Subscribers: whatever fails or happens at once, the table and SNS agree in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.respond.subscribing import reconcile, topics
from shared.domain.errors import Conflict
from shared.domain.people.subscription import Topic
from shared.store.people import subscribers
from shared.store.people.subscribers import Held
from tests.api_client import Answer, ask
from tests.integration.respond.subscribed import MAIL, policies, put, wanted

pytestmark = pytest.mark.usefixtures("aws")


CALLS = ("get_paginator", "subscribe", "get_subscription_attributes", "set_subscription_attributes", "unsubscribe")


def add() -> Answer:
    return put()


def change() -> Answer:
    return put(brands=["globex"], phone="+491709999999")


def remove() -> Answer:
    return ask("DELETE", "/subscribers/ana")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("request_of", [add, change, remove])
def test_whatever_call_of_sns_fails_the_same_request_again_mends_it(
    request_of: Callable[[], Answer], when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash, a throttled call, a time-out: after a retry SNS has what the table wants, and nothing else."""
    failures = 0
    for fail_at in range(20):
        if request_of is not add:
            put()
        with failing(monkeypatch, fail_at, when) as left:
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
        if left[0] >= 0:
            break
    assert 4 <= failures < 19, "each call was reached, and in the last round none"


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, fail_at: int, when: str) -> Iterator[list[int]]:
    """Let the call of this number fail, before it reaches SNS or when it is done; gives how many are left to it."""
    real, left = topics._sns(), [fail_at]

    class Failing:
        def __getattr__(self, name: str) -> Any:
            def call(*arguments: Any, **options: Any) -> Any:
                left[0] -= 1
                done = getattr(real, name)(*arguments, **options) if left[0] != -1 or when == "after" else None
                if left[0] == -1:
                    raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow"}}, name)
                return done

            return call if name in CALLS else getattr(real, name)

    with monkeypatch.context() as patch:
        patch.setattr(topics, "_sns", Failing)
        yield left


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


def test_a_region_that_does_not_know_opt_outs_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoOptOuts:
        def check_if_phone_number_is_opted_out(self, **_: str) -> None:
            raise ClientError({"Error": {"Code": "InvalidAction", "Message": "?"}}, "CheckIfPhoneNumberIsOptedOut")

    monkeypatch.setattr(topics, "_sns", NoOptOuts)
    assert topics.opted_out("+491701234567") is None


def test_subscriptions_made_by_hand_are_counted_and_left_alone() -> None:
    topics._sns().subscribe(TopicArn=topics._arn(Topic.PAGE), Protocol="sms", Endpoint="+491700000000")
    put()
    assert ask("GET", "/subscribers").json["others"] == 1
    ask("DELETE", "/subscribers/ana")
    assert {address.endpoint for address in topics.listed()} == {"+491700000000"}


def test_a_lost_race_is_a_conflict() -> None:
    put()
    before = subscribers.get("ana")
    put()
    with pytest.raises(Conflict):
        reconcile.remove(before, 0)
