"""GET and POST /hooks/meta in the OpenAPI document; another function answers them."""

from __future__ import annotations

from typing import Any

_CHALLENGE = {
    "hub.mode": "subscribe",
    "hub.verify_token": "The `verify_token` of the secret",
    "hub.challenge": "What is answered",
}


def meta_operations() -> dict[str, Any]:
    """The two operations by method, without the problems that every operation has."""
    text, count = {"type": "string"}, {"type": "integer"}
    return {
        "get": {
            "operationId": "metaChallenge",
            "summary": "Meta asks whether the address is ours",
            "description": "Answers the challenge where the token is that of the secret.",
            "tags": ["hooks"],
            "parameters": [
                {"name": name, "in": "query", "required": True, "description": words, "schema": text}
                for name, words in _CHALLENGE.items()
            ],
            "responses": {"200": {"description": "The challenge", "content": {"text/plain": {"schema": text}}}},
        },
        "post": {
            "operationId": "metaHook",
            "summary": "What was said to the brand's accounts on Instagram, Facebook and Threads",
            "description": "Signed by Meta. An account without a brand is rejected, and the others count.",
            "tags": ["hooks"],
            "parameters": [
                {
                    "name": "X-Hub-Signature-256",
                    "in": "header",
                    "required": True,
                    "description": "`sha256=` and the hexadecimal HMAC-SHA256 of the raw body under the app's secret",
                    "schema": text,
                }
            ],
            "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
            "responses": {
                "200": {
                    "description": "How many changes were accepted, known before and rejected",
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": dict.fromkeys(("accepted", "duplicate", "rejected"), count),
                                "required": ["accepted", "duplicate", "rejected"],
                            }
                        }
                    },
                }
            },
        },
    }
