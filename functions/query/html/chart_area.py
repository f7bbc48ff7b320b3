"""Where things stand in the drawing of a chart, in units of its view box."""

from __future__ import annotations

from functions.query.html.chart_span import Span

WIDTH = 320
LEFT, RIGHT, TOP, BOTTOM = 30, 4, 62, 24
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - RIGHT, 112
FLOOR = TOP + PLOT_HEIGHT
AXIS = FLOOR + BOTTOM


def x_of(at_ms: int, span: Span) -> float:
    """The place of a time, rounded so that the drawing stays small."""
    return round(LEFT + PLOT_WIDTH * (at_ms - span.since_ms) / (span.until_ms - span.since_ms), 2)
