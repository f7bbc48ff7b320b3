"""The results as tables: every contestant beside the others."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from tests.benchmarks.comparison.bursts import MINUTES, SIZES
from tests.benchmarks.comparison.cost import microseconds, state_bytes
from tests.benchmarks.comparison.detectors import CONTESTANTS
from tests.benchmarks.comparison.realistic_streams import ALL_STREAMS, REALISTIC
from tests.benchmarks.comparison.runs import Key, Results
from tests.benchmarks.comparison.scoring import (
    Catch,
    SeriesResult,
    delay_minutes,
    false_alarms,
    mean_delay,
    share_caught,
)
from tests.benchmarks.comparison.streams import STREAMS

SIMPLE, REAL = ({stream.name for stream in streams if stream.clean} for streams in (STREAMS, REALISTIC))
STRONG = {stream.name for stream in STREAMS if stream.strong}
MODES = ("default", "tuned")

COLUMNS = (
    ("false: worst", "worst"),
    ("mean", "mean"),
    ("realistic: worst", "realistic worst"),
    ("mean", "realistic mean"),
    ("caught", "caught"),
    ("strong days", "strong"),
    ("realistic", "realistic caught"),
    ("delay", "delay"),
)
"""The heads of the summary and the figures below them."""


def catches(series: Iterable[SeriesResult], streams: Iterable[str] | None = None) -> list[Catch]:
    """The bursts that matter, of the streams named or of all."""
    named = None if streams is None else set(streams)
    return [catch for one in series if named is None or one.stream in named for catch in one.catches if catch.matters]


def clean_rates(series: Iterable[SeriesResult], streams: Iterable[str] = (*SIMPLE, *REAL)) -> list[float]:
    """False alarms a brand-week of every clean stream, or of those named."""
    rates = false_alarms(series)
    return [rates[name] for name in streams if name in rates]


def summary(results: Results) -> list[dict[str, float | str]]:
    """A row for each contestant and mode."""
    return [_row(results, (one.name, mode)) for one in CONTESTANTS for mode in MODES]


def summary_table(rows: Iterable[dict[str, float | str]], seen: dict[str, tuple[float, int]]) -> Table:
    """All contestants in short; ``seen`` holds each one's microseconds and bytes."""
    heads = ("detector", "set", "threshold", *(head for head, _ in COLUMNS), "us", "bytes")
    table = _table("False alarms a brand-week on clean streams; bursts >= 5x for >= 15 min", heads)
    for row in rows:
        micro, size = seen[str(row["detector"])]
        figures = [f"{row[key]:.2f}" for key in ("threshold", *(key for _, key in COLUMNS))]
        cost = (f"{micro:.1f}", f"{size:,}" if size else "-") if row["set"] == MODES[0] else ("", "")
        table.add_row(str(row["detector"]) if cost[0] else "", str(row["set"]), *figures, *cost)
    return table


def expenses() -> dict[str, tuple[float, int]]:
    """Microseconds an update and bytes of memory, by contestant."""
    return {one.name: (microseconds(one), state_bytes(one)) for one in CONTESTANTS}


def false_table(results: Results) -> Table:
    """False alarms a brand-week by stream, at the default and at the tuned threshold."""
    table = _table("False alarms a brand-week, default / tuned", ("stream", *_names()))
    rates = {key: false_alarms(series) for key, series in results.clean.items()}
    for stream in ALL_STREAMS:
        cells = [" / ".join(f"{rates[one.name, mode][stream.name]:.1f}" for mode in MODES) for one in CONTESTANTS]
        table.add_row(stream.name if stream.clean else f"({stream.name})", *cells)
    table.caption = "in brackets: changes of its own that may be worth an alarm; left out of worst and mean"
    return table


def caught_table(results: Results) -> Table:
    """The share caught by size and length, everybody tuned to the same rate of false alarms."""
    table = _table("Share of bursts caught, all tuned to one false alarm a brand-week", ("size", "length", *_names()))
    for size in SIZES:
        for minutes in MINUTES:
            cells = [_cell(results, one.name, size, minutes) for one in CONTESTANTS]
            table.add_row(f"{size}x", f"{minutes} min", *cells, end_section=minutes == MINUTES[-1])
    return table


def _cell(results: Results, name: str, size: int, minutes: int) -> str:
    all_of_them = (catch for one in results.bursts[name, "tuned"] for catch in one.catches)
    return f"{share_caught([c for c in all_of_them if (c.burst.size, c.burst.minutes) == (size, minutes)]):.2f}"


def _row(results: Results, key: Key) -> dict[str, float | str]:
    clean, bursts = results.clean[key], results.bursts[key]
    simple, real = clean_rates(clean, SIMPLE), clean_rates(clean, REAL)
    caught = catches(bursts)
    return {
        "detector": key[0],
        "set": key[1],
        "threshold": results.thresholds[key],
        "worst": max(simple),
        "mean": sum(simple) / len(simple),
        "realistic worst": max(real),
        "realistic mean": sum(real) / len(real),
        "caught": share_caught(catches(bursts, (stream.name for stream in STREAMS))),
        "strong": share_caught(catches(bursts, STRONG)),
        "realistic caught": share_caught(catches(bursts, REAL)),
        "delay": mean_delay(caught),
        "median minutes": delay_minutes(caught, 0.5),
        "p90 minutes": delay_minutes(caught, 0.9),
    }


def _table(title: str, heads: Iterable[str]) -> Table:
    table = Table(title=title, title_justify="left", caption_justify="left")
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place else "left", no_wrap=True)
    return table


def _names() -> list[str]:
    return [one.name for one in CONTESTANTS]
