"""Tells people and machines of an erasure: a mail on the alert topic, an event on the bus. Neither names who was meant.

Everybody who is told of the brand gets the mail, whatever kinds and severities they asked for: it says how to stop it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from functions.erase.words import MAILED, body, cloud_event, subject
from shared.domain.erasure import Erasure
from shared.domain.errors import StorageBusy
from shared.domain.moments.moment import Kind, Severity
from shared.domain.time import iso
from shared.runtime.aws import client
from shared.runtime.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sns import SNSClient


_PATIENT = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=5)


def announce(erasure: Erasure, what: str, now_ms: int) -> None:
    """Tell that an erasure was asked for, cancelled or done.

    Raises:
        StorageBusy: the bus did not take it; tell again.
        ClientError: AWS refused the mail; tell again.
    """
    answer = _events().put_events(
        Entries=[
            {
                "Source": "foreshock",
                "DetailType": f"Erasure {what}",
                "Detail": cloud_event(erasure, what, now_ms),
                "EventBusName": setting("BUS_NAME"),
                "Time": iso(now_ms),
            }
        ]
    )
    if answer["FailedEntryCount"]:
        raise StorageBusy("the bus did not take the event of an erasure")
    if what in MAILED:
        _sns().publish(
            TopicArn=setting("ALERT_TOPIC_ARN"),
            Subject=subject(erasure, what),
            Message=body(erasure, what),
            MessageAttributes=_attributes(erasure),
        )


def _attributes(erasure: Erasure) -> Any:
    one = {"brand": erasure.brand, "level": "alert", "status": "open", "drill": "false"}
    many = {"kind": [kind.value for kind in Kind], "severity": [severity.name for severity in Severity]}
    return {name: {"DataType": "String", "StringValue": value} for name, value in one.items()} | {
        name: {"DataType": "String.Array", "StringValue": json.dumps(values)} for name, values in many.items()
    }


@cache
def _events() -> EventBridgeClient:
    made: EventBridgeClient = client("events", _PATIENT)
    return made


@cache
def _sns() -> SNSClient:
    made: SNSClient = client("sns", _PATIENT)
    return made
