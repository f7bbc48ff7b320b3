"""What a moment is called: its kind and its severity. Settings and counters need these names and nothing else of it."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """The kind of a moment: what changed."""

    VOLUME_BURST = "volume_burst"
    NEGATIVE_SURGE = "negative_surge"
    SHARING_WAVE = "sharing_wave"
    QUESTION_WAVE = "question_wave"
    PURCHASE_WAVE = "purchase_wave"
    PRAISE_WAVE = "praise_wave"
    SENTIMENT_SHIFT = "sentiment_shift"
    TRENDING_HASHTAG = "trending_hashtag"
    CHANNEL_SILENCE = "channel_silence"
    INFLUENTIAL_VOICE = "influential_voice"


class Severity(IntEnum):
    """How severe, 1 the worst. SEV1 and SEV2 wake somebody; SEV3 and SEV4 can wait for the morning."""

    SEV1 = 1
    SEV2 = 2
    SEV3 = 3
    SEV4 = 4

    @property
    def pages(self) -> bool:
        """Whether a moment of this severity must wake somebody."""
        return self <= Severity.SEV2
