"""Logins of feeds: only their host gets them, and no log shows them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from shared.channels.request import Request, Response
from shared.domain.brand import Query
from tests.integration.ingest_stage import Web, statuses, stored, watch
from tests.unit.shared.channels.fake_channels import START_MS, FakeFeed

pytestmark = pytest.mark.usefixtures("aws")


@pytest.mark.parametrize(("login", "heard"), [("ana:hunter2", 1), ("ana:wrong", 0), (None, 0)])
def test_a_feed_that_asks_for_a_login_gets_that_of_its_host(
    run: Callable[..., dict[str, Any]], caplog: pytest.LogCaptureFixture, login: str | None, heard: int
) -> None:
    """From a secret; nobody else gets it, and what is wrong says where it belongs."""
    watch("rss", *(Query(f"https://{host}.example/rss", every=True) for host in ("closed", "open")))
    if login:
        boto3.client("secretsmanager").create_secret(
            Name="test/channels/rss", SecretString=json.dumps({"closed.example": login})
        )
    closed, sent = FakeFeed(), list[Request]()
    web = Web(closed=closed, open=FakeFeed())
    closed.post()

    def fetch(request: Request) -> Response:
        sent.append(request)
        if "closed" in request.url and request.headers.get("Authorization") != "Basic YW5hOmh1bnRlcjI=":
            return Response(401, {"www-authenticate": "Basic"}, b"")
        return web(request)

    run("rss", fetch, START_MS)
    assert len(stored()) == heard
    assert all(request.private for request in sent if "Authorization" in request.headers)
    assert all("closed" in request.url for request in sent if "Authorization" in request.headers)
    errors = [polled.error for polled in statuses() if "closed" in polled.query]
    assert all("<stack>/channels/rss" in error for error in errors) if not heard else errors == [""]
    assert "hunter2" not in caplog.text + json.dumps(errors)


def test_a_password_in_an_address_that_an_earlier_version_stored_is_not_logged(
    run: Callable[..., dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    watch("rss", "https://ana:hunter2@feed.example/rss?token=a1b2c3")
    source = FakeFeed()
    run("rss", source, START_MS)
    assert source.asked == []
    (polled,) = statuses()
    assert "<stack>/channels/rss" in polled.error
    assert not any(secret in caplog.text + polled.error for secret in ("hunter2", "a1b2c3"))
