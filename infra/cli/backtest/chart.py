"""The chart of a trial: counts, what was normal, and each alert with its number in the list below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from functions.query.html.markup import Markup, element, join
from infra.cli import plot
from infra.cli.backtest.run import Backtest, JudgedBucket
from shared.messages.phrases import duration, times_normal
from shared.messages.quote import shorten

LISTED = 8
"""Alerts that are listed; the others are marked without a number."""

NEAR = 22
"""Units within which two numbers would run into one another."""

NAME_LENGTH = 44


@dataclass(frozen=True, slots=True)
class Column:
    """What a vertical line of the chart stands for: the most counted in its buckets, and the mean normal."""

    at_ms: int
    count: int
    expected: float


def draw(trial: Backtest) -> str:
    """The chart as SVG; the same trial gives the same text."""
    columns = list(columns_of(trial.verdicts, trial.terms.bucket_ms))
    first, last = trial.verdicts[0].bucket.start_ms, trial.verdicts[-1].bucket.start_ms
    most = max(max(column.count, column.expected) for column in columns)
    scale = plot.Scale(first, last + trial.terms.bucket_ms, plot.ceiling(most))
    rows, whole = list(_rows(trial.alerts)), len(columns) == len(trial.verdicts)
    top = plot.FLOOR + plot.AXIS_HEIGHT
    name = shorten(trial.name, NAME_LENGTH)
    return plot.page(
        _said(trial),
        top + plot.LINE * (len(rows) + 1),
        plot.heading(name, f"{'posts' if whole else 'most'} in {duration(trial.terms.bucket_ms)}"),
        plot.axes(scale),
        _counts(columns, scale),
        _normal(columns, scale),
        *_marks(trial.alerts, scale),
        join(
            element("text", row, x=6, y=top + plot.LINE * (place + 1), class_="said") for place, row in enumerate(rows)
        ),
    )


def columns_of(verdicts: Sequence[JudgedBucket], bucket_ms: int) -> Iterator[Column]:
    """At most as many columns as the plot is wide, each whole buckets; none where nothing was collected."""
    first = verdicts[0].bucket.start_ms
    buckets = (verdicts[-1].bucket.start_ms - first) // bucket_ms + 1
    width = -(-buckets // plot.PLOT_WIDTH) * bucket_ms
    gathered: dict[int, list[JudgedBucket]] = {}
    for verdict in verdicts:
        gathered.setdefault((verdict.bucket.start_ms - first) // width, []).append(verdict)
    for place, group in gathered.items():
        normal = sum(verdict.traced.expected for verdict in group) / len(group)
        yield Column(first + place * width, max(verdict.traced.count for verdict in group), normal)


def _said(trial: Backtest) -> str:
    alerts = trial.alerts
    when = f": {', '.join(alert.bucket.stamp for alert in alerts[:LISTED])}" if alerts else ""
    more = " and more" if len(alerts) > LISTED else ""
    return f"{trial.name}, {trial.days:.1f} days, told {len(alerts):,} times{when}{more}"


def _counts(columns: Iterable[Column], scale: plot.Scale) -> Markup:
    path = "".join(f"M{scale.x(c.at_ms)} {plot.FLOOR}V{scale.y(c.count)}" for c in columns if c.count)
    return element("path", d=path, class_="count")


def _normal(columns: Sequence[Column], scale: plot.Scale) -> Markup:
    """The line of what was normal, broken where nothing was collected."""
    step = min((after.at_ms - before.at_ms for before, after in pairwise(columns)), default=0)
    path, last = [], None
    for column in columns:
        pen = "M" if last is None or column.at_ms - last > step else "L"
        path.append(f"{pen}{scale.x(column.at_ms)} {scale.y(column.expected)}")
        last = column.at_ms
    return element("path", d="".join(path), class_="normal", stroke_width=1.5)


def _marks(alerts: Sequence[JudgedBucket], scale: plot.Scale) -> Iterator[Markup]:
    """A mark for each alert; those too near to be told apart share the word of the first: ``4-5``."""
    near: list[list[int]] = []
    for number, alert in enumerate(alerts):
        x = scale.x(alert.bucket.start_ms)
        if near and x - scale.x(alerts[near[-1][0]].bucket.start_ms) < NEAR:
            near[-1].append(number)
        else:
            near.append([number])
    for group in near:
        listed = [number + 1 for number in group if number < LISTED]
        word = "-".join(map(str, sorted({listed[0], listed[-1]}))) if listed else ""
        for number in group:
            yield plot.mark(alerts[number].bucket.start_ms, word if number == group[0] else "", scale)


def _rows(alerts: Sequence[JudgedBucket]) -> Iterator[str]:
    for number, alert in enumerate(alerts[:LISTED], 1):
        count = f"{alert.traced.count:,} posts, {times_normal(alert.evidence)} normal"
        yield f"{number}: {plot.day_and_clock(alert.bucket.start_ms)} UTC: {count}"
    if len(alerts) > LISTED:
        yield f"and {len(alerts) - LISTED:,} more"
    if not alerts:
        yield "Nobody would have been told."
