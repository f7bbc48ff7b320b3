"""The handler of ingest, called as the scheduler calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.ingest import handler
from shared.domain.time import iso
from shared.store.dynamodb import dynamodb
from tests.lambda_context import Context


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """A run of the handler at a fake channel's time, or the one given."""
    bases = {"hackernews": "https://hn.example", "mastodon": "https://social.example"}
    monkeypatch.setenv("CHANNEL_BASE_URLS", json.dumps(bases))

    def run(channel: str, fetch: Any, now_ms: int | None = None, context: Context | None = None) -> dict[str, Any]:
        monkeypatch.setattr(handler, "_client", lambda: fetch)
        at_ms = fetch.now_ms if now_ms is None else now_ms
        done: dict[str, Any] = handler.handler({"channel": channel, "time": iso(at_ms)}, context or Context())
        return done

    return run


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The partitions of the items that are put, one after another."""
    found, client = list[str](), dynamodb()
    put = client.put_item

    def counting(**request: Any) -> Any:
        found.append(request["Item"]["pk"]["S"])
        return put(**request)

    monkeypatch.setattr(client, "put_item", counting)
    return found
