"""The signals: the series of a brand that are watched, and what an alarm of each means.

Every signal has its part of the false alarms that a brand's team accepts, so that
watching more does not mean being called more. Most of it goes to the two that crises
show in first; what is good to know and never wakes anybody has to be rarer.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from shared.domain.brand import Sensitivity
from shared.domain.moment import Kind


class Signal(StrEnum):
    """A series that is watched. Its value is its name in stored states and decision records."""

    VOLUME = "volume"
    NEGATIVE = "negative"
    CRITICAL_REPOSTS = "critical_shares"
    QUESTIONS = "questions"
    PURCHASES = "purchases"
    PRAISES = "praises"
    NEGATIVE_SHARE = "mood"
    HASHTAG = "hashtag"
    SILENCE = "silence"

    @property
    def kind(self) -> Kind:
        """The kind of moment that its alarm opens."""
        return TRAITS[self].kind

    @property
    def counts(self) -> str:
        """The field of a tally that it counts; empty for what is no plain count."""
        return TRAITS[self].counts

    @property
    def whole(self) -> Signal | None:
        """The signal it is a part of; ``None`` for all that is said."""
        return TRAITS[self].whole


class Trait(NamedTuple):
    """What a signal counts and opens; ``whole`` is what it is a part of, ``part`` its part of the false alarms."""

    kind: Kind
    counts: str
    whole: Signal | None
    false_alarm_share: float


TRAITS: Mapping[Signal, Trait] = MappingProxyType(
    {
        Signal.VOLUME: Trait(Kind.VOLUME_BURST, "mentions", None, 0.30),
        Signal.NEGATIVE: Trait(Kind.NEGATIVE_SURGE, "negative", Signal.VOLUME, 0.28),
        Signal.CRITICAL_REPOSTS: Trait(Kind.SHARING_WAVE, "critical_shares", Signal.NEGATIVE, 0.08),
        Signal.QUESTIONS: Trait(Kind.QUESTION_WAVE, "questions", Signal.VOLUME, 0.08),
        Signal.PURCHASES: Trait(Kind.PURCHASE_WAVE, "purchases", Signal.VOLUME, 0.04),
        Signal.PRAISES: Trait(Kind.PRAISE_WAVE, "praises", Signal.VOLUME, 0.04),
        Signal.NEGATIVE_SHARE: Trait(Kind.SENTIMENT_SHIFT, "", None, 0.08),
        Signal.HASHTAG: Trait(Kind.TRENDING_HASHTAG, "", None, 0.05),
        Signal.SILENCE: Trait(Kind.CHANNEL_SILENCE, "", None, 0.05),
    }
)

COUNT_SIGNALS = tuple(signal for signal in Signal if TRAITS[signal].counts)
"""The signals that count posts, all judged by one detector."""

LEAST: Mapping[Sensitivity, Mapping[Signal, int]] = MappingProxyType(
    {
        level: MappingProxyType(dict(zip(COUNT_SIGNALS, least, strict=True)))
        for level, least in {
            Sensitivity.LOW: (8, 6, 6, 8, 10, 12),
            Sensitivity.STANDARD: (5, 4, 4, 5, 6, 8),
            Sensitivity.HIGH: (4, 3, 3, 4, 4, 6),
        }.items()
    }
)
"""Mentions of a signal beyond the expected without which nothing is worth a call, however improbable."""
