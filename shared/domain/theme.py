"""Themes: what posts about brands speak of."""

from __future__ import annotations

from enum import StrEnum


class Theme(StrEnum):
    """A trouble that brands have; also the group of its cues in the lexicon."""

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
    def said(self) -> str:
        """The theme as a person says it."""
        return self.value.replace("_", " ")
