"""Plays a drill minute by minute: pushes its posts, tells its injects, and stops when the API says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from urllib.parse import quote

from infra.cli.api_client import Api
from infra.cli.push_client import push
from infra.scenario.cases.case import Case
from infra.scenario.cases.injects import Inject, due
from infra.scenario.cases.replay import Play, Posted, minutes, posts
from shared.domain.drill import MARK
from shared.domain.errors import ForeshockError
from shared.domain.time import MINUTE_MS, SECOND_MS, iso

PLAYED = "played to its end"


@dataclass
class Player:
    """Plays one drill for the stand-in that the API made; ``tell`` prints a line, ``pause`` sleeps for seconds.

    ``clock`` is the time in epoch milliseconds.
    """

    api: Api
    secret: str
    drill: Mapping[str, Any]
    by: str
    clock: Callable[[], int]
    pause: Callable[[float], None]
    tell: Callable[[str], None]
    sent: int = field(default=0, init=False)

    def play(self, case: Case, rate: float) -> str:
        """Play all of it; why it ended."""
        name = str(self.drill["name"]).removeprefix(f"{MARK} ")
        how = Play(name, rate, float(self.drill["speed"]), 0, MARK)
        length = minutes(case, how.speed)
        by_minute = {minute: list(found) for minute, found in groupby(posts(case, how), key=lambda post: post.minute)}
        began_ms = self.clock()
        for minute in range(length):
            end_ms = began_ms + (minute + 1) * MINUTE_MS
            self.pause(max(0.0, (end_ms - self.clock()) / SECOND_MS))
            if stop := self.api.get(self._path)["must_stop"]:
                return str(stop)
            self._push(by_minute.get(minute, []), end_ms)
            for inject in due(minute, length):
                self._inject(inject)
        return PLAYED

    def end(self, why: str) -> Mapping[str, Any]:
        """Close what the drill has opened, delete the stand-in, and return the score card."""
        for crisis in self._crises():
            try:
                self.api.post(f"/crises/{quote(crisis)}/resolve", self._as({"note": f"End of the drill: {why}"[:500]}))
            except ForeshockError as error:  # somebody was quicker, or changes it now
                self.tell(f"{MARK} {crisis}: {error}")
        ended: Mapping[str, Any] = self.api.post(f"{self._path}/end", {"by": self.by, "why": why[:100]})
        return ended

    def _push(self, found: list[Posted], end_ms: int) -> None:
        if not found:
            return
        step = MINUTE_MS // len(found)
        items = [
            {"brand": self.drill["id"], "published_at": iso(end_ms - MINUTE_MS + place * step), **post.item}
            for place, post in enumerate(found)
        ]
        for start in range(0, len(items), 500):
            key = f"{self.drill['id']}-{found[0].minute}-{start}"
            part = items[start : start + 500]
            answer = self.api.post_mentions(push(part, secret=self.secret, key=key, at_ms=self.clock()))
            self.sent += int(answer["accepted"])

    def _inject(self, inject: Inject) -> None:
        """Print it for whoever leads the drill, and write it on the timeline for everybody."""
        words = f"{MARK} {inject.who} {inject.text}"
        self.tell(words)
        for crisis in self._crises():
            self.api.post(f"/moments/{quote(crisis)}/note", self._as({"note": words}))

    def _crises(self) -> list[str]:
        found = self.api.get("/crises", brand=self.drill["id"])["crises"]
        return [crisis["id"] for crisis in found if crisis["ended_at"] is None]

    def _as(self, body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "by": self.by, "via": "cli"}

    @property
    def _path(self) -> str:
        return f"/drills/{quote(str(self.drill['id']))}"
