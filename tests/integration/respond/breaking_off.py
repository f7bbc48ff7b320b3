"""Requests that break off at one of their writes or messages: before it, or killed when it has taken effect."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, NamedTuple

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from moto.dynamodb.models import dynamodb_backends

from tests.api_client import Answer

Request = Callable[[int], Answer]
"""Sends a request at a time."""

READS = ("Get", "Query", "BatchGet", "List", "Check", "Scan")
FAILS, DIES = "fails before", "dies after"
SENDING = {"PutEvents": {"FailedEntryCount": 0}, "Publish": {"MessageId": "1"}, "Invoke": {"StatusCode": 202}}
"""Calls by which a message goes out, and what they answer."""


class Killed(BaseException):
    """The function dies here: no code of its own runs any more."""


class Left(NamedTuple):
    """What a request left: everything stored but for expiry times, and what was sent, each message once."""

    stored: list[str]
    sent: set[str]


class Aws:
    """The AWS of a test, whose calls that change something are counted, and break off where that is asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[str] = []
        self.sent: set[str] = set()
        self.point, self.how = -1, ""
        self._before: dict[str, Any] = {}
        real = BaseClient._make_api_call  # type: ignore[attr-defined]  # a part of botocore without a type

        def call(client: Any, operation: str, arguments: dict[str, Any]) -> Any:
            if operation.startswith(READS):
                return real(client, operation, arguments)
            self.calls.append(operation)
            here = len(self.calls) - 1 == self.point
            if here and self.how == FAILS:
                raise ClientError({"Error": {"Code": "InternalServerError", "Message": ""}}, operation)
            if operation in SENDING:
                self.sent.add(json.dumps(arguments, sort_keys=True))
            answer = SENDING.get(operation) or real(client, operation, arguments)
            if here:
                raise Killed
            return answer

        monkeypatch.setattr(BaseClient, "_make_api_call", call)

    def remember(self) -> None:
        """What is stored now is there before each :meth:`run`."""
        self._before = {name: deepcopy(table.items) for name, table in _tables().items()}

    @contextmanager
    def run(self, point: int = -1, how: str = "") -> Iterator[None]:
        """Break off what happens here first at the call of this number."""
        for name, table in _tables().items():
            table.items = deepcopy(self._before[name])
        self.calls, self.sent, self.point, self.how = [], set(), point, how
        yield

    def left(self) -> Left:
        """What there is now."""
        stored = [
            json.dumps({"table": name} | {key: value.to_json() for key, value in item.attrs.items() if key != "x"})
            for name, table in _tables().items()
            for rows in table.items.values()
            for item in rows.values()
        ]
        return Left(sorted(stored), self.sent)


def _tables() -> dict[str, Any]:
    (of_account,) = dynamodb_backends.values()
    return dict(of_account["eu-west-1"].tables)
