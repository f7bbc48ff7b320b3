"""Answers a pressed button where everybody in the channel sees it."""

from __future__ import annotations

import json
from functools import cache

import urllib3

from shared.egress.pool import public_pool
from shared.messages.slack import escaped
from shared.runtime.telemetry import logger

ADDRESSES = "https://hooks.slack.com/"
TIMEOUT = urllib3.Timeout(connect=1, read=1.5)
"""Slack shows an error if the button is not answered within three seconds."""


def reply(url: str, text: str) -> None:
    """Post ``text`` to the address that came with the button; a failure is logged, for the act itself is done."""
    if not url.startswith(ADDRESSES):
        return
    message = {"response_type": "in_channel", "replace_original": False, "text": escaped(text)}
    body = json.dumps(message).encode()
    try:
        answer = _pool().request("POST", url, body=body, headers={"content-type": "application/json"})
    except urllib3.exceptions.HTTPError as error:
        logger.warning("slack reply not sent", error=type(error).__name__)
        return
    if answer.status != 200:  # noqa: PLR2004 - as HTTP says
        logger.warning("slack reply not taken", status=answer.status)


@cache
def _pool() -> urllib3.PoolManager:
    return public_pool(timeout=TIMEOUT, retries=False)
