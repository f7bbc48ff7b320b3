"""The course of a crisis in times: from its beginning to when people had calmed down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Transition
from shared.domain.time import BUCKET_MS, HOUR_MS
from shared.messages.crisis.clock_words import public_words
from shared.messages.crisis.crisis_figures import CrisisFigures

NORMAL_MS = 3 * HOUR_MS
"""How much of the time before the crisis tells what is normal."""

SMOOTHED = 3
"""Buckets whose mean must be below half of the peak, so that one quiet bucket is no half-life."""


@dataclass(frozen=True, slots=True)
class CrisisMilestones:
    """Times in milliseconds since the crisis began; ``None`` for what did not happen, or is not known.

    ``peak_negative`` are the negative posts of the worst bucket, ``half_life_ms`` the time from
    this one until those beyond the normal had halved.
    """

    detected_ms: int
    acknowledged_ms: int | None
    first_word_ms: int | None
    peak_ms: int | None
    peak_negative: int | None
    half_life_ms: int | None
    recovered_ms: int | None


def milestones_of(figures: CrisisFigures, counted: Sequence[tuple[int, Tally]]) -> CrisisMilestones:
    """The course of a crisis; ``counted`` are the tallies by minute, from a few hours before it on."""
    began = figures.began_ms
    entries = [entry for moment in figures.moments for entry in moment.timeline]
    taken = [entry.at_ms - began for entry in entries if entry.change is Transition.ACKNOWLEDGED]
    series = negative_series(figures, counted)
    peak = max(range(len(series)), key=series.__getitem__, default=None)
    known = peak is not None and series[peak] > 0
    return CrisisMilestones(
        detected_ms=min(moment.detected_ms for moment in figures.moments) - began,
        acknowledged_ms=min(taken, default=None),
        first_word_ms=min((at - began for at in public_words(figures)), default=None),
        peak_ms=peak * BUCKET_MS if peak is not None and known else None,
        peak_negative=series[peak] if peak is not None and known else None,
        half_life_ms=_half_life(series, peak, _normal(figures, counted)) if peak is not None and known else None,
        recovered_ms=None if figures.ended_ms is None else figures.ended_ms - began,
    )


def negative_series(figures: CrisisFigures, counted: Sequence[tuple[int, Tally]]) -> list[int]:
    """The negative posts by bucket, from the beginning to the last counted minute."""
    during = [(at - figures.began_ms, tally) for at, tally in counted if at >= figures.began_ms]
    series = [0] * (max((at for at, _ in during), default=-1) // BUCKET_MS + 1)
    for at, tally in during:
        series[at // BUCKET_MS] += tally.negative
    return series


def _normal(figures: CrisisFigures, counted: Sequence[tuple[int, Tally]]) -> float:
    """The negative posts of a bucket before the crisis."""
    since = figures.began_ms - NORMAL_MS
    return sum(tally.negative for at, tally in counted if since <= at < figures.began_ms) * BUCKET_MS / NORMAL_MS


def _half_life(series: Sequence[int], peak: int, normal: float) -> int | None:
    half = (series[peak] - normal) / 2
    for place in range(peak + 1, len(series) - SMOOTHED + 1):
        if sum(series[place : place + SMOOTHED]) / SMOOTHED - normal <= half:
            return (place - peak) * BUCKET_MS
    return None
