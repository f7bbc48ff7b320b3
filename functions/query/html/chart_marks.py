"""The marks of a chart: numbers at their times above the bars, and what happened then in a list below the axis."""

from __future__ import annotations

from collections.abc import Sequence

from functions.query.html.chart_area import AXIS, FLOOR, LEFT, TOP, WIDTH, x_of
from functions.query.html.chart_span import Mark, Span
from shared.html.markup import Markup, element
from shared.messages.phrases import time_with_date

LONGEST_DAY = len(" 28 Feb")
ROW_HEIGHT, COLUMN_WIDTH = 17, 160
"""The list of marks below the axis: two in a row."""

ROWS = (8, 24)
"""How far above the bars the numbers stand."""

RADIUS = 7.5
"""Of the numbers of the marks."""


def mark_lines(marks: Sequence[Mark], span: Span) -> list[Markup]:
    """A line and a number for each mark; a number that would cover another stands above it, or a little beside."""
    drawn: list[Markup] = []
    times = [x_of(mark.at_ms, span) for mark in marks]
    for number, (x, (inside, row)) in enumerate(zip(times, _places(times), strict=True), start=1):
        y = TOP - ROWS[row]
        drawn.append(
            element("line", x1=x, x2=x, y1=y, y2=FLOOR, class_="mark")
            + element("circle", cx=inside, cy=y, r=RADIUS, class_="dot")
            + element("text", str(number), x=inside, y=y + 3.8, text_anchor="middle", class_="number")
        )
    return drawn


def _places(times: Sequence[float]) -> list[tuple[float, int]]:
    """Where each number stands and in which row: moved right past the one before in its row, and back from the edge."""
    places: list[tuple[float, int]] = []
    free = [float(LEFT)] * len(ROWS)  # from where on each row has room
    for x in times:
        row = next((row for row, begin in enumerate(free) if begin <= max(x, LEFT)), free.index(min(free)))
        inside = max(x, free[row])
        free[row] = inside + 2 * RADIUS + 1
        places.append((inside, row))
    room = [WIDTH - RADIUS] * len(ROWS)  # up to where each row has room, from the right edge
    for place, (inside, row) in reversed(list(enumerate(places))):
        moved = min(inside, room[row])
        room[row] = moved - 2 * RADIUS - 1
        places[place] = moved, row
    return places


def mark_text(number: int, mark: Mark, span: Span) -> Markup:
    """What happened at a mark, in the list below the axis; ``number`` counts from 0. A later day is told in short."""
    row, column = divmod(number, 2)
    x, y = 8 + column * COLUMN_WIDTH, AXIS + ROW_HEIGHT * row + 11
    time, _, day = time_with_date(mark.at_ms, span.since_ms).partition(" UTC")
    words = f"{mark.word}, {time}{day.removeprefix(' on')[:LONGEST_DAY]}"
    return (
        element("circle", cx=x, cy=y - 4, r=RADIUS, class_="dot")
        + element("text", str(number + 1), x=x, y=y - 0.2, text_anchor="middle", class_="number")
        + element("text", words, x=x + 12, y=y)
    )
