"""Draws the counts around a moment beside the normal counts: as text for a terminal, and as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infra.cli import plot
from infra.cli.plot import Chart, Column
from shared.domain.time import BUCKET_MS, iso
from shared.messages.phrases import duration, normal_count, time_of_day

BLOCKS = "▁▂▃▄▅▆▇█"


def draw(title: str, columns: Sequence[Column], alarm_ms: int, counts: str) -> str:
    """The chart as SVG; ``counts`` says what was counted."""
    legend = f"{counts} in {duration(BUCKET_MS)}"
    return plot.draw(
        Chart(
            title=title,
            description=f"{title}: {legend} from {iso(columns[0].at_ms)}, alarm at {iso(alarm_ms)}",
            counts=legend,
            columns=columns,
            column_ms=BUCKET_MS,
            marks=[(alarm_ms + BUCKET_MS // 2, "alarm")],
        )
    )


def text_rows(columns: Sequence[Column], alarm_ms: int) -> Iterator[str]:
    """Two rows of blocks on one scale, and a sign below the bucket that raised the alarm.

    >>> columns = [Column(0, 2, 2.0), Column(300_000, 16, 2.0), Column(600_000, None, 2.0)]
    >>> for row in text_rows(columns, 300_000):
    ...     print(row)
      counted ▃█·  at most 16
      normal  ▃▃▃  about 2
               ^   alarm at 00:05 UTC
    """
    top = max(max(column.count or 0, column.normal) for column in columns)
    known = [column.count for column in columns if column.count is not None]
    mean = sum(column.normal for column in columns) / len(columns)
    yield f"  counted {''.join(_block(column.count, top) for column in columns)}  at most {max(known, default=0):,}"
    yield f"  normal  {''.join(_block(column.normal, top) for column in columns)}  {normal_count(mean)}"
    sign = "".join("^" if column.at_ms == alarm_ms else " " for column in columns)
    yield f"          {sign}  alarm at {time_of_day(alarm_ms)}"


def _block(count: float | None, top: float) -> str:
    """One character; heights are square roots, as in the SVG."""
    if count is None:
        return "·"
    return BLOCKS[min(int((count / top) ** 0.5 * len(BLOCKS)), len(BLOCKS) - 1)] if top else BLOCKS[0]
