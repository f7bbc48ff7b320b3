"""What detect remembers of a brand, and how a verdict is made to hold.

State table: ``baseline#<brand>``/``<signal>`` holds a signal's state under a version,
the lock of its episode (``open``: the moment's sort key) and where the last one ended
(``shut``); ``crisis#<brand>``/``current`` counts the brand's openings and endings.

Opening is one transaction: the lock IF free, the moment IF absent, the turn IF unchanged
since the brand's moments were read. So whichever door saw an episode first, it has one
moment, and moments that open at the same instant still share one crisis. Whatever
fails, nothing is half done: read everything again and judge again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from functions.detect import snapshot
from functions.detect.alarm import Signal
from functions.detect.detector import State
from functions.detect.judgement import Lock, Memory, Release
from shared.errors import Conflict, Poison, StorageBusy
from shared.moment import Moment
from shared.settings import setting
from shared.store import moments
from shared.store.table import Item, condition_failed, dynamodb, expiry, number, query_all, text
from shared.telemetry import logger

KEPT_DAYS = 90
"""Days the memory of a brand nobody speaks of is kept."""

_LOST = {"ConditionalCheckFailed", "TransactionConflict"}


def turn_of(brand_id: str) -> int:
    """How many moments of the brand were opened or ended so far; read before they are."""
    found = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=_crisis(brand_id), ConsistentRead=True)
    return int(found["Item"]["turn"]["N"]) if "Item" in found else 0


def recall(brand_id: str) -> dict[Signal, Memory]:
    """What is stored of each of the brand's signals."""
    found = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(f"baseline#{brand_id}")},
        ConsistentRead=True,
    )
    items = {item["sk"]["S"]: item for item in found}
    return {signal: _memory(items.get(signal.value, {}), brand_id) for signal in Signal}


def open_moments(openings: Sequence[tuple[Signal, Moment]], ongoing: Sequence[Moment], turn: int) -> None:
    """Open these moments of one brand, all of one crisis: that of those ongoing, or of the first.

    Raises:
        Conflict: another door opened or ended something of the brand meanwhile.
    """
    crisis = min(ongoing, key=lambda moment: moment.opened_ms).crisis if ongoing else ""
    for number_before, (signal, moment) in enumerate(openings):
        crisis = crisis or moment.id
        _open(signal, replace(moment, crisis=crisis), turn + number_before)


def end_episode(brand_id: str, release: Release) -> None:
    """End the moment, free its signal's lock and note where the episode ended, all at once.

    Raises:
        Conflict: the moment or the lock was changed meanwhile.
    """
    table = setting("STATE_TABLE")
    writes: list[dict[str, Any]] = [
        {
            "Update": {
                "TableName": table,
                "Key": _baseline(brand_id, release.signal),
                "UpdateExpression": "SET shut = :shut, x = :x REMOVE #open",
                "ConditionExpression": "attribute_not_exists(#open) OR contains(#open, :id)",
                "ExpressionAttributeNames": {"#open": "open"},
                "ExpressionAttributeValues": {
                    ":shut": number(release.shut_ms),
                    ":x": expiry(release.shut_ms, KEPT_DAYS),
                    ":id": text(f"#{release.moment_id}"),
                },
            }
        },
        {
            "Update": {
                "TableName": table,
                "Key": _crisis(brand_id),
                "UpdateExpression": "ADD turn :one",
                "ExpressionAttributeValues": {":one": number(1)},
            }
        },
    ]
    if release.moment is not None:
        writes.append(_put(release.moment, "version = :expected", {":expected": number(release.moment.version - 1)}))
    _transact(writes)


