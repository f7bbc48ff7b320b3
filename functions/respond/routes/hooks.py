"""POST /hooks/pagerduty and /hooks/slack: what people do there holds here."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from typing_extensions import TypedDict

from functions.respond.acts import on_crisis
from functions.respond.hooks import pagerduty, slack
from functions.respond.hooks.signatures import (
    PAGERDUTY_SIGNATURE,
    SLACK_SIGNATURE,
    SLACK_TIMESTAMP,
    verify_pagerduty,
    verify_slack,
)
from functions.respond.slack_reply import reply
from functions.respond.steps import entry_of
from shared.domain.errors import IllegalTransition, InvalidInput, NotFound
from shared.domain.moments.act import Act
from shared.domain.moments.transitions import Action
from shared.http.body import MAX_LENGTH
from shared.http.request import new_router, request_time_ms
from shared.messages.phrases import time_with_date
from shared.runtime.secrets import secret_versions
from shared.runtime.settings import setting
from shared.store.people.received_hooks import done_before, remember_done

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

router = new_router()

FRESH_SECONDS = 60.0
"""How long a secret is used before it is read again."""


class HookAnswer(TypedDict):
    """What became of it, in words."""

    outcome: str


@router.post(
    "/hooks/pagerduty",
    operation_id="pagerdutyHook",
    summary="What PagerDuty says about an incident (webhook, version 3)",
    description="An acknowledged or resolved incident acknowledges or resolves its crisis. Signed by PagerDuty; "
    "everything else it sends is ignored.",
    tags=["hooks"],
)
def from_pagerduty() -> HookAnswer:
    """An incident that is none of ours is no error: PagerDuty would repeat it, and stop sending in the end."""
    event, now_ms = router.current_event, request_time_ms(router.current_event)
    body, secrets = _body(event), _secrets("PAGERDUTY_HOOK_SECRET_ARN", "PagerDuty")
    verify_pagerduty(body, _header(event, PAGERDUTY_SIGNATURE), secrets)
    found = pagerduty.read_event(body, now_ms)
    if found.act is None or not found.crisis:
        return {"outcome": "ignored: it neither acknowledges nor resolves an incident"}
    if done_before(pagerduty.VIA, found.id):
        return {"outcome": "done before"}
    outcome = _acted(found.crisis, found.act, Action(now_ms, by=found.by, via=pagerduty.VIA))
    remember_done(pagerduty.VIA, found.id, now_ms)
    return {"outcome": outcome}


@router.post(
    "/hooks/slack",
    operation_id="slackHook",
    summary="The button under a message in Slack",
    description="Acknowledges the crisis of the message, and says so in the channel. Signed by Slack.",
    tags=["hooks"],
)
def from_slack() -> HookAnswer:
    """Slack also reports the button that opens the page; nothing is to be done then."""
    event, now_ms = router.current_event, request_time_ms(router.current_event)
    body, secrets = _body(event), _secrets("SLACK_SECRET_ARN", "Slack")
    verify_slack(body, _header(event, SLACK_TIMESTAMP), _header(event, SLACK_SIGNATURE), secrets, now_ms)
    found = slack.read_press(body)
    if not found.crisis:
        return {"outcome": "ignored: it acknowledges nothing"}
    outcome = _acted(found.crisis, Act.ACK, Action(now_ms, by=found.by, via=slack.VIA))
    reply(found.answer_url, f"{outcome[0].upper()}{outcome[1:]}.")
    return {"outcome": outcome}


def _acted(crisis: str, act: Act, action: Action) -> str:
    """Who did it first; or why there is nothing to do any more."""
    try:
        moments = on_crisis(crisis, act, action)
    except NotFound:
        return "ignored: no crisis has this key"
    except IllegalTransition:
        return "the crisis is over already"
    entries = [entry for moment in moments if (entry := entry_of(moment, act))]
    first = min(entries, key=lambda entry: entry.at_ms)
    return f"{act.transition} by {first.by} at {time_with_date(first.at_ms, action.at_ms)}"


def _body(event: APIGatewayProxyEvent) -> bytes:
    """The bytes that were signed.

    Raises:
        InvalidInput: it is longer than any webhook.
    """
    given = event.raw_event.get("body") or ""
    if len(given) > MAX_LENGTH:
        raise InvalidInput(f"the body is longer than {MAX_LENGTH:,} characters", field="body")
    encoded = bool(event.raw_event.get("isBase64Encoded"))
    return base64.b64decode(given) if encoded else str(given).encode("utf-8", "surrogatepass")


def _header(event: APIGatewayProxyEvent, name: str) -> str:
    headers = event.raw_event.get("headers") or {}
    return next((str(value) for given, value in headers.items() if given.lower() == name), "")


def _secrets(name: str, product: str) -> tuple[bytes, ...]:
    """The valid secrets.

    Raises:
        NotFound: the deployment does not take webhooks of this product.
    """
    arn = setting(name, "")
    if not arn:
        raise NotFound(f"this deployment takes no webhooks of {product}; docs/outputs.md says how to turn them on")
    return secret_versions(arn, FRESH_SECONDS)
