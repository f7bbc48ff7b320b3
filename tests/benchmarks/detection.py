"""How well detectors distinguish bursts from normal posts, ours and others: ``python -m tests.benchmarks detection``.

Every detector judges the same seeded streams (:mod:`tests.benchmarks.comparison.streams`, simple ones,
and :mod:`tests.benchmarks.comparison.realistic_streams`),
at the threshold a user would leave it at and at the one with which, on other seeds, it
raises one false alarm a brand-week in the mean. ``python -m tests.benchmarks.detection
--json`` prints the figures as JSON, ``--seed N`` takes other series.
"""

# ruff: noqa: T201 - figures to read

from __future__ import annotations

import argparse
import json

from rich.console import Console

from tests.benchmarks.comparison import random_cut_forest, tables
from tests.benchmarks.comparison.confirmed import confirmed_catches
from tests.benchmarks.comparison.delays import delays_of_bursts, delays_of_windows, quantile
from tests.benchmarks.comparison.detectors import OURS
from tests.benchmarks.comparison.real_series import judged, real_series, total
from tests.benchmarks.comparison.runs import Plan, Results, run
from tests.benchmarks.comparison.scoring import share_caught, slow_burns
from tests.benchmarks.comparison.streams import STREAMS

Figure = tuple[str, float, str, float | None]
"""A name, its value and unit, and the budget it must not exceed; one named "at least" must reach it."""

WIDTH = 150

SEEDS = range(1, 3)
"""The seeds of the bursts whose alerts are looked for in each minute."""

SIMPLE = {stream.name for stream in STREAMS}


def figures(plan: Plan = Plan()) -> list[Figure]:  # noqa: B008 - frozen
    """Our figures beside what they must be; the tables of all detectors are printed on the way."""
    results, costs = run(plan), tables.expenses()
    console = Console(width=WIDTH)
    for table in (tables.false_table(results), tables.caught_table(results)):
        console.print(table)
    console.print(tables.summary_table(tables.summary(results), costs))
    if not random_cut_forest.INSTALLED:
        console.print(random_cut_forest.MISSING, markup=False)
    return _reach(results, *costs[OURS.name])


def _reach(results: Results, micro: float, size: int) -> list[Figure]:
    row = tables.summary(results)[0]
    return [
        ("false alarms, simple streams: worst", float(row["worst"]), "a brand-week", 1.5),
        ("false alarms, simple streams: mean", float(row["mean"]), "a brand-week", 1.0),
        ("false alarms, realistic streams: worst", float(row["realistic worst"]), "a brand-week", 1.5),
        ("false alarms, realistic streams: mean", float(row["realistic mean"]), "a brand-week", 1.0),
        ("bursts >= 5x for >= 15 min caught, at least", float(row["caught"]), "share", 0.86),
        ("the same under strong daily cycles, at least", float(row["strong"]), "share", 0.7),
        ("the same in realistic streams, at least", float(row["realistic caught"]), "share", 0.5),
        ("a slow burn of twice the normal for six hours caught, at least", _slow(results, 2), "share", 0.5),
        ("one of three times, at least", _slow(results, 3), "share", 0.75),
        *_confirmed(),
        ("from the burst's start to the alert, median", float(row["median minutes"]), "minutes", 15.0),
        ("the same, nine of ten", float(row["p90 minutes"]), "minutes", 60.0),
        ("an update", micro, "us", 15.0),
        ("a state", float(size), "bytes", 700.0),
        *_minutes(),
        *_real(),
    ]


def _slow(results: Results, size: int) -> float:
    """The share of slow burns of this size that our detector caught in simple streams."""
    ours = (one for one in results.bursts[OURS.name, "default"] if one.stream in SIMPLE)
    return share_caught(slow_burns([catch for one in ours for catch in one.catches], size))


def _confirmed() -> list[Figure]:
    """The same where people confirm every burst that they are told of."""
    found = confirmed_catches(range(1, 1 + Plan().ours_bursts))
    return [
        (
            "bursts caught where those reported are confirmed, at least",
            share_caught([catch for catch in found if catch.matters]),
            "share",
            0.86,
        ),
        ("slow burn of twice the normal, the same, at least", share_caught(slow_burns(found, 2)), "share", 0.5),
        ("slow burn of three times, the same, at least", share_caught(slow_burns(found, 3)), "share", 0.75),
    ]


def _minutes() -> list[Figure]:
    """How long it takes from a burst's first post to the alert where the open bucket is looked at each minute."""
    judges = {
        "simulated bursts": (delays_of_bursts(SEEDS), (10.0, 60.0)),
        "recorded series": (delays_of_windows(), (15.0, 90.0)),
    }
    return [
        (f"{name}: first post to alert, looked at each minute, {words}", quantile(delays, share), "minutes", budget)
        for name, (delays, budgets) in judges.items()
        if delays
        for words, share, budget in zip(("median", "nine of ten"), (0.5, 0.9), budgets, strict=True)
    ]


def _real() -> list[Figure]:
    """Our figures on the recorded series, where they are."""
    found = {series.name: judged(series) for series in real_series()}
    if not found:
        return []
    every = total(found.values())
    return [
        *((f"{name}: score", score.score, "of 100", None) for name, score in found.items()),
        *((f"{name}: false alarms", score.false_a_week, "a brand-week", None) for name, score in found.items()),
        ("recorded series: score, at least", every.score, "of 100", 86.0),
        ("recorded series: windows caught", float(every.caught), f"of {every.windows}", None),
        ("recorded series: false alarms", every.false_a_week, "a brand-week", 0.7),
    ]


def main() -> None:
    """Print the tables and our figures, or all as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.detection", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--seed", type=int, default=1, help="the first of the seeds")
    chosen = parser.parse_args()
    if chosen.json:
        results = run(Plan(first=chosen.seed))
        print(json.dumps({"detectors": tables.summary(results), "costs": tables.expenses()}, indent=1))
        return
    for name, value, unit, budget in figures(Plan(first=chosen.seed)):
        print(f"{name:72} {value:10.2f} {unit:14} {'' if budget is None else f'budget {budget:g}'}")


if __name__ == "__main__":
    main()
