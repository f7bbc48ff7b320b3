"""Heartbeats: items that travel through the tables' streams every minute, so that a stream that stopped is noticed.

A stream without posts calls nobody, and nobody can tell it from one that broke. So the
schedule puts one item a minute into it (:mod:`shared.store.heartbeats`), and the
function at its end counts that it came. Alarms treat a missing count as an alarm.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.runtime.stream import StreamRecord
from shared.runtime.telemetry import MetricUnit, metrics

PARTITION = "#heartbeat"
"""The partition of heartbeats; no id of a brand begins with this sign."""


def without_heartbeats(found: Iterable[StreamRecord], *, name: str) -> tuple[list[StreamRecord], int]:
    """The records that are no heartbeats, and when the newest heartbeat was made (0: none).

    Heartbeats are counted in the metric ``name``.
    """
    records, beats = list[StreamRecord](), list[int]()
    for record in found:
        if record.new.get("pk") == {"S": PARTITION}:
            beats.append(record.at_ms)
        else:
            records.append(record)
    if beats:
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=len(beats))
    return records, max(beats, default=0)
