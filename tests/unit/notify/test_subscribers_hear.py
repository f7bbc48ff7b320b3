"""What notify publishes is what the filters of subscribers ask for: the same names, the same values."""

from __future__ import annotations

import pytest

from shared.domain.moments.moment import Kind, Severity
from shared.domain.people.subscriber import Subscriber
from shared.domain.people.subscription import Topic, subscriptions
from tests.unit.notify.outputs.chat import opening
from tests.unit.shared.domain.people.sns_filter import accepts

ANA = Subscriber("ana", "Ana", "ana@acme.example", "+491701234567")


def hears(person: Subscriber, topic: Topic, severity: Severity = Severity.SEV1, level: int = 1) -> bool:
    sent = opening(severity).attributes(topic.value, level)
    (found,) = [each for each in subscriptions(person) if each.topic is topic]
    return accepts(found.policy, sent)


@pytest.mark.parametrize("topic", [Topic.PAGE, Topic.ALERT])
def test_a_policy_names_only_what_messages_have(topic: Topic) -> None:
    limited = ANA._replace(brands=("acme",), severities=(Severity.SEV1,), kinds=(Kind.NEGATIVE_SURGE,), drills=True)
    (found,) = [each for each in subscriptions(limited) if each.topic is topic]
    assert found.policy.keys() <= opening().attributes(topic.value).keys()
    assert hears(limited, topic)


def test_each_level_is_paged_when_its_turn_comes_and_stays_in_the_picture() -> None:
    second = ANA._replace(levels=(2,))
    assert [hears(ANA, Topic.PAGE, level=level) for level in (1, 2)] == [True, True]
    assert [hears(second, Topic.PAGE, level=level) for level in (1, 2)] == [False, True]
    assert hears(second, Topic.ALERT)


def test_other_brands_severities_and_kinds_are_not_heard() -> None:
    for topic in (Topic.PAGE, Topic.ALERT):
        assert not hears(ANA._replace(brands=("globex",)), topic)
        assert not hears(ANA._replace(severities=(Severity.SEV2,)), topic)
        assert not hears(ANA._replace(kinds=(Kind.PRAISE_WAVE,)), topic)
