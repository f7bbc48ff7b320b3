"""Openings and endings of moments in; each stored in one transaction, or not at all.

To open a moment is one transaction: the episode IF none is open, the moment IF absent,
the crisis IF its version is still the one that was read. So an episode has one moment
whichever trigger saw it first, and moments that open at the same instant share one
crisis. If anything fails, nothing is half done: read everything again and decide again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import EpisodeEnd
from functions.detect.storage.states import KEPT_DAYS, baseline_key
from shared.domain.moments.moment import Moment
from shared.runtime.settings import setting
from shared.store import moments
from shared.store.changes.crisis_turn import crisis_key, next_turn
from shared.store.changes.transaction import write_together
from shared.store.dynamodb import expiry, number, text


def open_moments(openings: Sequence[tuple[Signal, Moment]], ongoing: Sequence[Moment], version: int) -> None:
    """Open these moments of one brand, all in one crisis: that of the ongoing ones, or of the first.

    ``version`` is that of the brand's crisis, read before.

    Raises:
        Conflict: another run opened or ended a moment of the brand meanwhile.
    """
    crisis = min(ongoing, key=lambda moment: moment.opened_ms).crisis if ongoing else ""
    for opened_before, (signal, moment) in enumerate(openings):
        crisis = crisis or moment.id
        _open(signal, moment._replace(crisis=crisis), version + opened_before)


def end_episode(brand_id: str, end: EpisodeEnd) -> None:
    """Store the moment as it ended, and close its signal's episode.

    Raises:
        Conflict: the moment or the episode was changed meanwhile.
    """
    table = setting("STATE_TABLE")
    writes: list[dict[str, Any]] = [
        {
            "Update": {
                "TableName": table,
                "Key": baseline_key(brand_id, end.signal),
                "UpdateExpression": "SET shut = :shut, x = :x REMOVE #open",
                "ConditionExpression": "attribute_not_exists(#open) OR contains(#open, :id)",
                "ExpressionAttributeNames": {"#open": "open"},
                "ExpressionAttributeValues": {
                    ":shut": number(end.last_bucket_ms),
                    ":x": expiry(end.last_bucket_ms, KEPT_DAYS),
                    ":id": text(f"#{end.moment_id}"),
                },
            }
        },
        next_turn(brand_id),
    ]
    if end.moment is not None:
        writes.append(_put(end.moment, "version = :expected", {":expected": number(end.moment.version - 1)}))
    write_together(writes)


def resume_episode(signal: Signal, moment: Moment) -> None:
    """Open the episode of a moment that a person reopened, so that it is followed and no other of its kind opens.

    Raises:
        Conflict: another episode of the signal is open.
    """
    write_together(
        [
            {
                "Update": {
                    "TableName": setting("STATE_TABLE"),
                    "Key": baseline_key(moment.brand, signal),
                    "UpdateExpression": "SET #open = :open, x = :x",
                    "ConditionExpression": "attribute_not_exists(#open)",
                    "ExpressionAttributeNames": {"#open": "open"},
                    "ExpressionAttributeValues": {
                        ":open": text(moments.sort_key(moment)),
                        ":x": expiry(moment.updated_ms, KEPT_DAYS),
                    },
                }
            }
        ]
    )


def _open(signal: Signal, moment: Moment, version: int) -> None:
    table = setting("STATE_TABLE")
    write_together(
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
                    "ConditionExpression": "turn = :turn" if version else "attribute_not_exists(turn)",
                    "ExpressionAttributeValues": {
                        ":crisis": text(moment.crisis),
                        ":one": number(1),
                        **({":turn": number(version)} if version else {}),
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
