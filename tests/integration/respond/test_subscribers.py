"""Subscribers: what is put holds in SNS, tests reach them alone, and addresses are for admins."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from functions.respond.subscribing import topics
from shared.domain.people.subscription import Topic, attributes_of_test
from shared.store.people import subscribers
from tests.api_client import ask
from tests.integration.respond.subscribed import ANA, MAIL, PHONE, policies, put, wanted

pytestmark = pytest.mark.usefixtures("aws")


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


def test_a_phone_that_answered_stop_is_shown() -> None:
    """Moto says so of numbers that end in 99."""
    assert put().json["opted_out"] is False
    assert put(phone="+491701234599").json["opted_out"] is True
    assert put(phone="").json["opted_out"] is None


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
