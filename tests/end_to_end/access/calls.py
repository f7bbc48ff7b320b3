"""Calls of a stack as clients, browsers and the scheduler make them, and what is written down of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import urllib3

from infra.local.stack import Stack
from shared.domain.time import iso
from tests.end_to_end.access.audit import Audit
from tests.unit.shared.channels.fake_channels import FakeFeed, FakeHackerNews, FakeMastodon
from tests.unit.shared.channels.fake_networks import FakeX

FAKES = {"hackernews": FakeHackerNews, "mastodon": FakeMastodon, "rss": FakeFeed, "x": FakeX}


@dataclass
class Exercised:
    """A stack whose code paths were all used, with its audit trail."""

    stack: Stack
    audit: Audit
    status: dict[str, int] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)


def tick(stack: Stack, now_ms: int) -> None:
    for function in ("DetectFunction", "NotifyFunction"):
        stack.invoke(function, {"trigger": "tick", "time": iso(now_ms)})
        stack.drain()


def text_of(value: str) -> dict[str, str]:
    return {"S": value}


def form(stack: Stack, path: str, headers: dict[str, str], **fields: str) -> Any:
    headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    return urllib3.request(
        "POST", stack.api_url + path, body=urlencode(fields), headers=headers, timeout=60.0, redirect=False
    )


def page_status(stack: Stack, page: str, cookie: str) -> int:
    address = f"{stack.api_url}/pages/{page}"
    return urllib3.request("GET", address, headers={"Cookie": cookie}, timeout=60.0, redirect=False).status


def call(stack: Stack, method: str, path: str, **body: object) -> int:
    options: dict[str, Any] = {"headers": {"x-api-key": stack.api_key}} | ({"json": body} if body else {})
    return urllib3.request(method, stack.api_url + path, timeout=60.0, retries=False, **options).status
