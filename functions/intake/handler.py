"""intake: pushed and dropped mentions and answers of readers in, stored mentions out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from functions.intake.file_drop import again_soon, store_file
from functions.intake.push import handle_push
from shared.runtime.telemetry import logger, metrics, trouble

META_PATH = "/hooks/meta"


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer a push, a webhook or a reader (API Gateway events), or read a dropped file (S3's event or its message)."""
    if "Records" in event:
        return _message(event["Records"][0])
    if "detail" in event:
        return _file(event)
    return _answer(event) if str(event.get("path", "")).startswith("/status/") else _push(event)


def _push(event: Mapping[str, Any]) -> dict[str, Any]:
    response = _hook(event) if event.get("resource") == META_PATH else handle_push(event)
    trouble(name="PushesRefused", value=int(response["statusCode"] != HTTPStatus.OK))
    return response


def _hook(event: Mapping[str, Any]) -> dict[str, Any]:
    from functions.intake.meta.hook import handle_hook  # noqa: PLC0415 - no push needs it

    return handle_hook(event)


def _answer(event: Mapping[str, Any]) -> dict[str, Any]:
    from functions.intake.feedback.receive import handle_feedback  # noqa: PLC0415 - no push needs its pages

    response = handle_feedback(event)
    trouble(name="FeedbackRefused", value=int(response["statusCode"] == HTTPStatus.TOO_MANY_REQUESTS))
    return response


def _message(record: Mapping[str, Any]) -> dict[str, Any]:
    """Read the file that a message of the queue tells of; there is one in a batch."""
    try:
        return _file(json.loads(record["body"]))
    except Exception:
        again_soon(str(record["receiptHandle"]))
        raise


def _file(event: Mapping[str, Any]) -> dict[str, Any]:
    counts = store_file(event)
    logger.info("file stored", extra=counts)
    return dict(counts)
