"""Lines in, a result for each item out: accepted, duplicate, or rejected with the field named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from functions.intake.body import Line
from functions.intake.item_schema import parse_item
from shared.domain.brand import Brand
from shared.domain.errors import InvalidInput
from shared.domain.mentions.from_post import mention_from_post
from shared.domain.mentions.mention import Mention, Post
from shared.domain.mentions.mention_id import public_id_of

PublicationTimes = Callable[[Sequence[tuple[Post, str]]], Sequence[int]]
"""When posts of brands (by id) were published: their own time, or the time they first arrived."""


class Outcome(StrEnum):
    """What happened to an item."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What happened to one item; ``mention`` is missing where it was rejected.

    ``stated_ms`` is the time of publication that the sender gave, if it gave one.
    """

    index: int
    outcome: Outcome
    id: str = ""
    field: str = ""
    reason: str = ""
    mention: Mention | None = None
    raw: bytes = b""
    stated_ms: int | None = None

    @property
    def late(self) -> bool:
        """Whether it was accepted and came too late to alert, though its sender did not call it a backfill."""
        mention = self.mention if self.outcome is Outcome.ACCEPTED else None
        return mention is not None and mention.late and not mention.backfill

    @property
    def redated(self) -> bool:
        """Whether it was accepted with another time of publication than its sender gave."""
        mention = self.mention if self.outcome is Outcome.ACCEPTED else None
        return mention is not None and self.stated_ms not in (None, mention.published_ms)

    @property
    def lag_ms(self) -> int:
        """How long after its publication it came, milliseconds."""
        return self.mention.collected_ms - self.mention.published_ms if self.mention else 0

    @property
    def stated_lag_ms(self) -> int:
        """The same by the time that its sender gave; below 0 for one from the future."""
        return self.mention.collected_ms - self.stated_ms if self.mention and self.stated_ms is not None else 0

    def as_json(self) -> dict[str, Any]:
        """What the sender reads."""
        result = {"index": self.index, "verdict": self.outcome.value, "id": self.id}
        if self.outcome is Outcome.REJECTED:
            return result | {"field": self.field, "reason": self.reason}
        return result | {name: True for name in ("late", "redated") if getattr(self, name)}


@dataclass(frozen=True, slots=True)
class ItemValidator:
    """Checks items against the brands that exist; makes mentions with a salt for authors and the time."""

    brands: Mapping[str, Brand]
    salt: bytes
    now_ms: int
    publication_times: PublicationTimes

    def validate(self, lines: Iterable[Line]) -> list[ItemResult]:
        """A first result for each item; what is accepted here may still be a duplicate in the table."""
        read = [self._read(line) for line in lines]
        good = [one for one in read if not isinstance(one, ItemResult)]
        times = iter(self.publication_times([(one.post, one.brand.id) for one in good]))
        seen: set[str] = set()
        return [one if isinstance(one, ItemResult) else self._result(one, next(times), seen) for one in read]

    def _read(self, line: Line) -> _Read | ItemResult:
        """What a line says, or why it is refused."""
        try:
            return self._post_of(line)
        except InvalidInput as error:
            return ItemResult(line.number, Outcome.REJECTED, field=error.field, reason=error.message, raw=line.raw)

    def _post_of(self, line: Line) -> _Read:
        if line.error:
            raise InvalidInput(line.error, field="line")
        item = parse_item(line.value)
        brand = self.brands.get(item.brand)
        if brand is None:
            raise InvalidInput(
                f"brand: there is no brand {item.brand!r}; create it with PUT /brands/{item.brand}", field="brand"
            )
        return _Read(line.number, brand, item.post(), backfill=item.backfill)

    def _result(self, read: _Read, published_ms: int, seen: set[str]) -> ItemResult:
        mention = mention_from_post(
            read.post,
            brand=read.brand.id,
            collected_ms=self.now_ms,
            published_ms=published_ms,
            salt=self.salt,
            backfill=read.backfill,
            late_after_ms=read.brand.late_after_ms,
        )
        identity = f"{mention.brand}\x00{mention.id}"
        outcome = Outcome.DUPLICATE if identity in seen else Outcome.ACCEPTED
        seen.add(identity)
        stated_ms = read.post.published_ms
        return ItemResult(read.number, outcome, id=public_id_of(mention), mention=mention, stated_ms=stated_ms)


class _Read(NamedTuple):
    """A line that could be read: its number, and the post of a brand that it is."""

    number: int
    brand: Brand
    post: Post
    backfill: bool


def batch_result(results: Iterable[ItemResult]) -> dict[str, Any]:
    """How many items of each outcome, how many late or redated, and every result in the order of the items."""
    listed = list(results)
    counts = {outcome.value: sum(result.outcome is outcome for result in listed) for outcome in Outcome}
    times = {"late": sum(one.late for one in listed), "redated": sum(one.redated for one in listed)}
    return {**counts, **times, "items": [result.as_json() for result in listed]}
