"""A sample: a mention as counters and moments quote it."""

from __future__ import annotations

from typing import NamedTuple

WITHHELD_TEXT = "(not shown, as its author asks)"
"""What stands for the text of a mention that is withheld, where there is no other to quote."""


class Sample(NamedTuple):
    """One mention quoted as evidence, without its author. ``compound`` is from -1 to 1."""

    text: str
    channel: str
    url: str = ""
    compound: float = 0.0
    published_ms: int = 0
