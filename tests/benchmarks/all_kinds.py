"""All kinds of moments together: what people are told of a brand while nothing happens to it.

``python -m tests.benchmarks all_kinds`` replays recorded posts about brands (if they lie
beside this checkout), weeks resampled from their normal days, these posts at the real pace
of other brands, and synthetic talk, all by the live path from enrichment to notify's policy.
``python -m tests.benchmarks.all_kinds`` takes more weeks, other seeds, or every single minute.
"""

# ruff: noqa: T201 - figures to read

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import cycle
from math import exp

from rich.console import Console
from rich.table import Table

from functions.detect.detectors.signal import WEEKS_BETWEEN_FALSE_ALARMS, Signal
from shared.domain.brand import Brand, Sensitivity
from shared.domain.time import BUCKET_MINUTES, DAY_MS, MINUTE_MS
from tests.benchmarks.recorded_posts import FOLDER
from tests.benchmarks.replays import events, real_volume, synthetic
from tests.benchmarks.replays.recorded_brands import minute_counts, recordings
from tests.benchmarks.replays.replay import Replay, Told
from tests.benchmarks.replays.resampled import resampled

Figure = tuple[str, float, str, float | None]

LEARNING_DAYS, START_MS = 7, 16_468 * DAY_MS
"""Days of resampled, paced and synthetic talk that only teach; when the resampled and the synthetic begin, a Monday."""

MOST, PROMISED = 1.2, 1.0 / WEEKS_BETWEEN_FALSE_ALARMS[Sensitivity.STANDARD]
"""Moments a brand-week, all kinds together: the budget, and what the standard sensitivity promises."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is replayed.

    ``runs`` of resampled days for each airline, each of so many ``weeks`` after the learning
    one; ``paced_weeks`` and ``synthetic_weeks`` of the others; ``every`` so many minutes a tick.
    """

    runs: int = 4
    weeks: int = 2
    paced_weeks: int = 3
    synthetic_weeks: int = 2
    seed: int = 1
    every: int = BUCKET_MINUTES


def figures(plan: Plan = Plan()) -> list[Figure]:
    """What was told a brand-week, beside the promise; the table of the kinds is printed on the way."""
    rows: dict[str, Told] = {}
    if recordings():
        rows |= recorded(plan) | {"resampled": total(surrogates(plan).values())}
        if paced := at_real_pace(plan):
            rows["at a real pace"] = total(paced.values())
        print_events()
    else:
        print(f"The recorded posts are not in {FOLDER}: only synthetic talk is replayed.")
    rows["synthetic"] = total(simulated(plan).values())
    Console(width=150).print(kinds_table(rows))
    return [figure for name, told in rows.items() for figure in _figures(name, told)]


def recorded(plan: Plan) -> dict[str, Told]:
    """The recorded days as they were: those outside a surge, without the first, and the surge."""
    quiet, surge = Told(), Told()
    for found in recordings().values():
        first_ms, last_ms = found.mentions[0].minute_ms, found.mentions[-1].minute_ms + MINUTE_MS
        replay = Replay(found.brand, minute_counts(found.mentions), last_ms, plan.every)
        begin_ms = first_ms + DAY_MS if found.normal else found.surge.stop
        windows = [(found.surge.start, found.surge.stop)] if found.surge else []
        quiet += total(replay.told(*part) for part in outside(windows, begin_ms, last_ms))
        surge += total(replay.told(*window) for window in windows)
    return {"recorded, outside the surge": quiet, "recorded, in the surge": surge}


def surrogates(plan: Plan) -> dict[str, Told]:
    """Weeks resampled from the normal days of each brand."""
    target = range(START_MS, START_MS + (LEARNING_DAYS + 7 * plan.weeks) * DAY_MS)
    told: dict[str, Told] = {}
    for name, found in recordings().items():
        for seed in range(plan.seed, plan.seed + plan.runs if found.normal else 0):
            drawn = resampled(found.mentions, found.normal, target, seed)
            replay = Replay(found.brand, minute_counts(drawn), target.stop, plan.every)
            told[name] = told.get(name, Told()) + replay.told(START_MS + LEARNING_DAYS * DAY_MS, target.stop)
    return told


def at_real_pace(plan: Plan) -> dict[str, Told]:
    """The posts of normal days at the pace of other brands, outside the times when something happened to these."""
    normal = [found for found in recordings().values() if found.normal]
    told: dict[str, Told] = {}
    for name, found in zip(real_volume.series_names(), cycle(normal), strict=False):
        counts = list(real_volume.counts(name, found.normal_mentions()))
        begin_ms = counts[0].minute_ms + LEARNING_DAYS * DAY_MS
        end_ms = begin_ms + 7 * plan.paced_weeks * DAY_MS
        replay = Replay(found.brand, counts, end_ms, plan.every)
        told[name] = total(replay.told(*part) for part in outside(real_volume.windows(name), begin_ms, end_ms))
    return told


