"""What sentiment and intents need to know of a brand: its words, its own lexicon, its own model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.sentiment.model import SentimentModel


@dataclass(frozen=True, slots=True)
class BrandContext:
    """What :func:`shared.enrichment.enrich` needs to know of a brand.

    ``words`` mean the brand and are masked. ``lexicon`` holds its own words and phrases, each with a
    valence from -4 to 4. ``model`` is its own sentiment model; ``None`` stands for the default model.
    """

    words: tuple[str, ...] = ()
    lexicon: Mapping[str, float] = field(default_factory=dict)
    model: SentimentModel | None = None
