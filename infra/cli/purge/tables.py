"""Deletes items of a table by their keys, in batches."""

from __future__ import annotations

from collections.abc import Iterable

import boto3

from shared.store.dynamodb import query_all, text


def delete_keys(table: str, keys: Iterable[tuple[str, str]]) -> int:
    """Delete the items with these partition and sort keys; how many keys there were."""
    count = 0
    with boto3.resource("dynamodb").Table(table).batch_writer() as batch:
        for count, (pk, sk) in enumerate(keys, 1):  # noqa: B007 - the last number is the count
            batch.delete_item(Key={"pk": pk, "sk": sk})
    return count


def delete_partition(table: str, partition: str) -> int:
    """Delete all items of a partition; how many there were."""
    items = query_all(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(partition)},
        ProjectionExpression="pk, sk",
    )
    return delete_keys(table, ((item["pk"]["S"], item["sk"]["S"]) for item in items))
