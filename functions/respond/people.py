"""What is done about subscribers, for the API and for the pages: the stored wish and SNS, together."""

from __future__ import annotations

import re
from collections.abc import Mapping

from functions.respond.schemas.subscriber import (
    SubscriberList,
    SubscriberView,
    SubscriptionView,
    TestResult,
    subscriber_from_input,
    subscriber_view,
)
from functions.respond.schemas.subscriber_settings import SubscriberInput
from functions.respond.subscribing import reconcile, topics
from functions.respond.subscribing.reconcile import State, SubscriptionState
from shared.domain.errors import NotFound, Unreadable
from shared.domain.people.role import Role
from shared.domain.people.subscriber import Subscriber
from shared.domain.people.subscription import Topic, attributes_of_test
from shared.http.etag import check_precondition
from shared.store.people import subscribers
from shared.store.people.subscribers import Held, Stored

TEST_SUBJECT = "Foreshock test: nothing has happened"
TEST_TEXTS: Mapping[Topic, str] = {
    Topic.PAGE: "Foreshock test: this is how a page reaches you. Nothing has happened, you need not answer.",
    Topic.ALERT: "This is a test. Nothing has happened.\n\nAlerts of Foreshock will reach you at this address.\n",
}


def listed_subscribers(role: Role) -> SubscriberList:
    """All subscribers, as somebody with ``role`` may see them."""
    stored, found = subscribers.every(), topics.listed()
    ours = {address for one in stored for address in one.held}
    return SubscriberList(subscribers=[view_of(one, found, role) for one in stored], others=len(found.keys() - ours))


def change_subscriber(
    subscriber_id: str,
    given: SubscriberInput,
    now_ms: int,
    *,
    if_match: str | None = None,
    if_none_match: str | None = None,
) -> tuple[Stored, bool]:
    """Store and subscribe; also whether the subscriber is new."""
    before = _current(subscriber_id)
    current = before.subscriber if before and not before.removed else None
    check_precondition(_settings_etag(current), _settings_part(if_match), if_none_match, "subscriber")
    wanted = subscriber_from_input(given, subscriber_id, before.subscriber if before else None, now_ms)
    return reconcile.change(wanted, before), current is None


def remove_subscriber(subscriber_id: str, now_ms: int, *, if_match: str | None = None) -> None:
    """Unsubscribe and forget; raise NotFound if there is no such subscriber."""
    before = subscribers.get(subscriber_id)
    check_precondition(_settings_etag(before.subscriber), _settings_part(if_match), None, "subscriber")
    reconcile.remove(before, now_ms)


def send_test(subscriber_id: str) -> TestResult:
    """Mend what an earlier change left undone, and send a message on every way that is active."""
    stored = subscribers.get(subscriber_id)
    if stored.removed:
        raise NotFound(f"subscriber {subscriber_id!r} is being removed", field="id")
    one = reconcile.settle(stored).subscriber
    found = reconcile.states(one, topics.listed(), policies=True)
    found = [each for each in found if each.wanted.topic in TEST_TEXTS]
    active = [each for each in found if each.state is State.ACTIVE]
    for topic in dict.fromkeys(each.wanted.topic for each in active):
        topics.publish(topic, TEST_SUBJECT, TEST_TEXTS[topic], attributes_of_test(one, topic))
    return TestResult(
        sent=[_subscription_view(each) for each in active],
        not_sent=[_subscription_view(each) for each in found if each not in active],
        opted_out=_opted_out(one),
    )


def _current(subscriber_id: str) -> Stored | None:
    """The stored one; ``None`` where there is none, or it could not be read and was removed to be replaced."""
    try:
        return subscribers.get(subscriber_id)
    except NotFound:
        return None
    except Unreadable:
        subscribers.drop(subscriber_id)
        return None


def view_of(stored: Stored, found: Mapping[Held, str], role: Role, *, policies: bool = False) -> SubscriberView:
    """A subscriber as somebody with ``role`` may see them; with ``policies``, also whether SNS filters as it should."""
    one = stored.subscriber
    views = [] if stored.removed else [*map(_subscription_view, reconcile.states(one, found, policies=policies))]
    return subscriber_view(one, views, opted_out=_opted_out(one), removed=stored.removed, role=role)


def _opted_out(one: Subscriber) -> bool | None:
    return topics.opted_out(one.phone) if one.phone else None


def _subscription_view(each: SubscriptionState) -> SubscriptionView:
    return SubscriptionView(
        topic=each.wanted.topic,
        protocol=each.wanted.protocol,
        address=each.wanted.endpoint,
        state=each.state.value,
        filtered=each.filtered,
    )


def _settings_etag(one: Subscriber | None) -> str | None:
    return None if one is None else f'"{one.version}"'


def _settings_part(if_match: str | None) -> str | None:
    """If-Match without the parts that change with SNS: a write replaces the settings alone."""
    return None if if_match is None else re.sub(r"\.\w+", "", if_match)
