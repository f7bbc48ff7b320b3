"""A brand: its settings, and whether a text names it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from shared.domain.moments.kind import Kind
from shared.domain.people.oncall import OnCall
from shared.domain.time import ALLOWED_LATENESS_MS
from shared.domain.words import contains_any
from shared.domain.write_shards import WriteShards

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
"""A brand's id: 1 to 40 of a-z, 0-9 and -; no - at the ends."""

DEFAULT_MODEL = "default"
"""The name of the sentiment model that ships with Foreshock."""


class Sensitivity(StrEnum):
    """How many false alarms a brand's team accepts in order not to miss a moment."""

    LOW = "low"
    STANDARD = "standard"
    HIGH = "high"


class Query(NamedTuple):
    """What to ask a channel for: a phrase, a hashtag or a feed address.

    With ``every``, all posts that the channel returns are mentions, whether or not they
    name the brand: right for a brand's own forum or status feed, wrong for a newspaper's.
    """

    text: str
    every: bool = False


class Brand(NamedTuple):
    """The settings of one brand.

    ``aliases`` are the words and handles that mean it; they are masked before sentiment
    (``@united`` is not praise). A post with one of ``excluded`` is not a mention.
    ``sensitivities`` are for kinds of moment that differ from ``sensitivity``; ``None``
    switches a kind off.
    ``lexicon`` has the brand's own words and phrases with their valence, -4 to 4;
    ``sentiment_model`` names the model that scores its posts, its own or :data:`DEFAULT_MODEL`.
    ``oncall`` says who is paged when.
    ``late_after_ms`` is how long after its publication a mention may come and still alert.
    ``support`` is where customers reach the brand: a mail address, or an https one.
    ``shards`` spreads a mega-brand's writes over that many partitions (1 takes 1,000
    mentions a second) at least; ``spread`` is over how many at which time.
    ``version`` grows with every change.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    queries: Mapping[str, tuple[Query, ...]] = {}
    excluded: tuple[str, ...] = ()
    time_zone: str = "UTC"
    sensitivity: Sensitivity = Sensitivity.STANDARD
    sensitivities: Mapping[Kind, Sensitivity | None] = {}
    lexicon: Mapping[str, float] = {}
    sentiment_model: str = DEFAULT_MODEL
    oncall: OnCall = OnCall()
    late_after_ms: int = ALLOWED_LATENESS_MS
    support: str = ""
    shards: int = 1
    spread: WriteShards | None = None
    created_ms: int = 0
    updated_ms: int = 0
    version: int = 1

    @property
    def write_shards(self) -> WriteShards:
        """Over how many partitions its mentions are spread, by their time of publication."""
        return self.spread or WriteShards(self.shards)

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that means the brand, its name first."""
        return tuple(dict.fromkeys(word for word in (self.name, *self.aliases) if word.strip()))

    def named_in(self, text: str) -> bool:
        """Whether ``text`` names the brand and has none of the excluded words.

        >>> acme = Brand("acme", "Acme", aliases=("@acmehq",), excluded=("acme corporation cartoon",))
        >>> acme.named_in("my ACME kettle"), acme.named_in("acmeism"), acme.named_in("#Acme fails")
        (True, False, True)
        """
        return contains_any(self.words, text) and not self.excludes(text)

    def sensitivity_to(self, kind: Kind) -> Sensitivity | None:
        """The sensitivity to this kind of moment; ``None``: it opens none.

        >>> acme = Brand("acme", "Acme", sensitivities={Kind.PRAISE_WAVE: None})
        >>> acme.sensitivity_to(Kind.PRAISE_WAVE), acme.sensitivity_to(Kind.VOLUME_BURST).value
        (None, 'standard')
        """
        return self.sensitivities.get(kind, self.sensitivity)

    def excludes(self, text: str) -> bool:
        """Whether ``text`` has one of the excluded words or phrases."""
        return contains_any(self.excluded, text)
