"""What people change about the moments of a brand: all of it stored at once, or nothing.

Each moment is written on condition that its stored version is the one that was read. So of
two who act at the same time one is first, and a crisis of five moments is never half acknowledged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from shared.domain.errors import Conflict, IllegalTransition
from shared.domain.moments.moment import Moment
from shared.runtime.settings import setting
from shared.store.changes.crisis_turn import next_turn
from shared.store.changes.transaction import MAX_WRITES, write_together
from shared.store.dynamodb import number
from shared.store.moments import put_change, to_item

MAX_MOMENTS = MAX_WRITES - 2
"""The turn of the crisis and one more write may go with them."""


class MomentChange(NamedTuple):
    """A moment as it was read, and its next version."""

    before: Moment
    after: Moment

    @property
    def starts_again(self) -> bool:
        """Whether it is ongoing again."""
        return self.after.status.ongoing and not self.before.status.ongoing

    @property
    def ends(self) -> bool:
        """Whether it is over now."""
        return self.before.status.ongoing and not self.after.status.ongoing


def store_changes(
    changes: Sequence[MomentChange], turn: int | None = None, writes: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Store these changes of one brand's moments; ``turn`` is that of its crisis, read before, where one is reopened.

    ``writes`` are others that belong to them: all are stored, or none.

    Raises:
        Conflict: somebody changed one of the moments since it was read, or the condition of another write
            does not hold; read and decide again.
        IllegalTransition: they are too many for one write.
    """
    if not changes and not writes:
        return
    if len(changes) > MAX_MOMENTS:
        raise IllegalTransition(f"the crisis has more than {MAX_MOMENTS} moments; change them one by one")
    together = [*writes, *(_put(change) for change in changes)]
    if any(change.starts_again for change in changes):
        together.append(next_turn(changes[0].before.brand, turn))
    elif any(change.ends for change in changes):
        together.append(next_turn(changes[0].before.brand))
    if len(together) == 1 and not writes:
        _put_one(changes[0])
    else:
        write_together(together)


def _put_one(change: MomentChange) -> None:
    """A single write costs half of a transaction."""
    try:
        put_change(change.after, change.before.version)
    except ClientError as error:
        if error.response["Error"]["Code"] != "TransactionConflictException":
            raise
        raise Conflict(f"moment {change.before.id!r} is being changed", field="id") from error


def _put(change: MomentChange) -> dict[str, Any]:
    return {
        "Put": {
            "TableName": setting("MOMENTS_TABLE"),
            "Item": to_item(change.after),
            "ConditionExpression": "version = :expected",
            "ExpressionAttributeValues": {":expected": number(change.before.version)},
        }
    }
