"""The time span that the chart of a crisis shows, the counts of its bars, what is normal, and what is marked."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Kind, Moment, Transition
from shared.domain.time import BUCKET_MS, DAY_MS, HOUR_MS, MINUTE_MS
from shared.effect.verdict import Answered, EffectVerdict
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.crisis.crisis_words import is_peak_known
from shared.messages.crisis.effect_words import verdict_text

BEFORE_MS, AFTER_MS = HOUR_MS, 30 * MINUTE_MS
"""How much of the normal time before and after a crisis is shown."""

MIN_SPAN_MS, MAX_SPAN_MS = 3 * HOUR_MS, 2 * DAY_MS
"""A shorter chart does not show what is normal; a longer one reads too many counters for one page."""

MAX_BARS = 60
"""As many as can be told apart on a phone 320 pixels wide."""

BAR_WIDTHS_MS = (BUCKET_MS, 2 * BUCKET_MS, 3 * BUCKET_MS, 6 * BUCKET_MS, HOUR_MS)

MAX_STATEMENTS = 5
"""The first statements that are marked; more would hide the bars of a phone."""

BAND_DEVIATIONS = 2.0
"""The band of the normal ends so many standard deviations above the expected count."""


@dataclass(frozen=True, slots=True)
class Span:
    """From ``since_ms`` until before ``until_ms`` in whole bars of ``bar_ms``."""

    since_ms: int
    until_ms: int
    bar_ms: int

    @property
    def starts(self) -> range:
        """The start times of the bars."""
        return range(self.since_ms, self.until_ms, self.bar_ms)


@dataclass(frozen=True, slots=True)
class Bar:
    """The counts from ``at_ms`` on, for the length of a bar."""

    at_ms: int
    mentions: int = 0
    negative: int = 0


@dataclass(frozen=True, slots=True)
class Normal:
    """What a bar normally counts at most, of the posts or of the negative ones."""

    highest: int
    negative: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A time that the chart marks, and what happened then."""

    at_ms: int
    word: str


def span_of(figures: CrisisFigures) -> Span:
    """An hour before the crisis until now, or until half an hour after its end; three hours to two days."""
    until = max(figures.now_ms, figures.began_ms) + 1
    if figures.ended_ms is not None:
        until = min(until, figures.ended_ms + AFTER_MS)
    since = max(0, until - MAX_SPAN_MS, min(figures.began_ms - BEFORE_MS, until - MIN_SPAN_MS))
    bar = next((width for width in BAR_WIDTHS_MS if until - since <= width * MAX_BARS), BAR_WIDTHS_MS[-1])
    return Span(since - since % bar, until + -until % bar, bar)


def bars_of(span: Span, counted: Iterable[tuple[int, Tally]]) -> list[Bar]:
    """The bars of a span from (minute, tally) pairs in any order; pairs outside the span are left out."""
    sums = {at: [0, 0] for at in span.starts}
    for minute_ms, tally in counted:
        if span.since_ms <= minute_ms < span.until_ms:
            found = sums[minute_ms - (minute_ms - span.since_ms) % span.bar_ms]
            found[0] += tally.mentions
            found[1] += tally.negative
    return [Bar(at, mentions, negative) for at, (mentions, negative) in sums.items()]


def normal_of(figures: CrisisFigures, span: Span) -> Normal | None:
    """What was normal when the crisis began, by the decision record of the lead, or of another moment that counts.

    Counts follow a negative binomial: their variance is ``mean + dispersion * mean**2``.
    """
    found = [figures.lead, *figures.moments]
    counting = (moment for moment in found if moment.kind in (Kind.NEGATIVE_SURGE, Kind.VOLUME_BURST))
    for moment in counting:
        mean, dispersion = _number(moment, "expected"), _number(moment, "dispersion")
        if mean is not None:
            mean *= span.bar_ms / BUCKET_MS
            deviation = math.sqrt(mean + (dispersion or 0.0) * mean**2)
            highest = math.ceil(mean + BAND_DEVIATIONS * deviation)
            return Normal(highest, moment.kind is Kind.NEGATIVE_SURGE)
    return None


def marks_of(figures: CrisisFigures) -> list[Mark]:
    """What happened when: its beginning, its peak, who took it, what was said, its recovery, its end; in order."""
    marks = [Mark(figures.began_ms, "it began")]
    if figures.lead.peak and figures.lead.peak_ms:
        marks.append(Mark(figures.lead.peak_ms, "the peak" if is_peak_known(figures) else "highest"))
    if figures.acknowledged_by is not None:
        marks.append(Mark(figures.acknowledged_by.at_ms, "acknowledged"))
    recovering = [step.at_ms for step in figures.lead.timeline if step.change is Transition.RECOVERING]
    if recovering:
        marks.append(Mark(recovering[-1], "recovering"))
    marks += [Mark(each.statement.published_ms, _said(each)) for each in figures.answered[:MAX_STATEMENTS]]
    if figures.ended_ms is not None:
        marks.append(Mark(figures.ended_ms, "over"))
    return sorted(marks, key=lambda mark: mark.at_ms)


def _said(answered: Answered) -> str:
    """That something was said, with its verdict once there is a clear one; the list below the chart has little room."""
    clear = answered.verdict not in (None, EffectVerdict.UNCLEAR)
    return f"said, {verdict_text(answered)}" if clear else "said"


def _number(moment: Moment, name: str) -> float | None:
    value = moment.decision.get(name)
    return float(value) if isinstance(value, int | float) and 0 <= value < math.inf else None
