"""What a subscriber wants is what SNS lets through: the policy as SNS reads it, against the wish in plain words."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidInput
from shared.domain.moments.moment import Kind, Severity
from shared.domain.people.subscriber import EMAIL, PHONE, Subscriber, masked
from shared.domain.people.subscription import (
    MAX_COMBINATIONS,
    MAX_NAMES,
    Subscription,
    Topic,
    attributes_of_test,
    subscriptions,
)
from tests.unit.shared.domain.people.sns_filter import BRANDS, Attributes, accepts, people


@st.composite
def messages(draw: st.DrawFn) -> Attributes:
    return {
        "brand": draw(st.sampled_from(BRANDS)),
        "severity": draw(st.sampled_from(Severity)).name,
        "kind": draw(st.sampled_from(Kind)).value,
        "status": "open",
        "drill": draw(st.sampled_from(["false", "true"])),
        "oncall_level": [str(level) for level in sorted(draw(st.sets(st.integers(1, 5), min_size=1)))],
    }


def told(person: Subscriber) -> list[Subscription]:
    """The subscriptions to what Foreshock tells."""
    return [found for found in subscriptions(person) if found.topic is not Topic.SIGN_IN]


@given(people(), people())
def test_a_sign_in_link_reaches_its_person_alone(person: Subscriber, other: Subscriber) -> None:
    for one in (person, other):
        for found in subscriptions(one):
            if found.topic is Topic.SIGN_IN:
                assert accepts(found.policy, {"subscriber": person.id}) == (one.id == person.id)
                assert found.endpoint == one.email


def wants(person: Subscriber, message: Attributes, topic: Topic) -> bool:
    """The wish in plain words."""
    return (
        (not person.brands or message["brand"] in person.brands)
        and (not person.severities or message["severity"] in {each.name for each in person.severities})
        and (not person.kinds or message["kind"] in person.kinds)
        and (person.drills or message["drill"] == "false")
        and (topic is Topic.ALERT or bool({str(level) for level in person.levels} & {*message["oncall_level"]}))
    )


@given(people(), messages())
def test_a_message_passes_exactly_when_the_person_wants_it(person: Subscriber, message: Attributes) -> None:
    for found in told(person):
        assert accepts(found.policy, message) == wants(person, message, found.topic)


@given(people(), people(), messages())
def test_a_test_message_reaches_its_person_on_every_way_and_nobody_else(
    person: Subscriber, other: Subscriber, message: Attributes
) -> None:
    for found in told(person):
        sent = attributes_of_test(person, found.topic)
        assert accepts(found.policy, sent)
        assert sent.keys() <= {*message, "level"}
        if other.id != person.id:
            assert not any(accepts(each.policy, sent) for each in subscriptions(other) if each.topic is found.topic)


@given(people())
def test_policies_stay_within_the_limits_of_sns(person: Subscriber) -> None:
    for found in subscriptions(person):
        assert len(found.policy) <= MAX_NAMES
        assert prod(map(len, found.policy.values())) <= MAX_COMBINATIONS
        assert all(found.policy.values())


def test_too_many_combinations_are_refused_with_the_way_out() -> None:
    wide = Subscriber(
        "ana", "Ana", "ana@acme.example", brands=BRANDS, severities=(*Severity,), kinds=(*Kind,), levels=(1, 2)
    )
    with pytest.raises(InvalidInput, match=r"\d+ combinations, and SNS filters for 150 at most; choose fewer brands"):
        subscriptions(wide)


@pytest.mark.parametrize(
    ("email", "phone", "levels", "expected"),
    [
        ("a@b.example", "+491701234567", (1,), {(Topic.PAGE, "sms"), (Topic.ALERT, "email")}),
        ("a@b.example", "", (1,), {(Topic.PAGE, "email"), (Topic.ALERT, "email")}),
        ("a@b.example", "", (), {(Topic.ALERT, "email")}),
        ("a@b.example", "+491701234567", (), {(Topic.ALERT, "email")}),
        ("", "+491701234567", (2,), {(Topic.PAGE, "sms")}),
    ],
)
def test_pages_go_to_the_phone_or_else_to_the_mail_address(
    email: str, phone: str, levels: tuple[int, ...], expected: set[tuple[Topic, str]]
) -> None:
    found = told(Subscriber("ana", "Ana", email, phone, levels))
    assert {(each.topic, each.protocol) for each in found} == expected


@given(st.from_regex(PHONE, fullmatch=True) | st.from_regex(EMAIL, fullmatch=True))
def test_a_masked_address_cannot_be_used(address: str) -> None:
    hidden = masked(address)
    assert not PHONE.fullmatch(hidden)
    assert not EMAIL.fullmatch(hidden)
    assert address not in hidden
