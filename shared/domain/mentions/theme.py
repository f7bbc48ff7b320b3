"""Themes: what posts about brands are about."""

from __future__ import annotations

from enum import StrEnum


class Theme(StrEnum):
    """A kind of trouble that brands have; its value also names its phrase rules in the lexicon."""

    SAFETY = "safety"
    RECALL = "recall"
    OUTAGE = "outage"
    DATA_BREACH = "data_breach"
    BILLING = "billing"
    DELAY = "delay"
    SERVICE = "service"
    DISCRIMINATION = "discrimination"
    LAYOFFS = "layoffs"
    LEGAL = "legal"
    BOYCOTT = "boycott"
    QUALITY = "quality"

    @property
    def label(self) -> str:
        """The theme in words."""
        return self.value.replace("_", " ")
