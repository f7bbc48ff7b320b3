"""A pressed button of Slack in, what it asks for out.

Slack sends a form with one field, ``payload``, which holds JSON (docs.slack.dev, block_actions payload).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from functions.respond.hooks.names import person
from shared.domain.errors import InvalidInput
from shared.messages.slack import ACKNOWLEDGE

VIA = "slack"
_LONGEST_ID = 64


class PressedButton(NamedTuple):
    """The crisis that somebody acknowledges (empty: another button), who, and where an answer goes."""

    crisis: str
    by: str
    answer_url: str


def read_press(body: bytes) -> PressedButton:
    """The pressed button in the body of a request whose signature is right.

    Raises:
        InvalidInput: it is none.
    """
    payload = _payload(body)
    actions, user = payload.get("actions"), payload.get("user")
    if not isinstance(actions, list) or not isinstance(user, Mapping):
        raise InvalidInput("payload.actions and payload.user are missing", field="payload")
    pressed = (each for each in actions if isinstance(each, Mapping) and each.get("action_id") == ACKNOWLEDGE)
    crisis = next((str(each.get("value") or "")[:_LONGEST_ID] for each in pressed), "")
    name = user.get("name") or user.get("username")
    return PressedButton(crisis, person(name, "Slack"), str(payload.get("response_url") or ""))


def _payload(body: bytes) -> Mapping[str, Any]:
    try:
        payload = json.loads(parse_qs(body.decode(), strict_parsing=True, max_num_fields=10)["payload"][0])
    except (ValueError, KeyError, RecursionError) as error:
        raise InvalidInput("the body is no interaction of Slack", field="payload") from error
    if not isinstance(payload, Mapping):
        raise InvalidInput("payload must be an object", field="payload")
    return payload
