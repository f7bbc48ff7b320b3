"""One POST /mentions in, the HTTP response with a result for every item out."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.intake.body import parse_items
from functions.intake.item_results import batch_result
from functions.intake.lateness import hint
from functions.intake.service import claim_key, store_items
from functions.intake.signature import Push, parse_push, verify
from shared.domain.errors import ForeshockError, InvalidInput, StorageBusy, Unauthorized
from shared.domain.problem import MEDIA_TYPE, problem_from
from shared.runtime import secrets
from shared.runtime.telemetry import logger


def handle_push(event: Mapping[str, Any]) -> dict[str, Any]:
    """The HTTP response to a push; its time is when API Gateway received the request."""
    context = event["requestContext"]
    try:
        return _store(event, int(context["requestTimeEpoch"]))
    except ForeshockError as error:
        return _problem(error, context.get("requestId", ""))
    except (ClientError, BotoCoreError) as error:
        logger.warning("push not stored", error=_error_name(error))
        return _problem(StorageBusy("the store does not take it now"), context.get("requestId", ""))


def _store(event: Mapping[str, Any], now_ms: int) -> dict[str, Any]:
    push = parse_push(event.get("headers") or {}, _body(event))
    _verify(push, now_ms)
    lines = parse_items(push.body)
    first = claim_key(push, now_ms)
    stored = store_items(lines, now_ms)
    result = batch_result(stored)
    if told := hint(stored):
        result["hint"] = told
    logger.info("push stored", accepted=result["accepted"], duplicate=result["duplicate"], rejected=result["rejected"])
    return _response(200, "application/json", result, {"Idempotency-Replayed": "false" if first else "true"})


def _body(event: Mapping[str, Any]) -> bytes:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body).encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except ValueError as error:
        raise InvalidInput("the body is said to be base64 and is not", field="body") from error


def _verify(push: Push, now_ms: int) -> None:
    """Accept it or raise :class:`Unauthorized`; a sender may know a key that is newer than ours."""
    try:
        verify(push, secrets.intake_keys(), now_ms)
    except Unauthorized:
        verify(push, secrets.intake_keys(secrets.ROTATION_SECONDS), now_ms)


def _problem(error: ForeshockError, request_id: str) -> dict[str, Any]:
    """The error as problem details, in the shape that every route has."""
    problem = problem_from(error)
    if isinstance(error, StorageBusy):
        problem = problem._replace(detail="not everything was stored; send the same batch again")
    return _response(int(problem.status), MEDIA_TYPE, problem.document(request_id), problem.headers)


def _error_name(error: ClientError | BotoCoreError) -> str:
    """The AWS error code (``AccessDeniedException``), or the class of a broken connection."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__


def _response(status: int, kind: str, value: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": kind, "Cache-Control": "no-store", **headers},
        "body": json.dumps(value, ensure_ascii=False),
    }
