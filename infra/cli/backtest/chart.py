"""Draws a backtest: its counts, the normal counts, and each alarm with its number in a list below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infra.cli import plot
from infra.cli.backtest.run import Backtest, JudgedBucket
from infra.cli.plot import Chart, Column
from infra.cli.scale import PLOT_WIDTH, Scale, day_and_time
from shared.messages.phrases import duration, times_normal
from shared.messages.quote import shorten

LISTED = 8
"""Alarms in the list; the others have marks without a number."""

NEAR = 22
"""The distance at which two numbers would overlap."""

NAME_LENGTH = 44


def draw(backtest: Backtest) -> str:
    """The chart as SVG; the same backtest gives the same text."""
    bucket_ms = backtest.settings.bucket_ms
    column_ms = bucket_ms * buckets_per_column(backtest.buckets, bucket_ms)
    columns = list(columns_of(backtest.buckets, column_ms))
    counts = f"{'posts' if column_ms == bucket_ms else 'most'} in {duration(bucket_ms)}"
    return plot.draw(
        Chart(
            title=shorten(backtest.name, NAME_LENGTH),
            description=_description(backtest),
            counts=counts,
            columns=columns,
            column_ms=column_ms,
            marks=list(_marks(backtest.alarms, plot.scale_of(columns, column_ms))),
            rows=list(_rows(backtest.alarms)),
        )
    )


def buckets_per_column(buckets: Sequence[JudgedBucket], bucket_ms: int) -> int:
    """How many buckets share a column, so that there are no more columns than the plot is wide."""
    span = (buckets[-1].start_ms - buckets[0].start_ms) // bucket_ms + 1
    return -(-span // PLOT_WIDTH)


def columns_of(buckets: Sequence[JudgedBucket], column_ms: int) -> Iterator[Column]:
    """Columns with the largest count and the mean normal count of their buckets; empty ones are left out."""
    first = buckets[0].start_ms
    groups: dict[int, list[JudgedBucket]] = {}
    for bucket in buckets:
        groups.setdefault((bucket.start_ms - first) // column_ms, []).append(bucket)
    for place, group in groups.items():
        yield Column(
            at_ms=first + place * column_ms,
            count=max(bucket.result.count for bucket in group),
            normal=sum(bucket.result.expected for bucket in group) / len(group),
            alarm=any(bucket.result.alert for bucket in group),
        )


def _description(backtest: Backtest) -> str:
    alarms = backtest.alarms
    when = f": {', '.join(alarm.stamp for alarm in alarms[:LISTED])}" if alarms else ""
    more = " and more" if len(alarms) > LISTED else ""
    return f"{backtest.name}, {backtest.days:.1f} days, {backtest.outcome}{when}{more}"


def _marks(alarms: Sequence[JudgedBucket], scale: Scale) -> Iterator[tuple[int, str]]:
    """A mark for each alarm; those close together share the label of the first: ``4-5``."""
    groups: list[list[int]] = []
    for number, alarm in enumerate(alarms):
        if groups and scale.x(alarm.start_ms) - scale.x(alarms[groups[-1][0]].start_ms) < NEAR:
            groups[-1].append(number)
        else:
            groups.append([number])
    for group in groups:
        listed = [number + 1 for number in group if number < LISTED]
        label = "-".join(map(str, sorted({listed[0], listed[-1]}))) if listed else ""
        for number in group:
            yield alarms[number].start_ms, label if number == group[0] else ""


def _rows(alarms: Sequence[JudgedBucket]) -> Iterator[str]:
    for number, alarm in enumerate(alarms[:LISTED], 1):
        count = f"{alarm.result.count:,} posts, {times_normal(alarm.evidence)} normal"
        yield f"{number}: {day_and_time(alarm.start_ms)} UTC: {count}"
    if len(alarms) > LISTED:
        yield f"and {len(alarms) - LISTED:,} more"
    if not alarms:
        yield "No alert would have been sent."
