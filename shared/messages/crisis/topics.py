"""Change here what a headline says a crisis is about: a theme and people's own words for it in, a topic out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from shared.domain.mentions.theme import Theme
from shared.domain.moments.moment import Kind

TOPICS: Mapping[Theme, str] = MappingProxyType(
    {
        Theme.SAFETY: "Danger reported",
        Theme.RECALL: "Talk of a recall",
        Theme.OUTAGE: "Outage reported",
        Theme.DATA_BREACH: "Data breach reported",
        Theme.BILLING: "Billing complaints",
        Theme.DELAY: "Delays reported",
        Theme.SERVICE: "Service complaints",
        Theme.DISCRIMINATION: "Discrimination reported",
        Theme.LAYOFFS: "Talk of layoffs",
        Theme.LEGAL: "Talk of legal action",
        Theme.BOYCOTT: "Calls for a boycott",
        Theme.QUALITY: "Quality complaints",
    }
)

SAFETY_TOPICS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Fires reported": ("fire", "flame", "burn", "scald", "smok", "smoulder", "melt", "scorch", "spark", "overheat"),
        "Explosions reported": ("explo", "blew", "blown", "burst"),
        "Electric shocks reported": ("electr", "shock", "zapped", "jolt"),
        "Illness reported": ("poison", "sick", "ill ", "vomit", "salmonella", "listeria", "ecoli", "allerg", "nausea"),
        "Injuries reported": ("injur", "hospital", "hurt", "stitches", "bleed", "concuss", "ambulance", "degree"),
        "Deaths reported": ("death", "died", "fatal"),
    }
)
"""For harm to people: what it is, and how the words for it begin."""

ABOUT_TROUBLE = frozenset(
    {
        Kind.VOLUME_BURST,
        Kind.NEGATIVE_SURGE,
        Kind.SHARING_WAVE,
        Kind.QUESTION_WAVE,
        Kind.SENTIMENT_SHIFT,
        Kind.TRENDING_HASHTAG,
        Kind.INFLUENTIAL_VOICE,
    }
)
"""Kinds whose headline names a trouble; praise, purchases and silence are about none."""


def topic_of(theme: Theme | None, words: Iterable[str] = ()) -> str:
    """What people report, for the beginning of a headline; empty where no theme leads.

    ``words`` are what people wrote about the theme, most frequent kinds of harm first named.

    >>> topic_of(Theme.SAFETY, ["smoke alarm", "melting", "injured"]), topic_of(Theme.SAFETY, ["choking"])
    ('Fires reported', 'Danger reported')
    >>> topic_of(Theme.BILLING), topic_of(None)
    ('Billing complaints', '')
    """
    if theme is None:
        return ""
    found = [words.casefold() + " " for words in words] if theme is Theme.SAFETY else []
    named = {topic: sum(_begins(words, stems) for words in found) for topic, stems in SAFETY_TOPICS.items()}
    best = max(named, key=lambda topic: named[topic])
    return best if named[best] else TOPICS[theme]


def _begins(words: str, stems: tuple[str, ...]) -> bool:
    return any(words.startswith(stem) or f" {stem}" in words for stem in stems)
