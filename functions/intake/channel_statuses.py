"""What is kept of pushed channels: when each was pushed last, and how late its posts come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from botocore.exceptions import BotoCoreError, ClientError

from functions.intake.item_results import ItemResult, Outcome
from shared.domain.pushed_status import after_push
from shared.runtime.telemetry import logger, trouble
from shared.store.collection import pushed_statuses

MAX_CHANNELS = 5
"""Channels of one push of which something is kept: those with the most items."""


def keep_statuses(results: Iterable[ItemResult], now_ms: int) -> None:
    """Keep the status of each channel that new items are from; a table that does not take it fails no push."""
    channels: defaultdict[str, list[ItemResult]] = defaultdict(list)
    for one in results:
        if one.outcome is Outcome.ACCEPTED and one.mention and not one.mention.backfill:
            channels[one.mention.channel].append(one)
    late = 0
    for channel, found in sorted(channels.items(), key=lambda entry: -len(entry[1]))[:MAX_CHANNELS]:
        late += _kept(channel, found, now_ms)
    trouble(name="PushesTooLate", value=late)


def _kept(channel: str, found: list[ItemResult], now_ms: int) -> bool:
    """Keep one channel's status; whether most of its items came too late to alert."""
    late = 2 * sum(one.late for one in found) > len(found)
    newest_ms = max(one.mention.published_ms for one in found if one.mention)
    lags = [one.lag_ms for one in found if one.stated_ms is not None and not one.redated]
    try:
        before = pushed_statuses.get(channel)
        pushed_statuses.put(after_push(before, channel, now_ms, newest_ms, lags, late=late))
    except (ClientError, BotoCoreError) as error:
        logger.warning("the status of a pushed channel is not kept", error=type(error).__name__)
    return late
