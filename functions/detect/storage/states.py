"""What detect stores of a brand in the state table: read it, and save what the signals have learnt.

``baseline#<brand>``/``states`` has the states of all signals of a brand, compressed,
under one version: they change together, and a write is billed by the kilobyte. ``lag_ms`` is how
late its mentions come. While the brand is learning it has ``learning_until`` (epoch ms) and
``learning_reason`` as well; once its past was learnt again from the counters, ``rebuilt`` (when,
epoch ms) and ``whole`` (from when on a person said that no post is missing). ``quieted`` marks what the
stand-in of a drill got as a copy, until it is saved for the first time.
``baseline#<brand>``/``<signal>`` has a signal's open episode (``open``: the sort key of
its moment) and the newest bucket of its last one (``shut``).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from functions.detect.detectors.all_signals import packed, unpacked, unpacked_text
from functions.detect.detectors.evaluation import DetectorState
from functions.detect.detectors.learning import learning
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import OpenEpisode, StoredSignal
from shared.domain.errors import Conflict, Poison
from shared.domain.learning import QUIETED
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.dynamodb import Item, condition_failed, dynamodb, expiry, number, query_all, text

KEPT_DAYS = 90
"""Days that the states of a brand nobody mentions are kept."""

STATES = "states"
"""The sort key of the states of a brand's signals."""


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
    if QUIETED in items.get(STATES, {}):
        from functions.detect.detectors.quieted import quieted  # noqa: PLC0415 - only a drill that begins needs it

        states = quieted(states)
    lag_ms = int(items[STATES]["lag_ms"]["N"]) if "lag_ms" in items.get(STATES, {}) else 0
    rebuilt_ms = int(items.get(STATES, {}).get("rebuilt", number(-1))["N"])
    return {
        signal: _stored_signal(
            items.get(signal.value, {}),
            StoredSignal(states.get(signal), version=version, lag_ms=lag_ms, rebuilt_ms=rebuilt_ms),
        )
        for signal in Signal
    }


def whole_since(brand_id: str) -> int | None:
    """From when on a person said that no post of the brand's past is missing (epoch ms); ``None``: nobody did."""
    item = (
        dynamodb()
        .get_item(
            TableName=setting("STATE_TABLE"),
            Key=baseline_key(brand_id, STATES),
            ProjectionExpression="whole",
            ConsistentRead=True,
        )
        .get("Item", {})
    )
    return int(item["whole"]["N"]) if "whole" in item else None


def save_states(
    brand_id: str,
    states: Mapping[Signal, DetectorState],
    stored: Mapping[Signal, StoredSignal],
    lag_ms: int = 0,
    rebuilt: Mapping[str, int] | None = None,
) -> None:
    """Save these new states together with those stored before, and the lag; without a new one, nothing is written.

    ``rebuilt`` are the attributes ``rebuilt`` and ``whole`` where the past was learnt again.

    Raises:
        Conflict: another tick saved them first.
    """
    if not states:
        return
    known = {signal: before.state for signal, before in stored.items() if before.state} | dict(states)
    guess = learning(known)
    version = max(before.version for before in stored.values())
    try:
        dynamodb().update_item(
            TableName=setting("STATE_TABLE"),
            Key=baseline_key(brand_id, STATES),
            UpdateExpression="SET #states = :states, version = :next, x = :x, lag_ms = :lag"
            + "".join(f", {name} = :{name}" for name in rebuilt or {})
            + (", learning_until = :until, learning_reason = :why" if guess else "")
            + f" REMOVE {QUIETED}"
            + ("" if guess else ", learning_until, learning_reason"),
            ConditionExpression="version = :version" if version else "attribute_not_exists(version)",
            ExpressionAttributeNames={"#states": "states"},
            ExpressionAttributeValues={
                ":states": {"B": packed(known)},
                ":next": number(version + 1),
                ":lag": number(lag_ms),
                ":x": expiry(max(state.bucket_ms for state in known.values()), KEPT_DAYS),
                **({":version": number(version)} if version else {}),
                **{f":{name}": number(at_ms) for name, at_ms in (rebuilt or {}).items()},
                **({":until": number(guess.until_ms or 0), ":why": text(guess.reason)} if guess else {}),
            },
        )
    except ClientError as error:
        if condition_failed(error) is None and error.response["Error"]["Code"] != "TransactionConflictException":
            raise
        raise Conflict(f"the states of {brand_id!r} were changed meanwhile") from error


def baseline_key(brand_id: str, name: str) -> dict[str, Any]:
    """The key of a signal's episode, or of :data:`STATES`."""
    return {"pk": text(f"baseline#{brand_id}"), "sk": text(name)}


def _stored_signal(item: Item, brand: StoredSignal) -> StoredSignal:
    """What is stored of one signal, from its own item and what is stored of the brand."""
    opened, _, name = item["open"]["S"].partition("#") if "open" in item else ("", "", "")
    return brand._replace(
        episode=OpenEpisode(name, int(opened)) if name else None,
        last_episode_ms=int(item["shut"]["N"]) if "shut" in item else -1,
    )


def _states(items: Mapping[str, Item], brand_id: str) -> tuple[dict[Signal, DetectorState], int]:
    """The stored states and their version; unreadable ones are learnt again from the counters."""
    if STATES not in items:
        return _states_by_signal(items), 0
    version = int(items[STATES]["version"]["N"])
    try:
        return unpacked(bytes(items[STATES]["states"]["B"])), version
    except Poison as error:
        logger.error("states unreadable, learning them again", brand=brand_id, reason=error.message)
        return {}, version


def _states_by_signal(items: Mapping[str, Item]) -> dict[Signal, DetectorState]:
    """The states as an earlier version stored them: each with its signal's episode."""
    found: dict[Signal, DetectorState] = {}
    for signal in Signal:
        if "state" in items.get(signal, {}):
            with suppress(Poison):
                found[signal] = unpacked_text(signal, items[signal]["state"]["S"])
    return found
