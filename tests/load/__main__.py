"""A load on the local stack, on 127.0.0.1 only, and the paper model beside it: ``python -m tests.load``."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from infra.local.stack import Stack
from tests.load import paper
from tests.load.past import push_past
from tests.load.run import Result, run

RATES = (10, 1_000, 10_000)
ROOM = 0.8
"""How much of a limit may be used: shards are counted so that this part of a partition is."""


def main(
    *,
    brands: Annotated[int, typer.Option(min=1, max=50)] = 5,
    rate: Annotated[int, typer.Option(min=1, max=2_000, help="Mentions a second, all brands together.")] = 400,
    minutes: Annotated[float, typer.Option(min=0.05, max=10.0)] = 1.0,
    past_days: Annotated[
        int, typer.Option(min=0, max=60, help="Meanwhile push so many days of the past of twenty other brands.")
    ] = 0,
    local: Annotated[
        bool, typer.Option("--local/--paper", help="Load the local stack, or only print the model.")
    ] = True,
) -> None:
    """Push so many mentions a second to so many brands for so many minutes; print what came of it, and the model."""
    console = Console()
    units = paper.measured()
    if local:
        with Stack.start() as stack, ThreadPoolExecutor(1) as pool:
            past = pool.submit(push_past, stack, past_days) if past_days else None
            _print_run(console, run(stack, [f"load-{number}" for number in range(brands)], rate, minutes))
            if past:
                posts, seconds = past.result()
                console.print(f"meanwhile {posts:,} posts of {past_days} days were pushed, in {seconds:.0f} s")
    _print_paper(console, units)


def _print_run(console: Console, result: Result) -> None:
    load, cores = os.getloadavg()[0], os.cpu_count()
    p50, p95, p99 = result.lags()
    console.print(
        f"{result.mentions:,} mentions pushed, {result.counted[-1][1]:,} counted:",
        "exact" if result.exact else "NOT EXACT",
    )
    console.print(f"{result.mentions / result.seconds:,.0f} a second from the first push to the last count")
    console.print(f"lag from push to counted: p50 {p50:.1f} s, p95 {p95:.1f} s, p99 {p99:.1f} s")
    for name, spent in result.cpu.items():
        console.print(f"CPU of {name}: {spent / result.mentions * 1e6:,.0f} us a mention")
    console.print(f"the machine: {cores} cores, load {load:.1f}")


def _print_paper(console: Console, units: paper.Units) -> None:
    console.print(
        f"measured: enrich {units.enrich_us:.0f} and intake {units.intake_us:.0f} us CPU a mention,"
        f" {units.writes:.2f} writes a mention"
    )
    table = Table(
        "mentions/s on one brand", "write shards", "first limit", "used", "next limit", "used ", "USD a month"
    )
    for rate in RATES:
        shards = max(1, round(rate / paper.PARTITION / ROOM + 0.4999))
        limits = sorted(paper.used(rate, shards, units).items(), key=lambda limit: -limit[1])
        (first, most), (second, next_most) = limits[:2]
        cells = [first, f"{most:.0%}", second, f"{next_most:.0%}", f"{paper.dollars(rate, units):,.0f}"]
        table.add_row(f"{rate:,}", str(shards), *cells)
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
