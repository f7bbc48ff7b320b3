"""Several writes at once or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.errors import Conflict, StorageBusy
from shared.store.dynamodb import dynamodb

MAX_WRITES = 100
"""Writes of one transaction (Amazon DynamoDB, TransactWriteItems)."""

_CONFLICTS = {"ConditionalCheckFailed", "TransactionConflict"}


def write_together(writes: Sequence[Any]) -> None:
    """Do all these writes, or none.

    Raises:
        Conflict: a condition does not hold, or somebody writes one of the items at the same time.
        StorageBusy: the tables cannot take it now.
    """
    try:
        dynamodb().transact_write_items(TransactItems=writes)
    except ClientError as error:
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        reasons: Any = dict(error.response).get("CancellationReasons") or []
        codes = {reason.get("Code", "None") for reason in reasons} - {"None"}
        if codes & _CONFLICTS:
            raise Conflict("somebody else was first; read it again") from error
        raise StorageBusy(f"a transaction was cancelled: {', '.join(sorted(codes))}") from error
