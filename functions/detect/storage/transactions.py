"""How openings and endings are made to hold: all of one at once, or nothing of it.

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

from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import EpisodeEnd
from functions.detect.storage.states import KEPT_DAYS, baseline_key, crisis_key
from shared.domain.errors import Conflict, StorageBusy
from shared.domain.moment import Moment
from shared.runtime.settings import setting
from shared.store import moments
from shared.store.dynamodb import dynamodb, expiry, number, text

_LOST = {"ConditionalCheckFailed", "TransactionConflict"}


def open_moments(openings: Sequence[tuple[Signal, Moment]], ongoing: Sequence[Moment], turn: int) -> None:
    """Open these moments of one brand, all of one crisis: that of those ongoing, or of the first.

    Raises:
        Conflict: another door opened or ended something of the brand meanwhile.
    """
    crisis = min(ongoing, key=lambda moment: moment.opened_ms).crisis if ongoing else ""
    for number_before, (signal, moment) in enumerate(openings):
        crisis = crisis or moment.id
        _open(signal, replace(moment, crisis=crisis), turn + number_before)


def end_episode(brand_id: str, release: EpisodeEnd) -> None:
    """End the moment, free its signal's lock and note where the episode ended, all at once.

    Raises:
        Conflict: the moment or the lock was changed meanwhile.
    """
    table = setting("STATE_TABLE")
    writes: list[dict[str, Any]] = [
        {
            "Update": {
                "TableName": table,
                "Key": baseline_key(brand_id, release.signal),
                "UpdateExpression": "SET shut = :shut, x = :x REMOVE #open",
                "ConditionExpression": "attribute_not_exists(#open) OR contains(#open, :id)",
                "ExpressionAttributeNames": {"#open": "open"},
                "ExpressionAttributeValues": {
                    ":shut": number(release.last_bucket_ms),
                    ":x": expiry(release.last_bucket_ms, KEPT_DAYS),
                    ":id": text(f"#{release.moment_id}"),
                },
            }
        },
        {
            "Update": {
                "TableName": table,
                "Key": crisis_key(brand_id),
                "UpdateExpression": "ADD turn :one",
                "ExpressionAttributeValues": {":one": number(1)},
            }
        },
    ]
    if release.moment is not None:
        writes.append(_put(release.moment, "version = :expected", {":expected": number(release.moment.version - 1)}))
    _transact(writes)


def _open(signal: Signal, moment: Moment, turn: int) -> None:
    table = setting("STATE_TABLE")
    _transact(
        [
            {
                "Update": {
                    "TableName": table,
                    "Key": baseline_key(moment.brand, signal),
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
                    "Key": crisis_key(moment.brand),
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
