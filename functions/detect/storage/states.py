"""What detect remembers of a brand.

State table: ``baseline#<brand>``/``states`` holds what all signals of a brand have
learnt, compressed, under one version: they change together, and a write is billed by
the kilobyte. ``baseline#<brand>``/``<signal>`` has the lock of a
signal's episode (``open``: the moment's sort key) and where the last one ended
(``shut``). ``crisis#<brand>``/``current`` counts the brand's openings and endings.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from functions.detect.detectors.count import state as state_codec
from functions.detect.detectors.evaluation import DetectorState
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.states_codec import packed, unpacked
from functions.detect.moments.decision_types import OpenEpisode, StoredSignal
from shared.domain.errors import Conflict, Poison
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.dynamodb import Item, condition_failed, dynamodb, expiry, number, query_all, text

KEPT_DAYS = 90
"""Days the memory of a brand nobody speaks of is kept."""

STATES = "states"
"""The sort key of what a brand's signals have learnt."""


def crisis_version(brand_id: str) -> int:
    """How many moments of the brand were opened or ended so far; read before they are."""
    found = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=crisis_key(brand_id), ConsistentRead=True)
    return int(found["Item"]["turn"]["N"]) if "Item" in found else 0


def load_states(brand_id: str) -> dict[Signal, StoredSignal]:
    """What is stored of each of the brand's signals."""
    found = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(f"baseline#{brand_id}")},
        ConsistentRead=True,
    )
    items = {item["sk"]["S"]: item for item in found}
    states, version = _states(items, brand_id)
    return {signal: _memory(items.get(signal.value, {}), states.get(signal), version) for signal in Signal}


def save_states(brand_id: str, states: Mapping[Signal, DetectorState], memories: Mapping[Signal, StoredSignal]) -> None:
    """Remember what settled buckets taught; nothing is written where they taught nothing.

    Raises:
        Conflict: another tick did so first.
    """
    if not states:
        return
    known = {signal: memory.state for signal, memory in memories.items() if memory.state} | dict(states)
    version = max(memory.version for memory in memories.values())
    try:
        dynamodb().update_item(
            TableName=setting("STATE_TABLE"),
            Key=baseline_key(brand_id, STATES),
            UpdateExpression="SET #states = :states, version = :next, x = :x",
            ConditionExpression="version = :version" if version else "attribute_not_exists(version)",
            ExpressionAttributeNames={"#states": "states"},
            ExpressionAttributeValues={
                ":states": {"B": packed(known)},
                ":next": number(version + 1),
                ":x": expiry(max(state.bucket_ms for state in known.values()), KEPT_DAYS),
                **({":version": number(version)} if version else {}),
            },
        )
    except ClientError as error:
        if condition_failed(error) is None and error.response["Error"]["Code"] != "TransactionConflictException":
            raise
        raise Conflict(f"the baselines of {brand_id!r} were changed meanwhile") from error


def baseline_key(brand_id: str, name: str) -> dict[str, Any]:
    """The key of a signal's lock, or of :data:`STATES`."""
    return {"pk": text(f"baseline#{brand_id}"), "sk": text(name)}


def crisis_key(brand_id: str) -> dict[str, Any]:
    """The key of a brand's crisis."""
    return {"pk": text(f"crisis#{brand_id}"), "sk": text("current")}


def _memory(item: Item, state: DetectorState | None, version: int) -> StoredSignal:
    opened, _, name = item["open"]["S"].partition("#") if "open" in item else ("", "", "")
    return StoredSignal(
        state=state,
        episode=OpenEpisode(name, int(opened)) if name else None,
        last_episode_ms=int(item["shut"]["N"]) if "shut" in item else -1,
        version=version,
    )


def _states(items: Mapping[str, Item], brand_id: str) -> tuple[dict[Signal, DetectorState], int]:
    """The stored states and their version; what cannot be read is learnt again from the counters."""
    if STATES not in items:
        return _states_apart(items), 0
    version = int(items[STATES]["version"]["N"])
    try:
        return unpacked(bytes(items[STATES]["states"]["B"])), version
    except Poison as error:
        logger.error("baselines unreadable, learning them anew", brand=brand_id, reason=error.message)
        return {}, version


def _states_apart(items: Mapping[str, Item]) -> dict[Signal, DetectorState]:
    """The states as they were kept before they were kept together: each with its lock."""
    found: dict[Signal, DetectorState] = {}
    for signal in Signal:
        if "state" in items.get(signal, {}):
            with suppress(Poison):
                found[signal] = state_codec.read(items[signal]["state"]["S"])
    return found
