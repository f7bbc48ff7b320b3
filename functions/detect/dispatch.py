"""The minute tick with many brands: a fair order, and chunks that other calls of this function evaluate.

One call evaluates about ten brands a second, and it has a minute. So the call that the
schedule makes keeps the first chunk and hands each further one to a call of its own.
A chunk that is lost is evaluated with the next tick; one that comes twice is evaluated
twice, with the same result. To learn a brand's past again is a call of its own as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.time import MINUTE_MS, iso
from shared.runtime.aws import client
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

CHUNK = 100
"""Brands of one call: about ten seconds of its minute, so that slow tables still leave time for all."""

GOLDEN_RATIO = (5**0.5 - 1) / 2


def fair_order(ongoing: Sequence[str], active: Sequence[str], now_ms: int) -> list[str]:
    """The brands of one minute: those with ongoing moments first, then the active ones.

    The active ones begin at another place each minute, so that a call that runs out of
    time does not leave out the same brands again. Steps of the golden ratio spread the
    places evenly over any number of brands and minutes.

    >>> fair_order(["c"], ["a", "b", "c", "d"], 0), fair_order(["c"], ["a", "b", "c", "d"], MINUTE_MS)
    (['c', 'a', 'b', 'd'], ['c', 'b', 'd', 'a'])
    """
    first = dict.fromkeys(ongoing)
    others = sorted(set(active) - first.keys())
    start = int(now_ms // MINUTE_MS * GOLDEN_RATIO % 1 * len(others))
    return [*first, *others[start:], *others[:start]]


def chunks(brands: Sequence[str]) -> list[list[str]]:
    """The brands in parts of at most :data:`CHUNK`; at least one part, which may be empty."""
    return [list(brands[start : start + CHUNK]) for start in range(0, max(1, len(brands)), CHUNK)]


def hand_over(chunk: Sequence[str], now_ms: int) -> bool:
    """Let another call of this function evaluate these brands at ``now_ms``; whether AWS Lambda took the call."""
    return _handed_over({"trigger": "chunk", "time": iso(now_ms), "brands": list(chunk)})


def hand_over_rebuild(brand_id: str, now_ms: int) -> bool:
    """Let another call of this function learn the brand's past again; whether AWS Lambda took the call."""
    return _handed_over({"trigger": "rebuild", "time": iso(now_ms), "brand": brand_id})


def _handed_over(event: Mapping[str, Any]) -> bool:
    try:
        _lambda().invoke(
            FunctionName=setting("AWS_LAMBDA_FUNCTION_NAME"), InvocationType="Event", Payload=json.dumps(event)
        )
    except (BotoCoreError, ClientError) as error:
        logger.warning("not handed over", error=type(error).__name__, trigger=event["trigger"])
        return False
    return True


@cache
def _lambda() -> LambdaClient:
    quick = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=1, read_timeout=3)
    made: LambdaClient = client("lambda", quick)
    return made
