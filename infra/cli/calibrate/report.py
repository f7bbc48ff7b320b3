"""The results of a calibration as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any

from infra.cli.calibrate.run import Calibration
from infra.cli.calibrate.series import RecordedSeries
from infra.simulation.advice import RATES, Advice
from infra.simulation.alarms import TOLERANCE, SeriesRate, Target
from infra.simulation.calibration import GENERIC, SimulatedRate

NO_BURSTS = (
    "This talk has no bursts, and real talk has: give a series (FILE.csv or --brand) to see how often it would alarm."
)

LEAST = f"--false-alarms-per-week {RATES[-1]:g}"
LABEL_THEM = "if alarms were right, label their windows (--labels)"

WIDTH = 22
"""The width of a target's column."""


def text_lines(found: Calibration, series: Sequence[RecordedSeries]) -> Iterator[str]:
    """The report for people: the alarms on each series, those in simulation, and the result."""
    targets = list(dict.fromkeys(rate.target for rate in found.simulated))
    wide = max(len("outside the windows"), *(len(rate.traffic) for rate in found.simulated)) + 2
    for one in series:
        yield from _series_table([rate for rate in found.on_series if rate.series == one.name], one, wide)
        yield ""
    yield from _simulated_table(found.simulated, targets, wide)
    if not series:
        yield NO_BURSTS
    yield ""
    if series:
        yield _on_series(found.on_series)
    yield _in_simulation(found.simulated)
    yield from _advice_lines(found.advice)


def as_json(found: Calibration, series: Sequence[RecordedSeries]) -> str:
    """All results as JSON, with what was simulated."""
    talk = {one.name: one.traffic.summary() for one in series} or {
        name: asdict(profile) for name, profile in GENERIC.items()
    }
    return json.dumps(
        {
            "kept": found.kept,
            "talk": talk,
            "promises": [_simulated_json(rate) for rate in found.simulated],
            "series": [_series_json(rate) for rate in found.on_series],
            "advice": [_advice_json(advice) for advice in found.advice],
        }
    )


def advice_text(advice: Advice) -> str:
    """What would keep a broken promise, in a sentence.

    >>> standard, low = Target("standard", 0.3), Target("low", 0.075)
    >>> print(advice_text(Advice("acme", standard, low, 0.25)))
    Advice: acme, standard: sensitivity low keeps its 0.3 a week (0.25 on the series).
    >>> print(advice_text(Advice("acme", low, Target("", 0.02), 0.0)))
    Advice: acme, low: no sensitivity keeps its 0.075 a week; --false-alarms-per-week 0.02 does (0 on the series).
    """
    start, promise = f"Advice: {advice.series}, {advice.target.name}:", f"its {advice.target.per_week:.3g} a week"
    if advice.setting is None:
        return f"{start} nothing down to {LEAST} keeps {promise}; {LABEL_THEM}."
    told = f"({advice.per_week:.2g} on the series)"
    if advice.setting.name:
        return f"{start} sensitivity {advice.setting.name} keeps {promise} {told}."
    rate = f"--false-alarms-per-week {advice.setting.per_week:g}"
    return f"{start} no sensitivity keeps {promise}; {rate} does {told}."


def _advice_lines(advice: Sequence[Advice]) -> Iterator[str]:
    """A line for each promise that something keeps, and one for each series with those that nothing keeps."""
    yield from (advice_text(one) for one in advice if one.setting is not None)
    for series in dict.fromkeys(one.series for one in advice if one.setting is None):
        names = ", ".join(one.target.name for one in advice if one.series == series and one.setting is None)
        yield f"Advice: {series}, {names}: nothing down to {LEAST} keeps this; {LABEL_THEM}."


def _series_table(rates: Sequence[SeriesRate], series: RecordedSeries, wide: int) -> Iterator[str]:
    def line(head: str, cells: Iterator[str]) -> str:
        return f"{head:{wide}}" + "".join(f"{cell:>{WIDTH}}" for cell in cells)

    yield f"Alarms on {series.name} itself, {rates[0].weeks:.3g} weeks{' outside the windows' * bool(series.windows)}"
    yield line("", (rate.target.name for rate in rates))
    yield line("target per week", (f"{rate.target.per_week:.3g}" for rate in rates))
    yield line("alarms", (f"{rate.alarms:,}" for rate in rates))
    if series.windows:
        yield line("outside the windows", (f"{rate.outside:,}" for rate in rates))
    yield line("per week", (f"{'! ' * rate.broken}{rate.per_week:.2f}" for rate in rates))
    if series.windows and not any(series.windows.contain(start_ms) for start_ms, _ in series.buckets):
        yield "No window lies in this series: check its dates; without an offset they are in UTC."


