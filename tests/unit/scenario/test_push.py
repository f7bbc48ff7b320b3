"""A pushed request passes the intake's checks, byte for byte."""

import json
from typing import Any

import pytest

from functions.intake.body import parse_items
from functions.intake.signature import parse_push, verify
from infra.cli.push_client import push
from shared.domain.errors import Unauthorized

NOW_MS = 1_772_373_900_123
ITEMS: list[dict[str, Any]] = [{"id": "1", "text": "half \ud83d"}, {"id": "2", "text": "line\nbreak \x00 ü"}]


@pytest.mark.parametrize("shape", ["array", "object", "ndjson"])
def test_every_body_format_is_read_back_as_the_same_items(shape: str) -> None:
    event = push(ITEMS, secret="s", key="k", at_ms=NOW_MS, shape=shape).event(NOW_MS)
    assert [line.value for line in parse_items(event["body"].encode())] == ITEMS


def test_the_intake_accepts_the_signature() -> None:
    event = push(ITEMS, secret="s", key="k", at_ms=NOW_MS).event(NOW_MS)
    verify(parse_push(event["headers"], event["body"].encode()), [b"s"], event["requestContext"]["requestTimeEpoch"])


def test_another_secret_is_rejected() -> None:
    request = push(ITEMS, secret="other", key="k", at_ms=NOW_MS)
    with pytest.raises(Unauthorized):
        verify(parse_push(request.headers, request.body), [b"s"], NOW_MS)


def test_the_request_is_ascii_so_that_no_proxy_can_change_it() -> None:
    assert push(ITEMS, secret="s", key="k", at_ms=NOW_MS).body.isascii()
    assert json.loads(push(ITEMS, secret="s", key="k", at_ms=NOW_MS).body) == ITEMS
