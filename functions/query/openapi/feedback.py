"""The part of the document that describes POST /status/{brand}/feedback, which another function answers."""

from __future__ import annotations

from typing import Any

from shared.domain.brand import SLUG
from shared.domain.response.feedback import MAX_TEXT, PER_ADDRESS, PER_PAGE


def feedback_operation() -> dict[str, Any]:
    """The operation without its errors."""
    form = {
        "type": "object",
        "required": ["crisis", "helped"],
        "properties": {
            "crisis": {"type": "string", "pattern": "^[0-9a-zA-Z_-]{1,64}$", "description": "From the form"},
            "helped": {"type": "string", "enum": ["yes", "no"]},
            "text": {"type": "string", "maxLength": MAX_TEXT, "description": "Plain text, without HTML"},
        },
    }
    return {
        "operationId": "sendFeedback",
        "summary": "Answer whether a public page helped",
        "description": "The form of the page, sent by a browser; no API key is needed. A text becomes a mention of the "
        "channel `feedback` without an author; GET /crises/{id} has the sums. In an hour "
        f"{PER_ADDRESS} answers of one address are taken and {PER_PAGE} of all.",
        "tags": ["crises"],
        "security": [],
        "parameters": [
            {
                "name": "brand",
                "in": "path",
                "required": True,
                "description": "Id of the brand",
                "schema": {"type": "string", "pattern": f"^(?:{SLUG.pattern})$"},
            }
        ],
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}},
        "responses": {},
    }