def _simulated_table(rates: Sequence[SimulatedRate], targets: Sequence[Target], wide: int) -> Iterator[str]:
    yield (
        "False alarms per week of one signal in simulated talk,"
        f" {max(rate.weeks for rate in rates):.3g} weeks each (in brackets: 95 % interval)"
    )
    yield f"{'':{wide}}" + "".join(f"{target.name:>{WIDTH}}" for target in targets)
    yield f"{'target':{wide}}" + "".join(f"{f'{target.per_week:.3g}':>{WIDTH}}" for target in targets)
    for traffic in dict.fromkeys(rate.traffic for rate in rates):
        yield f"{traffic:{wide}}" + "".join(f"{_cell(rate):>{WIDTH}}" for rate in rates if rate.traffic == traffic)
    if len(rates) > len(targets):
        means = [fmean(rate.per_week for rate in rates if rate.target == target) for target in targets]
        yield f"{'mean':{wide}}" + "".join(f"{mean:>{WIDTH}.2f}" for mean in means)


def _on_series(rates: Sequence[SeriesRate]) -> str:
    """The result on the series in a sentence."""
    worst = max(rates, key=lambda rate: rate.per_week / rate.target.per_week)
    times = f"{worst.per_week / worst.target.per_week:.1f} times the target"
    return _result("On the series", [rate.broken for rate in rates], f"{worst.series}, {worst.target.name}: {times}")


def _in_simulation(rates: Sequence[SimulatedRate]) -> str:
    """The result in simulation in a sentence, with the rate that is highest compared with its target."""
    worst = max(rates, key=lambda rate: rate.interval[0] / rate.target.per_week)
    times = f"{worst.per_week / worst.target.per_week:.1f} times the target"
    least = f"at least {worst.interval[0] / worst.target.per_week:.1f} times with 97.5 % confidence"
    highest = f"{worst.traffic}, {worst.target.name}: {times} ({least})"
    return _result("In simulation", [rate.exceeded for rate in rates], highest)


def _result(where: str, broken: Sequence[bool], highest: str) -> str:
    promises = f"{len(broken)} promises"
    if any(broken):
        return f"{where}: BROKEN, {sum(broken)} of {promises}, marked with !. Highest: {highest}."
    return f"{where}: kept, none of {promises} is exceeded by a factor of {TOLERANCE:g}. Highest: {highest}."


def _cell(rate: SimulatedRate) -> str:
    low, high = rate.interval
    return f"{'! ' if rate.exceeded else ''}{rate.per_week:.2f} ({low:.2f}-{high:.2f})"


def _simulated_json(rate: SimulatedRate) -> dict[str, Any]:
    low, high = rate.interval
    return {
        "talk": rate.traffic,
        "setting": rate.target.name,
        "promised_a_week": rate.target.per_week,
        "simulated_a_week": rate.per_week,
        "at_least": low,
        "at_most": high,
        "false_alarms": rate.false_alarms,
        "weeks": rate.weeks,
        "broken": rate.exceeded,
    }


def _series_json(rate: SeriesRate) -> dict[str, Any]:
    return {
        "talk": rate.series,
        "setting": rate.target.name,
        "promised_a_week": rate.target.per_week,
        "alarms": rate.alarms,
        "outside": rate.outside,
        "weeks": rate.weeks,
        "per_week": rate.per_week,
        "broken": rate.broken,
    }


def _advice_json(advice: Advice) -> dict[str, Any]:
    setting = advice.setting
    return {
        "talk": advice.series,
        "setting": advice.target.name,
        "sensitivity": setting.name or None if setting else None,
        "false_alarms_per_week": setting.per_week if setting else None,
        "per_week": advice.per_week,
        "text": advice_text(advice),
    }
