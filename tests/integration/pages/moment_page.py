"""The page of a moment, behind the link in a message, and what is stored for it."""

from __future__ import annotations

from typing import Any

from shared.domain.moments.moment import Moment
from shared.domain.time import MINUTE_MS
from shared.links.page_link import Scope, link_token, new_link
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.store.counters import counts
from shared.store.dynamodb import dynamodb, number
from tests.api_client import Answer, ask
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START

NOW = START + 12 * MINUTE_MS


def put(moment: Moment) -> str:
    """Store a moment and return its token."""
    put_moment(moment)
    return token_of(moment.id)


def token_of(moment_id: str, scope: Scope = Scope.READ) -> str:
    """A link of the time at which the moment began."""
    return link_token(new_link(moment_id, scope, 1, START), internal_key("link"))


def count(minute_ms: int, mentions: int, negative: int) -> None:
    """Store a counter as enrich does."""
    sums = {"n": mentions, "sc": mentions, "ng": negative, "seen": minute_ms}
    item = counts.counter_key("acme", minute_ms, "0") | {name: number(value) for name, value in sums.items()}
    dynamodb().put_item(TableName=setting("COUNTS_TABLE"), Item=item)


def page(token: str, now_ms: int = NOW, **more: Any) -> Answer:
    return ask("GET", f"/m/{token}", now_ms=now_ms, **more)