def print_events() -> None:
    """Whether the kinds speak when something does happen, for each brand: what was told of the event of each kind."""
    normal = {name: found for name, found in recordings().items() if found.normal}
    told = {name: events.told(found, START_MS) for name, found in normal.items()}
    table = Table("put into resampled days", *told, title="What people are told when something happens")
    for signal in Signal:
        kinds = (sorted(kind.value for kind in found[signal.kind]) for found in told.values())
        table.add_row(signal.kind.value, *(", ".join(each) or "nothing" for each in kinds))
    Console(width=150).print(table)


def outside(windows: Iterable[tuple[int, int]], begin_ms: int, end_ms: int) -> Iterator[tuple[int, int]]:
    """What these windows leave of a time.

    >>> list(outside([(3, 5), (20, 30)], 0, 22)), list(outside([(0, 5)], 2, 9))
    ([(0, 3), (5, 20)], [(5, 9)])
    """
    for first_ms, last_ms in sorted(windows):
        if begin_ms < min(first_ms, end_ms):
            yield begin_ms, min(first_ms, end_ms)
        begin_ms = max(begin_ms, last_ms)
    if begin_ms < end_ms:
        yield begin_ms, end_ms


def simulated(plan: Plan) -> dict[str, Told]:
    """Weeks of synthetic talk."""
    days = LEARNING_DAYS + 7 * plan.synthetic_weeks
    end_ms, told = START_MS + days * DAY_MS, {}
    for name in synthetic.STREAMS:
        counts = list(synthetic.counts(name, START_MS, days, plan.seed))
        replay = Replay(Brand("acme", "Acme"), counts, end_ms, plan.every)
        told[name] = replay.told(START_MS + LEARNING_DAYS * DAY_MS, end_ms)
    return told


def total(told: Iterable[Told]) -> Told:
    """All of them together."""
    return sum(told, Told())


def interval(count: int) -> tuple[float, float]:
    """The means for which so many events are no surprise, each side in one case of forty (Garwood, Biometrika 1936).

    >>> [round(end, 2) for end in interval(0)], [round(end, 2) for end in interval(24)]
    ([0.0, 3.69], [15.38, 35.71])
    """
    low = 0.0 if count == 0 else _mean_where(count - 1, 0.975)
    return low, _mean_where(count, 0.025)


def _mean_where(count: int, probability: float) -> float:
    """The mean of a Poisson number that is at most ``count`` with this probability."""
    low, high = 0.0, 10.0 * count + 10.0
    for _ in range(60):
        middle = (low + high) / 2.0
        term = at_most = exp(-middle)
        for number in range(1, count + 1):
            term *= middle / number
            at_most += term
        low, high = (middle, high) if at_most > probability else (low, middle)
    return low


def kinds_table(rows: dict[str, Told]) -> Table:
    """Moments a brand-week by kind, with the part that each kind may have, and all together."""
    table = Table("a brand-week", "part", *rows, title="What people are told while nothing happens")
    for signal in Signal:
        part = signal.definition.false_alarm_share * PROMISED
        table.add_row(
            signal.kind.value, f"{part:.2f}", *(_interval(told.moments[signal.kind], told) for told in rows.values())
        )
    table.add_row(
        "moments", f"{PROMISED:.2f}", *(_interval(told.moments.total(), told) for told in rows.values()), style="bold"
    )
    table.add_row("alerts", "", *(_interval(told.alerts, told) for told in rows.values()))
    table.add_row("pages", "", *(_interval(told.pages, told) for told in rows.values()))
    table.add_row("brand-weeks", "", *(f"{told.weeks:.1f}" for told in rows.values()))
    return table


def _interval(count: int, told: Told) -> str:
    low, high = interval(count)
    return f"{count / told.weeks:.2f} ({low / told.weeks:.2f} to {high / told.weeks:.2f})"


def _figures(name: str, told: Told) -> Iterable[Figure]:
    false = name != "recorded, in the surge"
    yield f"{name}: moments, all kinds", told.moments.total() / told.weeks, "a brand-week", MOST if false else None
    yield f"{name}: alerts", told.alerts / told.weeks, "a brand-week", MOST if false else None
    yield f"{name}: pages", told.pages / told.weeks, "a brand-week", None


def main() -> None:
    """Print the table of kinds, and every brand and stream by itself."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.all_kinds", description=__doc__)
    parts = {"recorded": recorded, "resampled": surrogates, "pace": at_real_pace, "synthetic": simulated}
    usual = asdict(Plan())
    for name, value in usual.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=value)
    parser.add_argument("--only", choices=(*parts, "events"), default="")
    chosen = parser.parse_args()
    plan = Plan(**{name: getattr(chosen, name) for name in usual})
    if chosen.only == "events":
        print_events()
        return
    for part in [chosen.only] if chosen.only else parts:
        if part == "synthetic" or recordings():
            rows = parts[part](plan)
            Console(width=40 + 28 * len(rows)).print(kinds_table({**rows, "all": total(rows.values())}))


if __name__ == "__main__":
    main()
