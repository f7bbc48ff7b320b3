"""A broken promise in, the setting that would keep it on the same talk out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from infra.simulation.alarms import SeriesRate, Target, sensitivity_targets
from infra.simulation.calibration import SimulatedRate

RATES = (50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
"""Rates that are tried where no sensitivity keeps a promise: false alarms per week."""


@dataclass(frozen=True, slots=True)
class Advice:
    """For the broken promise ``target``: a setting that keeps it, and its alarms per week; ``None`` if none does.

    ``setting`` is a sensitivity, or a rate of ``RATES``, which has no name.
    """

    series: str
    target: Target
    setting: Target | None = None
    per_week: float | None = None


def advise(
    series: str,
    target: Target,
    on_series: Callable[[Target], SeriesRate],
    simulated: Callable[[Target], SimulatedRate],
) -> Advice:
    """The setting that alarms most easily and yet no more often than ``target`` promises.

    That is, at most at the promised rate on the series itself, and not surely at more than
    twice that rate in simulation. Sensitivities come first: a brand can be set to them.
    """
    for setting in _candidates(target):
        rate = on_series(setting)
        if rate.per_week <= target.per_week and not simulated(setting).exceeds(target):
            return Advice(series, target, setting, rate.per_week)
    return Advice(series, target)


def _candidates(target: Target) -> Iterator[Target]:
    """The settings that alarm less easily than ``target``: sensitivities, then rates, the easiest first."""
    sensitivities = sorted(sensitivity_targets(), key=lambda setting: -setting.per_week)
    rates = [Target("", per_week) for per_week in RATES]
    yield from (setting for setting in [*sensitivities, *rates] if setting.per_week < target.per_week)
