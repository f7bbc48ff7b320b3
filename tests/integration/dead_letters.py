"""What the functions could not process, as it waits in the queue."""

from __future__ import annotations

import json
from typing import Any

import boto3

from shared.runtime.settings import setting


def dead_letters() -> list[dict[str, Any]]:
    """All that lies in the queue and was not read before."""
    queue = boto3.client("sqs")
    found: list[dict[str, Any]] = []
    while messages := queue.receive_message(QueueUrl=setting("DEAD_LETTERS_URL"), MaxNumberOfMessages=10).get(
        "Messages"
    ):
        found.extend(json.loads(message["Body"]) for message in messages)
    return found
