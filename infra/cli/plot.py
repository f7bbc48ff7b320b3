"""Draws counts over time as SVG: bars for the counts, a line for the normal counts, and marks for alerts.

Heights are square roots, because counts then vary by the same amount at any level: a
quiet week can be read beside a burst of a hundred times as many. The SVG has no script,
loads nothing, and fits the width of a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from infra.cli.scale import AXIS_HEIGHT, FLOOR, LEFT, PLOT_WIDTH, TOP, WIDTH, Scale, axes, ceiling
from shared.html.markup import Markup, element, join

LINE_HEIGHT = 18

CHARACTER_WIDTH = 6.4
"""The approximate width of a character, which keeps labels apart."""

STYLE = Markup("""
.plot{--bar:#8f9bab;--line:#1f6feb;--bad:#b3141d;--ink:#1c2024;--quiet:#555b64;--grid:#d9dde3;--back:#fff}
.plot text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--quiet)}
.plot .back{fill:var(--back)}.plot .count{stroke:var(--bar);fill:none}.plot .alarm{stroke:var(--bad);fill:none}
.plot .normal{stroke:var(--line);fill:none}.plot .grid{stroke:var(--grid)}
.plot .mark{stroke:var(--bad);stroke-dasharray:3 3}.plot .sign{fill:var(--bad)}
.plot .label{fill:var(--ink)}.plot .head{fill:var(--ink);font-weight:600}
@media (prefers-color-scheme:dark){.plot{--bar:#77828f;--line:#6cb0ff;--bad:#ff7a70;--ink:#eceff3;--quiet:#a9b2be;
--grid:#333a43;--back:#14171b}}
""")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its start, its count (``None``: unknown), its normal count, and whether it raised an alarm."""

    at_ms: int
    count: int | None
    normal: float
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw: ``marks`` are times with labels, ``rows`` are lines of text below the axis.

    ``title`` is drawn and ``description`` is for screen readers; ``counts`` names the
    bars in the legend. Columns are ``column_ms`` wide; some may be missing.
    """

    title: str
    description: str
    counts: str
    columns: Sequence[Column]
    column_ms: int
    marks: Sequence[tuple[int, str]]
    rows: Sequence[str] = ()


def draw(chart: Chart) -> Markup:
    """The chart as SVG; the same chart gives the same text."""
    scale = scale_of(chart.columns, chart.column_ms)
    top = FLOOR + AXIS_HEIGHT
    height = top + (LINE_HEIGHT * (len(chart.rows) + 1) if chart.rows else 0)
    return element(
        "svg",
        element("title", chart.description),
        element("style", STYLE),
        element("rect", width=WIDTH, height=height, class_="back"),
        _heading(chart.title, chart.counts),
        axes(scale),
        _bars(chart, scale, alarm=False),
        _bars(chart, scale, alarm=True),
        _normal_line(chart, scale),
        *(_mark(at_ms, label, scale) for at_ms, label in chart.marks),
        *(element("text", row, x=6, y=top + LINE_HEIGHT * n, class_="label") for n, row in enumerate(chart.rows, 1)),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height}",
        class_="plot",
        role="img",
    )


def scale_of(columns: Sequence[Column], column_ms: int) -> Scale:
    """The scale on which all columns have room."""
    most = max(max(column.count or 0, column.normal) for column in columns)
    return Scale(columns[0].at_ms, columns[-1].at_ms + column_ms, ceiling(most))


def _heading(title: str, counts: str) -> Markup:
    """The title and the legend."""
    legend, x = [], LEFT
    for name, word in (("count", counts), ("normal", "normal"), ("mark", "alert")):
        legend.append(element("line", x1=x, x2=x + 14, y1=33, y2=33, class_=name, stroke_width=3))
        legend.append(element("text", word, x=x + 19, y=37))
        x += 38 + round(len(word) * CHARACTER_WIDTH)
    return element("text", title, x=6, y=16, class_="head") + join(legend)


def _bars(chart: Chart, scale: Scale, *, alarm: bool) -> Markup:
    """The counts of all columns with or without an alarm, as one path with wide strokes."""
    columns = [column for column in chart.columns if column.count and column.alarm is alarm]
    path = "".join(f"M{_middle(c, chart, scale)} {FLOOR}V{scale.y(c.count or 0)}" for c in columns)
    width = PLOT_WIDTH * chart.column_ms / (scale.until_ms - scale.since_ms)
    name = "alarm" if alarm else "count"
    return element("path", d=path, class_=name, stroke_width=max(round(width * 0.86, 1), 1.0))


def _normal_line(chart: Chart, scale: Scale) -> Markup:
    """The line of the normal counts, with gaps where columns are missing."""
    path, last = [], None
    for column in chart.columns:
        pen = "M" if last is None or column.at_ms - last > chart.column_ms else "L"
        path.append(f"{pen}{_middle(column, chart, scale)} {scale.y(column.normal)}")
        last = column.at_ms
    return element("path", d="".join(path), class_="normal", stroke_width=1.5)


def _middle(column: Column, chart: Chart, scale: Scale) -> float:
    return scale.x(column.at_ms + chart.column_ms / 2)


def _mark(at_ms: int, label: str, scale: Scale) -> Markup:
    """A dashed line with a sign and a label on top."""
    x = scale.x(at_ms)
    return (
        element("line", x1=x, x2=x, y1=TOP - 2, y2=FLOOR, class_="mark")
        + element("path", d=f"M{x} {TOP}l-4 -7h8z", class_="sign")
        + element("text", label, x=x, y=TOP - 9, text_anchor="middle", class_="label")
    )
