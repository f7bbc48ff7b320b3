"""Who acts by a request with an API key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.respond.schemas.act import ActorInput, action_from
from shared.domain.moments.transitions import Action
from shared.http.request import request_time_ms
from shared.http.roles import Role, require

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def action_of(event: APIGatewayProxyEvent, given: ActorInput) -> Action:
    """The action that the request asks for.

    Raises:
        Forbidden: its key may not act.
    """
    require(event.raw_event, Role.ACT)
    return action_from(given, request_time_ms(event), str(event.raw_event["requestContext"]["identity"]["apiKeyId"]))
