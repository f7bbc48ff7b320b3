"""How the posts about one brand are heard: the words that mean it, its own lexicon, its own table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.sentiment.model import SentimentModel


@dataclass(frozen=True, slots=True)
class BrandContext:
    """What :func:`shared.enrichment.enrich` needs to know of a brand.

    ``words`` mean the brand and are masked, ``lexicon`` holds its own words and phrases with their
    valence from -4 to 4, ``table`` is its own table of moods; ``None`` is the one that ships.
    """

    words: tuple[str, ...] = ()
    lexicon: Mapping[str, float] = field(default_factory=dict)
    model: SentimentModel | None = None