def save_states(brand_id: str, states: Mapping[Signal, State], memories: Mapping[Signal, Memory]) -> None:
    """Remember what settled buckets taught.

    Raises:
        Conflict: another tick did so first.
    """
    for signal, state in states.items():
        version = memories[signal].version
        try:
            dynamodb().update_item(
                TableName=setting("STATE_TABLE"),
                Key=_baseline(brand_id, signal),
                UpdateExpression="SET #state = :state, version = :next, x = :x",
                ConditionExpression="version = :version" if version else "attribute_not_exists(version)",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues={
                    ":state": text(snapshot.written(state)),
                    ":next": number(version + 1),
                    ":x": expiry(state.bucket_ms, KEPT_DAYS),
                    **({":version": number(version)} if version else {}),
                },
            )
        except ClientError as error:
            if condition_failed(error) is None and error.response["Error"]["Code"] != "TransactionConflictException":
                raise
            raise Conflict(f"the {signal} baseline of {brand_id!r} was changed meanwhile") from error


def _open(signal: Signal, moment: Moment, turn: int) -> None:
    table = setting("STATE_TABLE")
    _transact(
        [
            {
                "Update": {
                    "TableName": table,
                    "Key": _baseline(moment.brand, signal),
                    "UpdateExpression": "SET #open = :open, x = :x",
                    "ConditionExpression": "attribute_not_exists(#open) AND (attribute_not_exists(shut) OR shut < :b)",
                    "ExpressionAttributeNames": {"#open": "open"},
                    "ExpressionAttributeValues": {
                        ":open": text(moments.sort_key(moment)),
                        ":x": expiry(moment.opened_ms, KEPT_DAYS),
                        ":b": number(moment.opened_ms),
                    },
                }
            },
            _put(moment, "attribute_not_exists(pk)"),
            {
                "Update": {
                    "TableName": table,
                    "Key": _crisis(moment.brand),
                    "UpdateExpression": "SET crisis = :crisis ADD turn :one",
                    "ConditionExpression": "turn = :turn" if turn else "attribute_not_exists(turn)",
                    "ExpressionAttributeValues": {
                        ":crisis": text(moment.crisis),
                        ":one": number(1),
                        **({":turn": number(turn)} if turn else {}),
                    },
                }
            },
        ]
    )


def _put(moment: Moment, condition: str, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    put: dict[str, Any] = {
        "TableName": setting("MOMENTS_TABLE"),
        "Item": moments.to_item(moment),
        "ConditionExpression": condition,
    }
    return {"Put": put | ({"ExpressionAttributeValues": dict(values)} if values else {})}


def _transact(writes: Sequence[Any]) -> None:
    try:
        dynamodb().transact_write_items(TransactItems=writes)
    except ClientError as error:
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        reasons: Any = dict(error.response).get("CancellationReasons") or []
        codes = {reason.get("Code", "None") for reason in reasons} - {"None"}
        if codes & _LOST:
            raise Conflict("another door was first; read the brand again") from error
        raise StorageBusy(f"a transaction was cancelled: {', '.join(sorted(codes))}") from error


def _memory(item: Item, brand_id: str) -> Memory:
    opened, _, name = item["open"]["S"].partition("#") if "open" in item else ("", "", "")
    return Memory(
        state=_state(item, brand_id),
        lock=Lock(name, int(opened)) if name else None,
        shut_ms=int(item["shut"]["N"]) if "shut" in item else -1,
        version=int(item["version"]["N"]) if "version" in item else 0,
    )


def _state(item: Item, brand_id: str) -> State | None:
    """The stored state; one that cannot be read is learnt again from the counters."""
    if "state" not in item:
        return None
    try:
        return snapshot.read(item["state"]["S"])
    except Poison as error:
        logger.error("baseline unreadable, learning it anew", brand=brand_id, reason=error.message)
        return None


def _baseline(brand_id: str, signal: Signal) -> dict[str, Any]:
    return {"pk": text(f"baseline#{brand_id}"), "sk": text(signal.value)}


def _crisis(brand_id: str) -> dict[str, Any]:
    return {"pk": text(f"crisis#{brand_id}"), "sk": text("current")}
