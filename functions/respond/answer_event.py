"""An approved answer as an event on the bus, for the tool by which the team posts. Nothing here posts anything.

The event has the shape of CloudEvents 1.0 (cloudevents.io), as those about moments. To repeat the request puts it
again with the same ``id``, by which a reader recognizes it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.errors import StorageBusy
from shared.domain.response.approval import Approval
from shared.domain.time import iso
from shared.runtime.aws import client
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

SOURCE = "foreshock"
DETAIL_TYPE = "Answer approved"


def hand_over(approval: Approval) -> None:
    """Put the event of an approved answer.

    Raises:
        StorageBusy: the bus did not take it; the approval holds, and to repeat the request puts the event again.
    """
    try:
        answer = _events().put_events(
            Entries=[
                {
                    "Source": SOURCE,
                    "DetailType": DETAIL_TYPE,
                    "Detail": answer_event(approval),
                    "EventBusName": setting("BUS_NAME"),
                    "Time": iso(approval.approved_ms),
                }
            ]
        )
        failed = answer["FailedEntryCount"] > 0
    except (ClientError, BotoCoreError) as error:
        logger.warning("the bus did not take an answer", error=type(error).__name__)
        failed = True
    if failed:
        raise StorageBusy("the answer is approved, and the bus did not take its event; send the request again")


def answer_event(approval: Approval) -> str:
    """The event: the text, and the post that it answers."""
    event = {
        "specversion": "1.0",
        "id": f"{approval.crisis}/answer/{approval.id}",
        "source": f"{SOURCE}/{approval.brand}",
        "type": f"{SOURCE}.answer.approved",
        "time": iso(approval.approved_ms),
        "subject": approval.id,
        "datacontenttype": "application/json",
        "data": {
            "brand": approval.brand,
            "crisis": approval.crisis,
            "mention": approval.id,
            "channel": approval.channel,
            "url": approval.url or None,
            "text": approval.text,
            "approved_by": approval.by,
            "worded_by": approval.worded_by or None,
        },
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


@cache
def _events() -> EventBridgeClient:
    patient = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=5)
    made: EventBridgeClient = client("events", patient)
    return made
