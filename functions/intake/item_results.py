"""A verdict for every item: accepted, duplicate, or rejected with the field named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from functions.intake.body import Line
from functions.intake.item_schema import parse_item
from shared.domain.brand import Brand
from shared.domain.errors import InvalidInput
from shared.domain.mention import Mention, Post, mention_from_post
from shared.domain.mention_id import public_id_of

PublicationTime = Callable[[Post, str, int], int]
"""Tells when a post was published: its own word, or the time it first arrived."""


class Outcome(StrEnum):
    """What became of an item."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of one item; ``mention`` only where it was not rejected."""

    index: int
    outcome: Outcome
    id: str = ""
    field: str = ""
    reason: str = ""
    mention: Mention | None = None
    raw: bytes = b""

    def as_json(self) -> dict[str, Any]:
        """What the sender reads."""
        said = {"index": self.index, "verdict": self.outcome.value, "id": self.id}
        return said | ({"field": self.field, "reason": self.reason} if self.outcome is Outcome.REJECTED else {})


@dataclass(frozen=True, slots=True)
class ItemValidator:
    """What judging items takes: the brands that exist, a salt for authors, the time, and old arrivals."""

    brands: Mapping[str, Brand]
    salt: bytes
    now_ms: int
    publication: PublicationTime

    def validate(self, lines: Iterable[Line]) -> list[ItemResult]:
        """A first verdict for each; what is accepted here may still prove a duplicate in the table."""
        seen: set[str] = set()
        return [self._verdict(line, seen) for line in lines]

    def _verdict(self, line: Line, seen: set[str]) -> ItemResult:
        try:
            mention = self._mention(line)
        except InvalidInput as error:
            return ItemResult(line.number, Outcome.REJECTED, field=error.field, reason=error.message, raw=line.raw)
        identity = f"{mention.brand}\x00{mention.id}"
        outcome = Outcome.DUPLICATE if identity in seen else Outcome.ACCEPTED
        seen.add(identity)
        return ItemResult(line.number, outcome, id=public_id_of(mention), mention=mention)

    def _mention(self, line: Line) -> Mention:
        if line.error:
            raise InvalidInput(line.error, field="line")
        item = parse_item(line.value)
        brand = self.brands.get(item.brand)
        if brand is None:
            raise InvalidInput(
                f"brand: there is no brand {item.brand!r}; create it with PUT /brands/{item.brand}", field="brand"
            )
        post = item.post()
        return mention_from_post(
            post,
            brand=brand.id,
            collected_ms=self.now_ms,
            published_ms=self.publication(post, brand.id, self.now_ms),
            salt=self.salt,
            backfill=item.backfill,
        )


def batch_result(verdicts: Iterable[ItemResult]) -> dict[str, Any]:
    """How many of each, and every verdict in the order of the items."""
    told = list(verdicts)
    counts = {outcome.value: sum(v.outcome is outcome for v in told) for outcome in Outcome}
    return {**counts, "items": [verdict.as_json() for verdict in told]}
