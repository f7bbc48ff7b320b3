"""A stream shard in; the condition and the assignment that make a counter take each of its records once, out.

A counter item has one watermark attribute for each stream shard (``w:`` and a digest of its
id), and ``wm``, the watermark of deliveries that do not say their stream shard: those of
earlier versions, and replays. An update for a known stream shard also sets ``wm`` to its own
highest number with a mark behind it: an earlier version that runs again goes on from there,
and this one can tell that it holds for no stream shard but the writer's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from shared.domain.text import digest
from shared.store.dynamodb import Item, text

PREFIX = "w:"
MIRRORED = "~"
"""Behind the ``wm`` of an update for a known stream shard. It sorts behind every digit and before no other number:
``"12~" < "13"``, and not ``"12~" < "12"``."""

UNKNOWN_SHARD = "attribute_not_exists(wm) OR wm < :lo"
KNOWN_SHARD = f"(attribute_not_exists(#w) OR #w < :lo) AND ({UNKNOWN_SHARD} OR contains(wm, :mirrored))"
"""A ``wm`` without the mark is of an earlier version that counted last: it may have counted these records."""


class Watermark(NamedTuple):
    """The watermark of one stream shard in a counter; ``attribute`` is empty for an unknown stream shard."""

    attribute: str

    @classmethod
    def of(cls, stream_shard: str) -> Watermark:
        """The watermark of the stream shard of this id.

        >>> Watermark.of("shardId-00000001414562045508-2bac9cd2").attribute, Watermark.of("").attribute
        ('w:9a8b0c7a', '')
        """
        return cls(PREFIX + digest(stream_shard, 8) if stream_shard else "")

    @property
    def condition(self) -> str:
        """What must hold of the counter for records from ``:lo`` on to be added."""
        return KNOWN_SHARD if self.attribute else UNKNOWN_SHARD

    @property
    def assigned(self) -> str:
        """The assignments that remember the records up to ``:hi``."""
        return "#w = :hi, wm = :wm" if self.attribute else "wm = :hi"

    @property
    def names(self) -> dict[str, str]:
        """The attribute names in the condition and the assignments."""
        return {"#w": self.attribute} if self.attribute else {}

    def values(self, lowest: str, highest: str) -> dict[str, Any]:
        """The values in them, for records from the sequence number ``lowest`` to ``highest``."""
        known = {":wm": text(highest + MIRRORED), ":mirrored": text(MIRRORED)} if self.attribute else {}
        return {":lo": text(lowest), ":hi": text(highest), **known}

    def counted(self, item: Item) -> str:
        """The sequence number up to which a counter that failed the condition has counted."""
        found = [str(item[name]["S"]) for name in ("wm", self.attribute) if name in item]
        return max(each for each in found if not self.attribute or not each.endswith(MIRRORED))
