"""What channels spent today, in the state table: the limit holds over runs, and before a request is made."""

from __future__ import annotations

from typing import NamedTuple

from botocore.exceptions import ClientError

from shared.domain.time import iso
from shared.runtime.settings import setting
from shared.store.dynamodb import condition_failed, dynamodb, expiry, number, text

KEPT_DAYS = 40


class DailyPurse(NamedTuple):
    """The units that a channel may spend on the day of ``now_ms`` (UTC)."""

    channel: str
    limit: int
    now_ms: int

    def left(self) -> int:
        """The units that are left."""
        return max(0, self.limit - self._spent())

    def take(self, units: int) -> int:
        """Take at most ``units``; how many there were."""
        for _ in range(3):
            granted = min(units, self.left())
            if not granted or self._add(granted, self.limit - granted):
                return granted
        return 0  # others spend faster than we can look: the next run tries again

    def give_back(self, units: int) -> None:
        """Put back what was not spent."""
        if units:
            self._add(-units, self.limit)

    def _spent(self) -> int:
        item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=self._key(), ConsistentRead=True).get("Item")
        return int(item["units"]["N"]) if item else 0

    def _add(self, units: int, most_before: int) -> bool:
        """Whether the sum was not above ``most_before``, so that ``units`` were added."""
        try:
            dynamodb().update_item(
                TableName=setting("STATE_TABLE"),
                Key=self._key(),
                UpdateExpression="ADD #units :units SET x = :expiry",
                ConditionExpression="attribute_not_exists(#units) OR #units <= :most",
                ExpressionAttributeNames={"#units": "units"},
                ExpressionAttributeValues={
                    ":units": number(units),
                    ":most": number(most_before),
                    ":expiry": expiry(self.now_ms, KEPT_DAYS),
                },
            )
        except ClientError as error:
            if condition_failed(error) is None:
                raise
            return False
        return True

    def _key(self) -> dict[str, dict[str, str]]:
        return {"pk": text(f"spent#{self.channel}"), "sk": text(iso(self.now_ms)[:10])}
