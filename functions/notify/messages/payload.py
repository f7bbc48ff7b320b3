"""A ready payload for an HTTP receiver as a message for the bus, from where a rule forwards it.

The event's detail is the payload itself, under ``body``; beside it stands the id by
which a receiver recognizes a repetition. An API destination takes at most 64 KB
(EventBridge API reference, ConnectionBodyParameter).
"""

from __future__ import annotations

import json
from typing import Any

from functions.notify.messages.message import Message
from shared.domain.time import iso

DETAIL_TYPE = "Payload for {receiver}"


def payload_message(receiver: str, body: Any, at_ms: int) -> Message:
    """The message that carries ``body`` to a receiver; its detail type names the receiver."""
    detail = json.dumps({"body": body}, ensure_ascii=False, separators=(",", ":"))
    text = detail.encode("utf-8", "replace").decode()  # a lone surrogate would be refused
    return Message(receiver, text, DETAIL_TYPE.format(receiver=receiver), {"time": iso(at_ms)})
