"""The outcome of the demo: what the API and the inbox have at the end, and whether it is as expected."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import urllib3

from infra.cli.demo.agreement import Told, disagreements
from infra.cli.demo.asked_pages import asked_pages
from infra.cli.demo.player import Player
from infra.cli.demo.team import LEADER, SPEAKER
from infra.local.emulator.inbox import Message
from infra.local.stack import Stack
from infra.scenario.deliveries import BRAND, Delivery, expected
from infra.scenario.timeline import STATEMENTS
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, bucket_of, iso

PAGE, ALERT = "page", "alert"
"""Values of the message attribute ``level``."""

DROPPED_WITHIN_S = 30.0
"""The longest time from the drop of a file to its counters."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The intake's results, what the API answers, and the messages.

    ``results`` and ``expected`` are numbers of items: the intake's, and those of the
    scenario. ``counted`` is the sum of the whole pulse, ``pulse`` its last hours in
    steps of a bucket, ``moments`` are all in full and ``worst`` is the most severe. ``told`` is what text, mail,
    page and API say of the crisis once it is over; ``None`` if no all-clear came. ``case`` is
    its case file.
    """

    results: Mapping[str, int]
    expected: Mapping[str, int]
    counted: int
    dead_letters: int
    pulse: Mapping[str, Any]
    moments: list[Mapping[str, Any]]
    worst: Mapping[str, Any]
    messages: list[Message]
    seconds: float
    told: Told | None = None
    case: Mapping[str, Any] | None = None

    def messages_to(self, level: str, *, all_clear: bool) -> list[Message]:
        """The messages of a level: the all-clears, or all others."""
        return [
            message
            for message in self.messages
            if message.attributes.get("level") == level
            and (message.attributes.get("status") == "resolved") is all_clear
        ]

    @property
    def acknowledged(self) -> bool:
        """Whether somebody has acknowledged the worst moment."""
        return any(step["change"] == "acknowledged" for step in self.worst.get("timeline", []))

    @property
    def _asked_pages(self) -> list[str]:
        return asked_pages(moment["timeline"] for moment in self.moments)

    @property
    def _statements(self) -> int:
        return len(self.case["statements"]) if self.case else 0

    def kinds(self) -> dict[str, int]:
        """The number of moments of each kind."""
        return dict(Counter(str(moment["kind"]) for moment in self.moments))

    def summary(self) -> dict[str, Any]:
        """The outcome as JSON values."""
        return {
            "mentions": self.results.get("accepted", 0),
            "counted": self.counted,
            "duplicates": self.results.get("duplicate", 0),
            "rejected": self.results.get("rejected", 0),
            "moments": len(self.moments),
            "kinds": self.kinds(),
            "pages": len(self.messages_to(PAGE, all_clear=False)),
            "pages_asked_for": len(self._asked_pages),
            "alerts": len(self.messages_to(ALERT, all_clear=False)),
            "statements": self._statements,
            "recoveries": len(self.messages_to(PAGE, all_clear=True)),
            "dead_letters": self.dead_letters,
            "seconds": round(self.seconds, 1),
            "messages": [message.as_dict() for message in self.messages],
            "broken": self.failures(),
        }

    def failures(self) -> list[str]:
        """The checks that failed, in words; empty if everything is as expected."""
        accepted = self.results.get("accepted", 0)
        pages = [str(page.attributes["severity"]) for page in self.messages_to(PAGE, all_clear=False)]
        cleared_pages = len(self.messages_to(PAGE, all_clear=True))
        said = len(STATEMENTS)
        cleared_mails = len(self.messages_to(ALERT, all_clear=True))
        checks = {
            f"{self.counted} mentions were counted, {accepted} were accepted": self.counted == accepted,
            f"the intake's results were {dict(self.results)}, not {dict(self.expected)}": self.results == self.expected,
            f"moments of each kind: {self.kinds()}, not one": bool(self.moments) and set(self.kinds().values()) == {1},
            f"{self.dead_letters} records could not be processed": self.dead_letters == 0,
            "a moment is still open": all(moment["status"] == "resolved" for moment in self.moments),
            f"pages of {pages}, not one for each severity, {self._asked_pages}": pages == self._asked_pages != [],
            "nobody has acknowledged the worst moment": self.acknowledged,
            f"{self._statements} statements in the case file, not {said}": self._statements == said,
            f"the case file names {LEADER} or {SPEAKER}": not _named(self.case),
            f"{cleared_pages} all-clears by page, not one": cleared_pages == 1,
            f"{cleared_mails} all-clears by mail, not one": cleared_mails == 1,
        }
        differences = ["nothing was told of a crisis"] if self.told is None else disagreements(self.told)
        return [*(failure for failure, passed in checks.items() if not passed), *differences]


def outcome_of(
    player: Player,
    stack: Stack,
    deliveries: Sequence[Delivery],
    began: float,
    *,
    told: Told | None = None,
    case: Mapping[str, Any] | None = None,
) -> Outcome:
    """Read the outcome from the API, as any client would, and from the inbox."""
    counted, rejected_lines = _settled(player)
    found = player.api.get("/moments", brand=BRAND)["moments"]
    moments = [player.api.get(f"/moments/{moment['id']}") for moment in found]
    wanted = expected(deliveries)
    return Outcome(
        results={**player.results, "rejected": player.results["rejected"] + rejected_lines},
        expected=wanted | {"rejected": wanted["rejected"] + 1},
        counted=counted,
        dead_letters=player.dead_letters(),
        pulse=_latest(player),
        moments=moments,
        worst=min(moments, key=lambda moment: (moment["severity"], moment["opened_at"]), default={}),
        messages=stack.inbox.messages(),
        seconds=time.monotonic() - began,
        told=told,
        case=case,
    )


def case_of(player: Player, crisis: str) -> Mapping[str, Any] | None:
    """The case file of a crisis, as the API has it at the end; ``None`` without a crisis."""
    found: Mapping[str, Any] | None = player.api.get(f"/moments/{crisis}/case") if crisis else None
    return found


def told_so_far(player: Player, stack: Stack) -> Told | None:
    """The all-clears by text and mail, the page behind their link, and the crisis as the API shows it.

    ``None`` before the all-clears came. Later posts of the crisis may still be counted, so
    this is read as soon as they came.
    """
    ended = [message for message in stack.inbox.messages() if message.attributes.get("status") == "resolved"]
    by_level = {str(message.attributes.get("level")): message.text for message in ended}
    link = re.search(r"/m/\S+", by_level.get(PAGE, ""))
    if link is None or ALERT not in by_level:
        return None
    page = urllib3.request("GET", f"{stack.api_url}{link[0]}", timeout=30.0).data.decode()
    crisis = player.api.get("/moments", brand=BRAND)["moments"][0]["crisis"]
    return Told(by_level[PAGE], by_level[ALERT], page, player.api.get(f"/crises/{crisis}"))


def _named(case: Mapping[str, Any] | None) -> bool:
    """Whether a case file has the name of a person who acted."""
    return any(f'"{name}' in json.dumps(case) for name in (LEADER, SPEAKER))


def _latest(player: Player) -> Mapping[str, Any]:
    now_ms = _now_ms()
    span = {"since": iso(bucket_of(now_ms) - 4 * HOUR_MS), "until": iso(now_ms), "step": "5m"}
    latest: Mapping[str, Any] = player.api.get(f"/brands/{BRAND}/pulse", **span)
    return latest


def _settled(player: Player) -> tuple[int, int]:
    """The number of counted mentions and of rejected lines, once the dropped files are processed."""
    deadline = time.monotonic() + DROPPED_WITHIN_S
    while True:
        counted, rejected = _counted(player), player.rejected_lines()
        if (counted >= player.results["accepted"] and rejected) or time.monotonic() > deadline:
            return counted, rejected
        time.sleep(0.3)


def _counted(player: Player) -> int:
    """The sum of the whole pulse."""
    span = {"since": iso(player.start_ms - DAY_MS), "until": iso(_now_ms() + MINUTE_MS), "step": "1h"}
    return int(player.api.get(f"/brands/{BRAND}/pulse", **span)["totals"]["mentions"])


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
