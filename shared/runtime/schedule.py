"""When a scheduled call was due: its event in, epoch milliseconds out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from shared.domain.errors import InvalidInput
from shared.domain.time import parse_time


def scheduled_ms(event: Mapping[str, Any]) -> int:
    """The time for which the call was scheduled (epoch ms); our own clock if the scheduler did not fill it in.

    >>> scheduled_ms({"trigger": "tick", "time": "1970-01-01T00:01:00Z"})
    60000
    """
    try:
        return parse_time(event.get("time"))
    except InvalidInput:
        return int(time.time() * 1000)
