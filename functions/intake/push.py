"""One POST /mentions in, the HTTP response with a result for every item out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.intake.body import Line, parse_items
from functions.intake.item_results import batch_result
from functions.intake.lateness import hint
from functions.intake.request import body_of, error_name, json_response, problem_response
from functions.intake.service import claim_key, store_items
from functions.intake.signature import Push, parse_push, verify
from shared.domain.errors import ForeshockError, StorageBusy, Unauthorized
from shared.runtime import secrets
from shared.runtime.telemetry import logger


def handle_push(event: Mapping[str, Any]) -> dict[str, Any]:
    """The HTTP response to a push; its time is when API Gateway received the request."""
    context = event["requestContext"]
    try:
        return _store(event, int(context["requestTimeEpoch"]))
    except ForeshockError as error:
        return problem_response(error, context.get("requestId", ""))
    except (ClientError, BotoCoreError) as error:
        logger.warning("push not stored", error=error_name(error))
        return problem_response(StorageBusy("the store does not take it now"), context.get("requestId", ""))


def _store(event: Mapping[str, Any], now_ms: int) -> dict[str, Any]:
    query = event.get("queryStringParameters") or {}
    mapping, brand = query.get("mapping") or "", query.get("brand") or ""
    push = parse_push(event.get("headers") or {}, body_of(event), mapping, brand)
    _verify(push, now_ms)
    lines = _export(push) if mapping else parse_items(push.body)
    first = claim_key(push, now_ms)
    stored = store_items(lines, now_ms)
    result = batch_result(stored)
    if told := hint(stored):
        result["hint"] = told
    logger.info("push stored", accepted=result["accepted"], duplicate=result["duplicate"], rejected=result["rejected"])
    return json_response(200, result, {"Idempotency-Replayed": "false" if first else "true"})


def _export(push: Push) -> list[Line]:
    """The rows of another tool's export."""
    from functions.intake.exports.reading import export_named, pushed_lines  # noqa: PLC0415 - few pushes need it

    return pushed_lines(push.body, export_named(push.mapping, push.brand), push.brand)


def _verify(push: Push, now_ms: int) -> None:
    """Accept it or raise :class:`Unauthorized`; a sender may know a key that is newer than ours."""
    try:
        verify(push, secrets.intake_keys(), now_ms)
    except Unauthorized:
        verify(push, secrets.intake_keys(secrets.ROTATION_SECONDS), now_ms)
