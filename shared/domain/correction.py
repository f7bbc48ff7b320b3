"""A correction: what a person says a mention's mood is, where Foreshock may have heard another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Correction:
    """One person's word on one mention of a brand; of several the latest stands.

    ``mention`` is its locator; ``label`` negative, neutral or positive; ``intent`` and ``by`` may be
    empty. ``text`` and ``language`` are the mention's own, kept because a correction outlives its
    mention. ``version`` grows with every change of mind.
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
        """Whether both say the same of the same mention, and the same person says it.

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
