"""Heartbeats: items that travel through the tables' streams every minute, so that a stream that stopped is noticed.

A stream without posts calls nobody, and nobody can tell it from one that broke. So the
schedule puts one item a minute into it (:mod:`shared.store.heartbeats`), and the
function at its end is called. Lambda's own metric of the stream's age comes with every
call, so its alarm treats a missing age as an alarm.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.runtime.stream import StreamRecord

PARTITION = "#heartbeat"
"""The partition of heartbeats; no id of a brand begins with this sign."""


def without_heartbeats(found: Iterable[StreamRecord]) -> tuple[list[StreamRecord], int]:
    """The records that are no heartbeats, and when the newest heartbeat was made (0: none)."""
    records, beats = list[StreamRecord](), list[int]()
    for record in found:
        if record.new.get("pk") == {"S": PARTITION}:
            beats.append(record.at_ms)
        else:
            records.append(record)
    return records, max(beats, default=0)
