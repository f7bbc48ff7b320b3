"""How well detectors distinguish bursts from normal posts, ours and others: ``python -m tests.benchmarks detection``.

Every detector judges the same seeded streams (:mod:`tests.benchmarks.comparison.streams`),
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
from tests.benchmarks.comparison.detectors import OURS
from tests.benchmarks.comparison.runs import Plan, Results, run

Figure = tuple[str, float, str, float | None]
"""A name, its value and unit, and the budget it must not exceed; one named "at least" must reach it."""

WIDTH = 150


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
        ("false alarms, clean streams: worst", float(row["worst"]), "a brand-week", 1.5),
        ("false alarms, clean streams: mean", float(row["mean"]), "a brand-week", 1.0),
        ("bursts >= 5x for >= 15 min caught, at least", float(row["caught"]), "share", 0.86),
        ("the same under strong daily cycles, at least", float(row["strong"]), "share", 0.65),
        ("mean delay on them", float(row["delay"]), "buckets", 4.0),
        ("an update", micro, "us", 25.0),
        ("a state", float(size), "bytes", 1_000.0),
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
        print(f"{name:46} {value:10.2f} {unit:14} {'' if budget is None else f'budget {budget:g}'}")


if __name__ == "__main__":
    main()
