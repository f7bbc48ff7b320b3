"""GET and POST /hooks/meta in, their HTTP responses out: what was said to accounts of the brand becomes mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from functions.intake.item_results import ItemResult, Outcome
from functions.intake.meta.events import lines_of
from functions.intake.meta.signature import SIGNATURE, App, app_from, challenge, verified
from functions.intake.request import body_of, error_name, json_response, problem_response, response
from functions.intake.service import store_items
from shared.domain.errors import ForeshockError, NotFound, StorageBusy, Unauthorized
from shared.runtime import secrets
from shared.runtime.settings import setting
from shared.runtime.stream import dead_letter
from shared.runtime.telemetry import logger

T = TypeVar("T")

MAX_DEAD_LETTERS = 20
"""Refused changes of one call that become dead letters; of more, only the number is told."""


def handle_hook(event: Mapping[str, Any]) -> dict[str, Any]:
    """The HTTP response; Meta sends again what is not answered with 200."""
    request_id = event["requestContext"].get("requestId", "")
    try:
        if event["httpMethod"] == "GET":
            query = event.get("queryStringParameters") or {}
            return response(200, "text/plain; charset=utf-8", _with_apps(lambda apps: challenge(query, apps)))
        return _store(event)
    except ForeshockError as error:
        return problem_response(error, request_id)
    except (ClientError, BotoCoreError) as error:
        logger.warning("hook not answered", error=error_name(error))
        return problem_response(StorageBusy("the store does not take it now"), request_id)


def _store(event: Mapping[str, Any]) -> dict[str, Any]:
    body = body_of(event)
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    app = _with_apps(lambda apps: verified(body, headers.get(SIGNATURE, ""), apps))
    results = store_items(lines_of(body, app.accounts), int(event["requestContext"]["requestTimeEpoch"]))
    counts = Counter({outcome.value: 0 for outcome in Outcome})
    counts.update(result.outcome.value for result in results)
    _send_dead_letters([result for result in results if result.outcome is Outcome.REJECTED])
    logger.info("hook stored", extra=dict(counts))
    return json_response(200, dict(counts))


def _with_apps(answer: Callable[[list[App]], T]) -> T:
    """The answer with the app of the secret, or of the one before it; both are read again before it is refused.

    Raises:
        NotFound: the deployment has no app of Meta.
        Unauthorized: the answer is refused with all of them.
    """
    name = setting("META_APP", "")
    if not name:
        raise NotFound("this deployment takes no webhooks of Meta; see docs/channels.md", field="path")
    try:
        return answer([app_from(secret, name) for secret in secrets.secret_versions(name)])
    except Unauthorized:
        newest = secrets.secret_versions(name, secrets.ROTATION_SECONDS)
        return answer([app_from(secret, name) for secret in newest])


def _send_dead_letters(refused: list[ItemResult]) -> None:
    """Meta would send a refused change again for ever, so it is taken, and a person may look at it."""
    for one in refused[:MAX_DEAD_LETTERS]:
        dead_letter({"channel": "meta", "raw": one.raw.decode("utf-8", "replace")}, one.reason, "intake")
    if refused:
        logger.warning("changes refused", number=len(refused), reason=refused[0].reason)
