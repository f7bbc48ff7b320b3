"""Buttons of a page of a moment, found on it and pressed."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from shared.domain.moments.moment import Moment, Transition
from shared.domain.time import MINUTE_MS
from shared.links.page_link import Scope, link_token, new_link
from shared.runtime.secrets import internal_key
from shared.store import moments
from tests.api_client import Answer, ask
from tests.unit.notify.examples import START

NOW = START + 10 * MINUTE_MS


def page(moment: Moment, now_ms: int = NOW, scope: Scope = Scope.ACT) -> Answer:
    token = link_token(new_link(moment.id, scope, 2, START), internal_key("link"))
    return ask("GET", f"/m/{token}", now_ms=now_ms)


def buttons(moment: Moment, now_ms: int = NOW, scope: Scope = Scope.ACT) -> list[str]:
    """The addresses of the forms on the page, as a browser resolves them."""
    return [f"/a/{token}" for token in re.findall(r'action="\.\./a/([^"]+)"', page(moment, now_ms, scope).body)]


def button(moment: Moment, act: str = "ack", now_ms: int = NOW) -> str:
    return next(path for path in buttons(moment, now_ms) if path.startswith(f"/a/{act}."))


def press(path: str, now_ms: int = NOW + MINUTE_MS, **form: str) -> Answer:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask("POST", path, body=urlencode(form), headers=headers, now_ms=now_ms)


def stored(found: list[Moment]) -> list[Moment]:
    return [moments.get(moment.id) for moment in found]


def acknowledgements(found: list[Moment]) -> list[int]:
    return [sum(e.change is Transition.ACKNOWLEDGED for e in moment.timeline) for moment in stored(found)]
