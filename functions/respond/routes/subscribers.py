"""GET /subscribers, and GET, PUT, DELETE /subscribers/{id}, and POST /subscribers/{id}/test: who is told."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from functions.respond.people import change_subscriber, listed_subscribers, remove_subscriber, send_test, view_of
from functions.respond.schemas.subscriber import SubscriberList, SubscriberView, TestResult, subscriber_etag
from functions.respond.schemas.subscriber_settings import SubscriberInput
from functions.respond.subscribing import topics
from shared.domain.people.role import Role
from shared.http.etag import NO_STORE
from shared.http.parameters import SLUG_PATTERN, IfMatch, IfNoneMatch
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.http.roles import require
from shared.store.people import subscribers
from shared.store.people.subscribers import Stored

router = new_router()

SubscriberId = Annotated[str, Path(alias="id", description="Id of the subscriber", pattern=SLUG_PATTERN)]


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


def _response(stored: Stored, status: HTTPStatus, role: Role) -> Response[SubscriberView]:
    view = view_of(stored, topics.listed(), role, policies=True)
    headers = {"ETag": subscriber_etag(view), "Cache-Control": NO_STORE}
    return Response(status_code=int(status), content_type="application/json", headers=headers, body=view)
