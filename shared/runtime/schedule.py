"""When a scheduled call was due: the one time that a function takes from a schedule."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from shared.domain.errors import InvalidInput
from shared.domain.time import parse_time


def scheduled_ms(event: Mapping[str, Any]) -> int:
    """The schedule's time (epoch ms); a scheduler that does not fill it in leaves us our own clock.

    >>> scheduled_ms({"trigger": "tick", "time": "1970-01-01T00:01:00Z"})
    60000
    """
    try:
        return parse_time(event.get("time"))
    except InvalidInput:
        return int(time.time() * 1000)
