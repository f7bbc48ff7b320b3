"""The results of a calibration as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from infra.simulation.calibration import TOLERANCE, SimulatedRate
from infra.simulation.traffic import TrafficProfile


def text_lines(rates: Sequence[SimulatedRate]) -> Iterator[str]:
    """The lines of the table, with a column for each target, and the result."""
    targets = list(dict.fromkeys(rate.target for rate in rates))
    wide = max(len(rate.traffic) for rate in rates) + 2
    yield f"False alarms per week of one signal, {rates[0].weeks:g} simulated weeks each (in brackets: 95 % interval)"
    yield f"{'':{wide}}" + "".join(f"{target.name:>22}" for target in targets)
    yield f"{'target':{wide}}" + "".join(f"{f'{target.per_week:.3g}':>22}" for target in targets)
    for traffic in dict.fromkeys(rate.traffic for rate in rates):
        yield f"{traffic:{wide}}" + "".join(f"{_cell(rate):>22}" for rate in rates if rate.traffic == traffic)
    means = [_mean([rate for rate in rates if rate.target == target]) for target in targets]
    yield f"{'mean':{wide}}" + "".join(f"{mean:>22.2f}" for mean in means)
    yield _result(rates)


def as_json(rates: Sequence[SimulatedRate], profiles: Mapping[str, TrafficProfile]) -> str:
    """All results as JSON, with the simulated traffic profiles."""
    return json.dumps(
        {
            "kept": not any(rate.exceeded for rate in rates),
            "talk": {name: asdict(profile) for name, profile in profiles.items()},
            "promises": [_json(rate) for rate in rates],
        }
    )


def _json(rate: SimulatedRate) -> dict[str, Any]:
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


def _cell(rate: SimulatedRate) -> str:
    low, high = rate.interval
    return f"{'! ' if rate.exceeded else ''}{rate.per_week:.2f} ({low:.2f}-{high:.2f})"


def _mean(rates: Sequence[SimulatedRate]) -> float:
    return sum(rate.per_week for rate in rates) / len(rates)


def _result(rates: Sequence[SimulatedRate]) -> str:
    """The result in a sentence, with the rate that is highest compared with its target."""
    worst = max(rates, key=lambda rate: rate.interval[0] / rate.target.per_week)
    exceeded = sum(rate.exceeded for rate in rates)
    times = f"{worst.per_week / worst.target.per_week:.1f} times the target"
    least = f"at least {worst.interval[0] / worst.target.per_week:.1f} times"
    highest = f"Highest: {worst.traffic}, {worst.target.name}: {times} ({least} with 97.5 % confidence)."
    if exceeded:
        return f"EXCEEDED: {exceeded} of {len(rates)} targets, marked with !. {highest}"
    return f"OK: none of {len(rates)} targets is exceeded by a factor of {TOLERANCE:g}. {highest}"
