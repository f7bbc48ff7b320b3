"""A correction: the sentiment that a person gives a mention, where Foreshock may have computed another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Correction:
    """One person's label for one mention of a brand; of several the latest counts.

    ``mention`` is its public id; ``label`` is negative, neutral or positive; ``intent`` and ``by``
    may be empty. ``text`` and ``language`` are the mention's, kept because a correction is kept
    longer than its mention. ``version`` grows with every change.
    """

    brand: str
    mention: str
    label: str
    text: str
    language: str = ""
    intent: str = ""
    by: str = ""
    at_ms: int = 0
    version: int = 1

    def agrees(self, other: Correction) -> bool:
        """Whether the same person gives the same mention the same label and intent.

        >>> first = Correction("acme", "1-a", "negative", "It melted", at_ms=1)
        >>> first.agrees(Correction("acme", "1-a", "negative", "It melted", at_ms=2, version=2))
        True
        """
        return (self.brand, self.mention, self.label, self.intent, self.by) == (
            other.brand,
            other.mention,
            other.label,
            other.intent,
            other.by,
        )
