"""The person on call of the demo: is woken by the first page, and acknowledges its crisis."""

from __future__ import annotations

import json
from typing import Any

from infra.cli.api_client import Api
from infra.local.emulator.inbox import Message
from infra.local.stack import Stack
from infra.scenario.deliveries import BRAND
from shared.domain.errors import ForeshockError

NAME = "Ana"
KEY = "demo"


class OnCallPerson:
    """Acknowledges once, by the scenario's clock; ``crisis`` is what was acknowledged, empty before."""

    def __init__(self, stack: Stack, api: Api) -> None:
        self.crisis = ""
        self._stack = stack
        self._api = api

    def answer(self, messages: list[Message], now_ms: int) -> bool:
        """Acknowledge if a page has come and nothing was acknowledged before; whether it was done now."""
        paged = any(message.attributes.get("level") == "page" for message in messages)
        if self.crisis or not paged:
            return False
        crisis = self._api.get("/crises", brand=BRAND)["crises"][0]["id"]
        answer = self._stack.invoke("RespondFunction", acknowledgement(crisis, now_ms))
        if answer["statusCode"] != 200:  # noqa: PLR2004 - OK
            raise ForeshockError(f"the acknowledgement was answered {answer['statusCode']}: {answer.get('body')}")
        self.crisis = crisis
        return True


def acknowledgement(crisis: str, now_ms: int) -> dict[str, Any]:
    """The event of POST /crises/{id}/ack at ``now_ms``, as API Gateway sends it for a key with the role act."""
    path = f"/crises/{crisis}/ack"
    return {
        "resource": "/crises/{id}/ack",
        "path": path,
        "httpMethod": "POST",
        "headers": {"content-type": "application/json"},
        "multiValueHeaders": {"content-type": ["application/json"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"id": crisis},
        "body": json.dumps({"by": NAME}),
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
