"""GET /subscribers, and GET, PUT, DELETE /subscribers/{id}, and POST /subscribers/{id}/test: who is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from functions.respond.schemas.subscriber import (
    SubscriberInput,
    SubscriberList,
    SubscriberView,
    SubscriptionView,
    TestResult,
    subscriber_etag,
    subscriber_from_input,
    subscriber_view,
)
from functions.respond.subscribing import reconcile, topics
from functions.respond.subscribing.reconcile import State, SubscriptionState
from shared.domain.errors import NotFound
from shared.domain.role import Role
from shared.domain.subscriber import Subscriber
from shared.domain.subscription import Topic, attributes_of_test
from shared.http.etag import NO_STORE, check_precondition
from shared.http.parameters import SLUG_PATTERN, IfMatch, IfNoneMatch
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.http.roles import require
from shared.store import subscribers
from shared.store.subscribers import Held, Stored

router = new_router()

SubscriberId = Annotated[str, Path(alias="id", description="Id of the subscriber", pattern=SLUG_PATTERN)]

TEST_SUBJECT = "Foreshock test: nothing has happened"
TEST_TEXTS: Mapping[Topic, str] = {
    Topic.PAGE: "Foreshock test: this is how a page reaches you. Nothing has happened, you need not answer.",
    Topic.ALERT: "This is a test. Nothing has happened.\n\nAlerts of Foreshock will reach you at this address.\n",
}


@router.get(
    "/subscribers",
    operation_id="listSubscribers",
    summary="All people who are told, and whether messages can reach them",
    description="Phone numbers and mail addresses are masked unless the role is admin.",
    tags=["subscribers"],
    middlewares=[reject_unknown_parameters],
)
def list_subscribers() -> SubscriberList:
    """All of them in one answer: people enter them by hand, so there are few."""
    return listed_subscribers(require(router.current_event, Role.READ))


def listed_subscribers(role: Role) -> SubscriberList:
    """All subscribers, as somebody with ``role`` may see them."""
    stored, found = subscribers.every(), topics.listed()
    ours = {address for one in stored for address in one.held}
    return SubscriberList(subscribers=[_view(one, found, role) for one in stored], others=len(found.keys() - ours))


@router.get(
    "/subscribers/<id>",
    operation_id="getSubscriber",
    summary="One person who is told, and whether SNS has what the settings ask",
    description="Phone number and mail address are masked unless the role is admin.",
    tags=["subscribers"],
    middlewares=[reject_unknown_parameters],
)
def get_subscriber(id: SubscriberId) -> Response[SubscriberView]:  # noqa: A002 - the name of the path parameter
    """The subscriber with its ETag, which If-Match takes."""
    role = require(router.current_event, Role.READ)
    return _response(subscribers.get(id), HTTPStatus.OK, role)


@router.put(
    "/subscribers/<id>",
    operation_id="putSubscriber",
    summary="Add a person who is told, or replace their settings",
    description="Subscribes a phone to pages and a mail address to alerts, with filters. SNS mails a new address a "
    "link to confirm, and takes up to 15 minutes to apply a changed filter. The same request again changes nothing "
    "and mends what an earlier one left undone. Needs the role admin.",
    tags=["subscribers"],
    middlewares=[reject_unknown_parameters],
)
def put_subscriber(
    id: SubscriberId,  # noqa: A002 - the name of the path parameter
    given: Annotated[SubscriberInput, Body()],
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> Response[SubscriberView]:
    """The write is conditional on the version read here, so that two requests at once cannot mix."""
    role = require(router.current_event, Role.ADMIN)
    now_ms = request_time_ms(router.current_event)
    stored, created = change_subscriber(id, given, now_ms, if_match=if_match, if_none_match=if_none_match)
    return _response(stored, HTTPStatus.CREATED if created else HTTPStatus.OK, role)


@router.delete(
    "/subscribers/<id>",
    operation_id="deleteSubscriber",
    summary="Tell a person nothing any more",
    description="An address that was never confirmed cannot be unsubscribed; SNS forgets it after two days, and until "
    "then the subscriber is listed as `being_removed`. Needs the role admin.",
    tags=["subscribers"],
    status_code=204,
    middlewares=[reject_unknown_parameters],
)
def delete_subscriber(id: SubscriberId, if_match: IfMatch = None) -> Response[None]:  # noqa: A002 - the same
    """404 when there is no such subscriber, so that a typo does not look like a success."""
    require(router.current_event, Role.ADMIN)
    remove_subscriber(id, request_time_ms(router.current_event), if_match=if_match)
    return Response(status_code=204, body=None)


@router.post(
    "/subscribers/<id>/test",
    operation_id="testSubscriber",
    summary="Send a person a test message on every way that they are told",
    description="Goes through the topics and filters that real messages go through, and reaches nobody else who is a "
    "subscriber. SNS does not say whether a mail or a text arrived: ask the person. Needs the role admin.",
    tags=["subscribers"],
    middlewares=[reject_unknown_parameters],
)
def test_subscriber(id: SubscriberId) -> TestResult:  # noqa: A002 - the name of the path parameter
    """What an earlier change left undone is mended first."""
    require(router.current_event, Role.ADMIN)
    return send_test(id)


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
    try:
        return subscribers.get(subscriber_id)
    except NotFound:
        return None


def _response(stored: Stored, status: HTTPStatus, role: Role) -> Response[SubscriberView]:
    view = _view(stored, topics.listed(), role, policies=True)
    headers = {"ETag": subscriber_etag(view), "Cache-Control": NO_STORE}
    return Response(status_code=int(status), content_type="application/json", headers=headers, body=view)


def _settings_etag(one: Subscriber | None) -> str | None:
    return None if one is None else f'"{one.version}"'


def _settings_part(if_match: str | None) -> str | None:
    """If-Match without the parts that change with SNS: a write replaces the settings alone."""
    return None if if_match is None else re.sub(r"\.\w+", "", if_match)


def _view(stored: Stored, found: Mapping[Held, str], role: Role, *, policies: bool = False) -> SubscriberView:
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
