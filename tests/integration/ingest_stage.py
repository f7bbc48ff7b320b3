"""Scheduled runs of ingest against fake channels, and what they leave in the tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3

from shared.channels import POLLED
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.mentions.mention import Mention
from shared.domain.poll_status import PollStatus
from shared.runtime.heartbeat import PARTITION
from shared.runtime.settings import setting
from shared.store import brands, mentions
from shared.store.collection import poll_statuses
from tests.unit.shared.channels.fake_channels import FakeChannel


class Web:
    """Every host that a run may ask, each a fake channel."""

    def __init__(self, **hosts: FakeChannel) -> None:
        self.hosts = hosts
        self.asked: list[str] = []

    def __call__(self, request: Request) -> Response:
        host = request.url.split("/")[2].split(".")[0]
        self.asked.append(host)
        return self.hosts[host](request)


def watch(channel: str, *queries: Query | str, brand: str = "acme", **more: Any) -> Brand:
    asked = tuple(query if isinstance(query, Query) else Query(query) for query in queries)
    made = Brand(brand, brand.title(), queries={channel: asked}, **more)
    brands.put(made)
    return made


def stored(brand: str = "acme") -> list[Mention]:
    """Every mention of a brand, oldest first."""
    items = boto3.client("dynamodb").scan(TableName=setting("MENTIONS_TABLE"))["Items"]
    items = [item for item in items if item["pk"] != {"S": PARTITION}]
    found = [mentions.from_item(item) for item in items]
    return sorted((m for m in found if m.brand == brand), key=lambda m: (m.published_ms, m.key))


def statuses() -> list[PollStatus]:
    return poll_statuses.load(POLLED)


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


def forget_seen(channel: str) -> None:
    """Lose the keys that a query has seen, and keep its cursor."""
    table = boto3.resource("dynamodb").Table(setting("STATE_TABLE"))
    for item in table.scan()["Items"]:
        if item["pk"] == f"seen#{channel}":
            table.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
        elif item["pk"] == f"cursor#{channel}":
            item.pop("f", None)
            table.put_item(Item=item)


def put_secret(channel: str, value: Any) -> None:
    manager, name = boto3.client("secretsmanager"), f"test/channels/{channel}"
    text = value if isinstance(value, str) else json.dumps(value)
    try:
        manager.create_secret(Name=name, SecretString=text)
    except manager.exceptions.ResourceExistsException:
        manager.put_secret_value(SecretId=name, SecretString=text)
