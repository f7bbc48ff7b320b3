"""The signals: which series of a brand are watched, what each opens, and from when on it alarms.

Every signal has its share of the false alarms that a brand's team accepts, so that
watching more does not mean more alarms. Most of it goes to the two that crises show in
first; what is good to know and never wakes anybody has to be rarer.

To add one: a line here, which names its kind of moment and its detector (:mod:`.registry`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Self

from functions.detect.stats.rates import BUCKET_RATES
from shared.domain.brand import Brand, Sensitivity
from shared.domain.moments.moment import Kind


class Definition(NamedTuple):
    """A signal: its name in stored states and decision records, its kind of moment, and the detector that judges it.

    ``counts`` is the field of a tally that it counts, empty for what is no plain count;
    ``part_of`` the name of the signal that it is a part of. ``least`` is how many mentions
    beyond the expected an alarm needs at a low, the standard and a high sensitivity. ``flood``
    is how many alarm in a flood of a brand that is not known yet, 0 for none: one event
    is told by the signals in which it shows most.
    """

    name: str
    kind: Kind
    detector: str
    false_alarm_share: float
    counts: str = ""
    part_of: str = ""
    least: tuple[int, int, int] = (0, 0, 0)
    flood: int = 0


class Signal(StrEnum):
    """A series that is watched."""

    _value_: str
    definition: Definition

    def __new__(cls, *definition: object) -> Self:
        """A member from the fields of its definition; its value is the name."""
        defined = Definition(*definition)  # type: ignore[arg-type] # an enum unpacks the tuple it is given
        member = str.__new__(cls, defined.name)
        member._value_, member.definition = defined.name, defined
        return member

    VOLUME = Definition("volume", Kind.VOLUME_BURST, "count", 0.30, "mentions", least=(8, 5, 4), flood=50)
    NEGATIVE = Definition("negative", Kind.NEGATIVE_SURGE, "count", 0.28, "negative", "volume", (6, 4, 3), 10)
    CRITICAL_REPOSTS = Definition(
        "critical_shares", Kind.SHARING_WAVE, "count", 0.08, "critical_shares", "negative", (6, 4, 3)
    )
    QUESTIONS = Definition("questions", Kind.QUESTION_WAVE, "count", 0.08, "questions", "volume", (8, 5, 4))
    PURCHASES = Definition("purchases", Kind.PURCHASE_WAVE, "count", 0.02, "purchases", "volume", (10, 6, 4))
    PRAISES = Definition("praises", Kind.PRAISE_WAVE, "count", 0.02, "praises", "volume", (12, 8, 6))
    NEGATIVE_SHARE = Definition("mood", Kind.SENTIMENT_SHIFT, "negative_share", 0.08)
    HASHTAG = Definition("hashtag", Kind.TRENDING_HASHTAG, "hashtag", 0.05)
    SILENCE = Definition("silence", Kind.CHANNEL_SILENCE, "silence", 0.05)
    VOICE = Definition("voice", Kind.INFLUENTIAL_VOICE, "voice", 0.04)

    @property
    def kind(self) -> Kind:
        """The kind of moment that its alarm opens."""
        return self.definition.kind

    @property
    def counts(self) -> str:
        """The field of a tally that it counts; empty for what is no plain count."""
        return self.definition.counts

    @property
    def whole(self) -> Signal | None:
        """The signal that it is a part of; ``None`` for all mentions."""
        return Signal(self.definition.part_of) if self.definition.part_of else None

    def sensitivity(self, brand: Brand) -> Sensitivity:
        """How easily it alarms for this brand, also where the brand's team does not want to know of it."""
        return brand.sensitivity_to(self.kind) or brand.sensitivity

    def least(self, sensitivity: Sensitivity) -> int:
        """Mentions beyond the expected without which nothing is worth an alarm, however improbable."""
        return self.definition.least[list(Sensitivity).index(sensitivity)]


COUNT_SIGNALS = tuple(signal for signal in Signal if signal.counts)
"""The signals that count posts, all judged by one detector."""

WEEKS_BETWEEN_FALSE_ALARMS: Mapping[Sensitivity, float] = MappingProxyType(
    {Sensitivity.LOW: 4.0, Sensitivity.STANDARD: 1.0, Sensitivity.HIGH: 0.25}
)
"""How many weeks lie between two false alarms of a brand, all signals together: what its sensitivity promises."""


def threshold(sensitivity: Sensitivity, signal: Signal = Signal.VOLUME) -> float:
    """The return period from which a signal alarms, as a decimal logarithm of buckets.

    It means the same for a quiet brand and a loud one: the false alarms that a brand's
    team accepts are divided among the signals, and a bucket must be expected only once in
    the time between two of them.

    >>> [round(threshold(level), 2) for level in Sensitivity], round(threshold(Sensitivity.LOW, Signal.PRAISES), 2)
    ([4.43, 3.83, 3.23], 5.61)
    """
    return BUCKET_RATES.return_period(WEEKS_BETWEEN_FALSE_ALARMS[sensitivity] / signal.definition.false_alarm_share)
