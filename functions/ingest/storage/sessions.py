"""What a channel's server gave for credentials, in the state table: a sign-in may be allowed only a few times a day."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from shared.channels.access import Credentials, Session
from shared.domain.text import digest
from shared.runtime.settings import setting
from shared.store.dynamodb import dynamodb, expiry, text

DAYS = 60
"""How long a session is kept that nobody uses; no refresh token lasts longer."""


def load(channel: str, credentials: Credentials) -> Session:
    """The session that these credentials have; empty where there is none."""
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=_key(channel, credentials)).get("Item")
    found = json.loads(item["session"]["S"]) if item else {}
    return {str(name): str(value) for name, value in found.items()}


def keeper(channel: str, credentials: Credentials) -> Callable[[Session], None]:
    """What keeps a new session of these credentials."""

    def keep(session: Session) -> None:
        until = expiry(time.time_ns() // 1_000_000, DAYS)
        item = {**_key(channel, credentials), "session": text(json.dumps(dict(session))), "x": until}
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item)

    return keep


def _key(channel: str, credentials: Credentials) -> dict[str, dict[str, str]]:
    """Other credentials have another session, so that a rotation takes effect at once."""
    return {"pk": text(f"session#{channel}"), "sk": text(digest(json.dumps(dict(credentials), sort_keys=True)))}
