"""What a calibration found, as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from infra.simulation.calibration import TOLERANCE, SimulatedRate
from infra.simulation.traffic import TrafficProfile


def text_lines(found: Sequence[SimulatedRate]) -> Iterator[str]:
    """The lines of the table, a column for each promise, and what they come to."""
    promises = list(dict.fromkeys(kept.promise for kept in found))
    wide = max(len(kept.talk) for kept in [*found]) + 2
    yield f"False alarms a week of one signal, {found[0].weeks:g} simulated weeks each (in brackets: 95 % interval)"
    yield f"{'':{wide}}" + "".join(f"{promise.name:>22}" for promise in promises)
    yield f"{'promised':{wide}}" + "".join(f"{f'{promise.a_week:.3g}':>22}" for promise in promises)
    for talk in dict.fromkeys(kept.talk for kept in found):
        yield f"{talk:{wide}}" + "".join(f"{_cell(kept):>22}" for kept in found if kept.talk == talk)
    means = [_mean([kept for kept in found if kept.promise == promise]) for promise in promises]
    yield f"{'mean':{wide}}" + "".join(f"{mean:>22.2f}" for mean in means)
    yield _outcome(found)


def as_json(found: Sequence[SimulatedRate], talk: Mapping[str, TrafficProfile]) -> str:
    """All of it, with the courses that were simulated."""
    return json.dumps(
        {
            "kept": not any(kept.broken for kept in found),
            "talk": {name: asdict(course) for name, course in talk.items()},
            "promises": [_json(kept) for kept in found],
        }
    )


def _json(kept: SimulatedRate) -> dict[str, Any]:
    low, high = kept.interval
    return {
        "talk": kept.talk,
        "setting": kept.promise.name,
        "promised_a_week": kept.promise.a_week,
        "simulated_a_week": kept.a_week,
        "at_least": low,
        "at_most": high,
        "false_alarms": kept.told,
        "weeks": kept.weeks,
        "broken": kept.broken,
    }


def _cell(kept: SimulatedRate) -> str:
    low, high = kept.interval
    return f"{'! ' if kept.broken else ''}{kept.a_week:.2f} ({low:.2f}-{high:.2f})"


def _mean(found: Sequence[SimulatedRate]) -> float:
    return sum(kept.a_week for kept in found) / len(found)


def _outcome(found: Sequence[SimulatedRate]) -> str:
    """The verdict, with the one that comes nearest to breaking or breaks most."""
    worst = max(found, key=lambda kept: kept.interval[0] / kept.promise.a_week)
    broken = sum(kept.broken for kept in found)
    times = worst.a_week / worst.promise.a_week
    named = f"{worst.talk}, {worst.promise.name}: {times:.1f} times the promise"
    sure = f"surely at least {worst.interval[0] / worst.promise.a_week:.1f} times"
    if broken:
        return f"BROKEN: {broken} of {len(found)} promises (marked !); most by {named}, {sure}."
    return f"Kept: all {len(found)} promises; none is surely above {TOLERANCE:g} times. Nearest: {named}, {sure}."
