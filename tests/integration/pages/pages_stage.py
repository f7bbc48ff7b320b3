"""Browsers of people who are signed in, or who are not, and what is stored for their pages."""

from __future__ import annotations

from typing import Any

import pytest

from functions.respond.subscribing import topics
from shared.domain.people.role import Role
from shared.domain.people.subscription import Topic
from shared.domain.time import MINUTE_MS
from shared.sign_in.session import COOKIE, SESSION_MS, Session, cookie_of
from shared.sign_in.visitor import session_key
from shared.store.people import subscribers
from tests.browser import Browser
from tests.unit.notify.examples import START

NOW_MS = START + 20 * MINUTE_MS
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>&lt;b&gt;"


def signed_in(who: str = "ana", *, kind: str = "person", since: str = str(START), until_ms: int = 0) -> Browser:
    session = Session(kind, who, since, "nonce", until_ms or NOW_MS + SESSION_MS)
    name, _, value = cookie_of(session, session_key()).partition(";")[0].partition("=")
    return Browser(NOW_MS, {name: value})


def as_role(role: Role) -> Browser:
    stored = subscribers.get("ana")
    subscribers.put(stored._replace(subscriber=stored.subscriber._replace(role=role)), stored.subscriber.version)
    return signed_in()


def attempts() -> dict[str, Browser]:
    """Browsers that must see nothing."""
    good = signed_in().cookies[COOKIE]
    payload, _, signature = good.partition(".")
    return {
        "without a cookie": Browser(NOW_MS),
        "an empty cookie": Browser(NOW_MS, {COOKIE: ""}),
        "junk": Browser(NOW_MS, {COOKIE: "x.y"}),
        "no signature": Browser(NOW_MS, {COOKIE: payload}),
        "another payload": Browser(NOW_MS, {COOKIE: f"{payload[:-6]}AAAAAA.{signature}"}),
        "another signature": Browser(NOW_MS, {COOKIE: f"{payload}.{signature[::-1]}"}),
        "over": signed_in(until_ms=NOW_MS),
        "a removed person": signed_in("ben"),
        "an earlier person of this id": signed_in(since="1"),
        "a key that was replaced": signed_in("old-key", kind="key", since=""),
    }


def mailed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Topic, str, Any]]:
    sent: list[tuple[Topic, str, Any]] = []
    monkeypatch.setattr(topics, "publish", lambda topic, _, text, attributes: sent.append((topic, text, attributes)))
    return sent
