"""The two people of the demo: Ana is woken by each page and leads, Ben speaks for the brand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from infra.cli.api_client import Api
from infra.local.emulator.inbox import Message
from infra.local.stack import Stack
from infra.scenario import timeline
from infra.scenario.deliveries import BRAND
from infra.scenario.texts import lines
from shared.domain.errors import ForeshockError
from shared.domain.moments.moment import Status
from shared.domain.time import MINUTE_MS, iso
from shared.messages.quote import shorten

LEADER, SPEAKER = "Ana", "Ben"
KEY = "demo"
STATEMENT_CHANNEL = "mastodon"


class Team:
    """Acts by the scenario's clock; ``crisis`` is what was acknowledged, empty before."""

    def __init__(self, stack: Stack, api: Api, start_ms: int) -> None:
        self.crisis = ""
        self._pages = 0
        self._stack = stack
        self._api = api
        said = zip(timeline.STATEMENTS, lines("official"), strict=True)
        self._statements = [(start_ms + (minute + 1) * MINUTE_MS, line.text) for minute, line in said]

    def answer(self, messages: list[Message], now_ms: int) -> Iterator[str]:
        """Do what is to be done by now; yields what was done, in words."""
        yield from self._acknowledge(sum(message.attributes.get("level") == "page" for message in messages), now_ms)
        while self.crisis and self._statements and self._statements[0][0] <= now_ms:
            at_ms, text = self._statements.pop(0)
            said = {"text": text, "channel": STATEMENT_CHANNEL, "published_at": iso(at_ms)}
            self._post("moments", "statements", now_ms, by=SPEAKER, **said)
            yield f"{SPEAKER} says in public: {shorten(text, 80)}"

    def _acknowledge(self, pages: int, now_ms: int) -> Iterator[str]:
        """Look at what a new page is about, and take care of it unless that is done or it is over."""
        if pages == self._pages:
            return
        self._pages = pages
        again = " what got worse" if self.crisis else ""
        self.crisis = self.crisis or self._api.get("/crises", brand=BRAND)["crises"][0]["id"]
        moments = self._api.get(f"/crises/{self.crisis}")["moments"]
        if any(moment["status"] == Status.OPEN for moment in moments):
            self._post("crises", "ack", now_ms, by=LEADER)
            yield f"{LEADER} acknowledges{again}; nobody else is paged"

    def _post(self, of: str, what: str, now_ms: int, **body: Any) -> None:
        event = acting_event(f"/{of}/{{id}}/{what}", self.crisis, body, now_ms)
        answer = self._stack.invoke("RespondFunction", event)
        if answer["statusCode"] != 200:  # noqa: PLR2004 - OK
            raise ForeshockError(f"{event['path']} was answered {answer['statusCode']}: {answer.get('body')}")


def acting_event(resource: str, crisis: str, body: dict[str, Any], now_ms: int) -> dict[str, Any]:
    """The event of a POST at ``now_ms``, as API Gateway sends it for a key with the role act."""
    path = re.sub(r"\{id\}", crisis, resource)
    return {
        "resource": resource,
        "path": path,
        "httpMethod": "POST",
        "headers": {"content-type": "application/json"},
        "multiValueHeaders": {"content-type": ["application/json"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"id": crisis},
        "body": json.dumps(body),
        "isBase64Encoded": False,
        "stageVariables": {"ActKeys": KEY},
        "requestContext": {
            "requestTimeEpoch": now_ms,
            "requestId": f"demo-{now_ms}",
            "stage": "v1",
            "path": f"/v1{path}",
            "identity": {"apiKeyId": KEY},
        },
    }
