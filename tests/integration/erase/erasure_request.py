"""Erasures asked for through the API, and the function that does them called by its schedule."""

from __future__ import annotations

from typing import Any

from functions.erase.run import proceed
from shared.domain.erasure import Erasure
from shared.domain.time import DAY_MS
from tests.api_client import Answer, ask
from tests.integration.erase.erasure_stage import NOW_MS

ANA = {"brand": "acme", "author": "@ana@a.example", "by": "dora"}
LATER_MS = NOW_MS + DAY_MS
PLENTY = 900_000


class Stage:
    """The function that erases, with a clock of its own; ``again`` and ``told`` are what it asked for and said."""

    def __init__(self) -> None:
        self.now_ms, self.remaining_ms = NOW_MS, [PLENTY]
        self.called: list[str] = []
        self.again: list[tuple[str, int]] = []
        self.told: list[str] = []

    def call(self, erasure_id: str = "") -> Erasure:
        return proceed(
            erasure_id or self.called[-1],
            lambda: self.now_ms,
            lambda: self.remaining_ms.pop() if len(self.remaining_ms) > 1 else self.remaining_ms[0],
            lambda name, at_ms: self.again.append((name, at_ms)),
            lambda erasure, what: self.told.append(f"{erasure.id} {what}"),
        )

    def announced(self) -> list[str]:
        return [line.rpartition(" ")[2] for line in self.told]


def post(body: dict[str, Any], **options: Any) -> Answer:
    return ask("POST", "/erasures", body=body, now_ms=options.pop("now_ms", NOW_MS), **options)


def get(erasure_id: str) -> Any:
    return ask("GET", f"/erasures/{erasure_id}").json
