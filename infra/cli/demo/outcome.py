"""What the scenario led to, and whether it is what must come of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.cli.demo.player import Player
from infra.local.emulator.inbox import Message
from infra.local.stack import Stack
from infra.scenario.deliveries import BRAND, Delivery, expected
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, bucket_of, iso

PAGE, ALERT = "page", "alert"
"""Values of the message attribute ``level``: who is told."""


DROPPED_WITHIN_S = 30.0
"""How long the dropped files may take from the bucket to the counters."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Verdicts of the intake, what the API answers, and what people received.

    ``expected`` are the verdicts the scenario was written for; ``counted`` is the sum
    of the whole pulse, ``pulse`` its last hours in steps of five minutes, ``worst`` the
    gravest moment in full.
    """

    verdicts: Mapping[str, int]
    expected: Mapping[str, int]
    counted: int
    dead_letters: int
    pulse: Mapping[str, Any]
    moments: list[Mapping[str, Any]]
    worst: Mapping[str, Any]
    letters: list[Message]
    seconds: float

    def told(self, level: str, *, over: bool) -> list[Message]:
        """The messages to an audience: those that it is over, or all others."""
        return [
            letter
            for letter in self.letters
            if letter.attributes.get("level") == level and (letter.attributes.get("status") == "resolved") is over
        ]

    def kinds(self) -> dict[str, int]:
        """How many moments of each kind there were."""
        return dict(Counter(str(moment["kind"]) for moment in self.moments))

    def summary(self) -> dict[str, Any]:
        """The figures, ready for JSON."""
        return {
            "mentions": self.verdicts.get("accepted", 0),
            "counted": self.counted,
            "duplicates": self.verdicts.get("duplicate", 0),
            "rejected": self.verdicts.get("rejected", 0),
            "moments": len(self.moments),
            "kinds": self.kinds(),
            "pages": len(self.told(PAGE, over=False)),
            "alerts": len(self.told(ALERT, over=False)),
            "recoveries": len(self.told(PAGE, over=True)),
            "dead_letters": self.dead_letters,
            "seconds": round(self.seconds, 1),
            "messages": [letter.as_dict() for letter in self.letters],
            "broken": self.broken(),
        }

    def broken(self) -> list[str]:
        """What should have been otherwise, in words; empty when all is well."""
        promises = {
            f"{self.counted} mentions were counted, {self.verdicts.get('accepted', 0)} were accepted": self.counted
            == self.verdicts.get("accepted", 0),
            f"the verdicts were {dict(self.verdicts)}, not {dict(self.expected)}": dict(self.verdicts)
            == dict(self.expected),
            f"moments of each kind: {self.kinds()}, not one": bool(self.moments) and set(self.kinds().values()) == {1},
            f"{self.dead_letters} records could not be processed": self.dead_letters == 0,
            "a moment is still open": all(moment["status"] == "resolved" for moment in self.moments),
            _times("pages", self.told(PAGE, over=False)): len(self.told(PAGE, over=False)) == 1,
            _times("all-clears by page", self.told(PAGE, over=True)): len(self.told(PAGE, over=True)) == 1,
            _times("all-clears by mail", self.told(ALERT, over=True)): len(self.told(ALERT, over=True)) == 1,
        }
        return [promise for promise, kept in promises.items() if not kept]


def _times(what: str, letters: list[Message]) -> str:
    return f"{len(letters)} {what}, not one"


def outcome_of(player: Player, stack: Stack, told: Sequence[Delivery], began: float) -> Outcome:
    """Ask the API what it knows, as any client would, and the inbox what was received."""
    counted, explained = _settled(player)
    moments = player.api.get("/moments", brand=BRAND)["moments"]
    wanted = expected(told)
    return Outcome(
        verdicts={**player.verdicts, "rejected": player.verdicts["rejected"] + explained},
        expected=wanted | {"rejected": wanted["rejected"] + 1},
        counted=counted,
        dead_letters=player.dead_letters(),
        pulse=_latest(player),
        moments=moments,
        worst=_worst(player, moments),
        letters=stack.inbox.messages(),
        seconds=time.monotonic() - began,
    )


def _worst(player: Player, moments: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    ranked = sorted(moments, key=lambda moment: (moment["severity"], moment["opened_at"]))
    found: Mapping[str, Any] = player.api.get(f"/moments/{ranked[0]['id']}") if ranked else {}
    return found


def _latest(player: Player) -> Mapping[str, Any]:
    now_ms = _now_ms()
    span = {"since": iso(bucket_of(now_ms) - 4 * HOUR_MS), "until": iso(now_ms), "step": "5m"}
    latest: Mapping[str, Any] = player.api.get(f"/brands/{BRAND}/pulse", **span)
    return latest


def _settled(player: Player) -> tuple[int, int]:
    """What was counted, and how many dropped lines were refused, once the dropped files are through."""
    deadline = time.monotonic() + DROPPED_WITHIN_S
    while True:
        counted, explained = _counted(player), player.explained()
        if (counted >= player.verdicts["accepted"] and explained) or time.monotonic() > deadline:
            return counted, explained
        time.sleep(0.3)


def _counted(player: Player) -> int:
    """The sum of the whole pulse."""
    span = {"since": iso(player.start_ms - DAY_MS), "until": iso(_now_ms() + MINUTE_MS), "step": "1h"}
    return int(player.api.get(f"/brands/{BRAND}/pulse", **span)["totals"]["mentions"])


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
