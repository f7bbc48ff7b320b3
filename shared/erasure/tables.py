"""Deletes items of a table by their keys."""

from __future__ import annotations

from collections.abc import Iterable

from shared.store.dynamodb import delete_all, query_all, text


def delete_keys(table: str, keys: Iterable[tuple[str, str]]) -> int:
    """Delete the items with these partition and sort keys; how many keys there were.

    Raises:
        StorageBusy: DynamoDB kept refusing; repeat the whole.
    """
    return delete_all(table, ({"pk": text(pk), "sk": text(sk)} for pk, sk in keys))


def delete_partition(table: str, partition: str) -> int:
    """Delete all items of a partition; how many there were.

    Raises:
        StorageBusy: DynamoDB kept refusing; repeat the whole.
    """
    items = query_all(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(partition)},
        ProjectionExpression="pk, sk",
    )
    return delete_keys(table, ((item["pk"]["S"], item["sk"]["S"]) for item in items))
