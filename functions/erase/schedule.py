"""Has this function called once, at a later time: by a schedule of EventBridge Scheduler that then deletes itself.

It costs nothing while it waits. A schedule is called in its minute, never before it (EventBridge Scheduler user
guide, "Schedule types"), so a time is taken as the next full minute.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import ClientError

from shared.domain.time import MINUTE_MS, iso, minute_stamp
from shared.runtime.aws import client
from shared.runtime.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient


def call_again(function_arn: str, erasure_id: str, at_ms: int) -> None:
    """Have the function called for this erasure in the first full minute from ``at_ms`` on; once, if asked twice."""
    minute_ms = -(-at_ms // MINUTE_MS) * MINUTE_MS
    try:
        _scheduler().create_schedule(
            Name=f"{erasure_id}-{minute_stamp(minute_ms)}",
            GroupName=setting("SCHEDULE_GROUP"),
            ScheduleExpression=f"at({iso(minute_ms).removesuffix('Z')})",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={
                "Arn": function_arn,
                "RoleArn": setting("SCHEDULE_ROLE_ARN"),
                "Input": json.dumps({"erasure": erasure_id}),
            },
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConflictException":
            raise


@cache
def _scheduler() -> EventBridgeSchedulerClient:
    patient = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=5)
    made: EventBridgeSchedulerClient = client("scheduler", patient)
    return made
