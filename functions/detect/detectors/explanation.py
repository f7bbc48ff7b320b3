"""What the explanations of all decisions have in common: differences from the record, and rarity in words.

Return periods are decimal logarithms of buckets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from functions.detect.detectors.signal import WEEKS_BETWEEN_FALSE_ALARMS, Signal
from shared.domain.brand import Sensitivity
from shared.domain.mentions.tally import Tally
from shared.domain.time import BUCKET_MS, DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS
from shared.messages.phrases import duration, percent

Record = Mapping[str, Any]
"""A decision record: JSON values, by the name of the field."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of the record that is not the same when it is recomputed."""

    field: str
    recorded: Any
    recomputed: Any


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision explained in ``sentences``.

    ``recomputed`` is the record computed again, empty for one of earlier rules, and ``differs``
    where the stored one differs.
    ``counts`` is what was counted, in words, and ``count_in`` reads it from a tally. ``normal``
    gives what was taken for normal in the bucket from a time on.
    """

    bucket_ms: int
    observed: int
    counts: str
    count_in: Callable[[Tally], int]
    sentences: tuple[str, ...]
    recomputed: Record
    differs: tuple[Difference, ...]
    normal: Callable[[int], float]


def differences(decision: Record, recomputed: Record, *, alarm: bool) -> tuple[Difference, ...]:
    """Every field that is not the same to the last bit, and whether it is an alarm at all.

    >>> differences({"period": 3.9, "least": 5}, {"period": 3.9, "least": 4}, alarm=True)
    (Difference(field='least', recorded=5, recomputed=4),)
    """
    names = [*recomputed, *(name for name in decision if name not in recomputed)]
    pairs = ((name, decision.get(name), recomputed.get(name)) for name in names)
    found = [Difference(*each) for each in pairs if each[1] != each[2] or type(each[1]) is not type(each[2])]
    return (*found, *(() if alarm else (Difference("rings", True, False),)))


def explained_from_record(
    decision: Record,
    version: int,
    *,
    observed: int,
    counts: str,
    count_in: Callable[[Tally], int],
    normal: float,
    sentences: tuple[str, ...],
) -> Explanation:
    """The explanation of a decision by rules before ``version``, which cannot be computed again.

    ``sentences`` say what was seen; how rare that was and what was promised stand in every record.
    """
    signal, sensitivity = Signal(decision["signal"]), Sensitivity(decision["sensitivity"])
    earlier = int(decision["detector"])
    return Explanation(
        bucket_ms=int(decision["bucket_ms"]),
        observed=observed,
        counts=counts,
        count_in=count_in,
        sentences=(
            (
                f"Rules: decided by version {earlier} of the rules; today's version {version} cannot compute that"
                " again, so all figures are those of the record."
            ),
            *sentences,
            f"Rarity: {once_in(float(decision['period']))}.",
            f"Threshold: {accepted_rate(sensitivity, signal, float(decision['threshold']))}.",
        ),
        recomputed={},
        differs=(Difference("detector", earlier, version),),
        normal=lambda _: normal,
    )


UNITS = (
    ("a year", "years", 365.25 * DAY_MS),
    ("a week", "weeks", float(WEEK_MS)),
    ("a day", "days", float(DAY_MS)),
    ("an hour", "hours", float(HOUR_MS)),
    ("a minute", "minutes", float(MINUTE_MS)),
)

NEVER = 7.0
"""From this return period on (a century) a number has no meaning."""

_DECIMALS_BELOW = 3
"""Fewer units than this are shown with a decimal."""


def once_in(period: float) -> str:
    """A return period in words.

    >>> once_in(4.2584), once_in(3.3045), once_in(2.46), once_in(0.0), once_in(19.0)
    ('once in 9 weeks', 'once in a week', 'once in a day', 'once in 5 minutes', 'less than once in a century')
    """
    if period >= NEVER:
        return "less than once in a century"
    span = 10.0**period * BUCKET_MS
    one, many, length = next((unit for unit in UNITS if span >= 0.95 * unit[2]), UNITS[-1])
    number = span / length
    shown = f"{number:.1f}".removesuffix(".0") if number < _DECIMALS_BELOW else f"{number:.0f}"
    return f"once in {one}" if shown in ("0.9", "1") else f"once in {shown} {many}"


def accepted_rate(sensitivity: Sensitivity, signal: Signal, threshold: float) -> str:
    """The threshold of a signal, and the false alarms that a sensitivity accepts.

    >>> accepted_rate(Sensitivity.STANDARD, Signal.VOLUME, 3.83)
    'once in 3 weeks; sensitivity standard accepts one false alarm a week, of which this signal may raise 30%'
    """
    weeks = WEEKS_BETWEEN_FALSE_ALARMS[sensitivity]
    every = "a week" if weeks == 1 else f"in {weeks:g} weeks" if weeks > 1 else f"in {duration(round(weeks * WEEK_MS))}"
    return (
        f"{once_in(threshold)}; sensitivity {sensitivity.value} accepts one false alarm {every},"
        f" of which this signal may raise {percent(signal.definition.false_alarm_share)}"
    )


def why_now(recent: float) -> str:
    """Why it is new, compared with the largest recent return period that is not forgotten yet, 0 for none.

    >>> why_now(4.2584)
    'the rarest recent one was once in 9 weeks, and this is clearly rarer'
    """
    if not recent:
        return "nothing recent was rare enough to compare with"
    return f"the rarest recent one was {once_in(recent)}, and this is clearly rarer"


def observed_for(buckets: float) -> str:
    """How long something was learned.

    >>> observed_for(2_304), observed_for(30)
    ('2,304 five-minute buckets (8 days)', '30 five-minute buckets (2 h 30 min)')
    """
    days = buckets * BUCKET_MS / DAY_MS
    known = f"{days:,.0f} days" if days >= 2 else duration(round(buckets * BUCKET_MS))  # noqa: PLR2004 - not "1 days"
    return f"{buckets:,.0f} five-minute buckets ({known})"
