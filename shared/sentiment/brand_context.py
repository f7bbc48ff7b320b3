"""What sentiment and intents need to know: of a brand its words, its own lexicon and model, of a post its text."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from shared.sentiment.model import SentimentModel


class BrandContext(NamedTuple):
    """What :func:`shared.enrichment.enrich` needs to know of a brand.

    ``words`` mean the brand and are masked. ``lexicon`` holds its own words and phrases, each with a
    valence from -4 to 4. ``model`` is its own sentiment model; ``None`` stands for the default model.
    """

    words: tuple[str, ...] = ()
    lexicon: Mapping[str, float] = MappingProxyType({})
    model: SentimentModel | None = None


class PostText(NamedTuple):
    """A post as sentiment and intents take it: its text, the channel's field for the language, and its brand."""

    text: str
    language: str = ""
    brand: BrandContext = BrandContext()
