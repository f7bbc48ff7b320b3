"""What writing and counting mentions costs in DynamoDB: ``python -m tests.benchmarks.writes``.

The real code writes 20,000 seeded mentions of 200 brands, a hundred at a time, and
counts them from the stream a hundred at a time; every write is billed by the size of
its item, the markers of hours and of active brands included.
"""

# ruff: noqa: T201 - figures to read

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from functions.enrich.batch import count, read
from shared.runtime.stream import records
from shared.store import mentions as mention_store
from tests.benchmarks import workload
from tests.benchmarks.fake_dynamodb import Item, Ledger, in_place_of_aws, stream_event

Figure = tuple[str, float, str, float | None]
"""A name, its value and unit, and the budget it must not exceed (``None``: to be read, not kept)."""

T = TypeVar("T")
SIZE, BATCH = 20_000, 100
NORMAL, CRISIS, KILOBYTE = 1_900.0, 1_250.0, 1_024.0


def figures(size: int = SIZE) -> list[Figure]:
    """Write units for a thousand mentions, in normal times and in a crisis, and the largest items."""
    found: list[Figure] = []
    for mix, budget in (("normal", NORMAL), ("crisis", CRISIS)):
        ledger = _written(size, BATCH, crisis=mix == "crisis")
        units = {table: units * 1_000 / size for table, units in ledger.units.items()}
        found.append((f"writes for 1,000 mentions, {mix}", sum(units.values()), "WRU", budget))
        found.extend((f"  of them to {table}", units[table], "WRU", None) for table in sorted(units))
        found.extend(
            (f"  largest item of {table}", float(ledger.largest[table]), "bytes", KILOBYTE)
            for table in ("mentions", "counts")
        )
    return found


def writes_per_1000(batch: int = BATCH, *, crisis: bool = False, size: int = 4_000) -> float:
    """Write units for a thousand mentions that come in batches of this length."""
    return _written(size, batch, crisis=crisis).units.total() * 1_000 / size


def _written(size: int, length: int, *, crisis: bool) -> Ledger:
    """The bill for so many mentions, taken in and counted in batches of ``length``."""
    stream: list[Item] = []
    ledger = Ledger(lambda table, item: stream.append(item) if table == "mentions" else None)
    with in_place_of_aws(ledger, workload.START):
        for batch in _batches(workload.mentions(size, crisis=crisis), length):
            mention_store.put(batch, {})
        for number, images in enumerate(_batches(stream, length)):
            counted, failed = count(read(records(stream_event(images, number * length))), "shardId-1")
            if (counted, failed) != (len(images), []):
                raise RuntimeError(f"{counted} of {len(images)} were counted")
    return ledger


def _batches(items: Iterable[T], length: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, length)):
        yield batch


if __name__ == "__main__":
    for name, value, unit, budget in figures():
        print(f"{name:44} {value:10.2f} {unit:14} {'' if budget is None else f'budget {budget:g}'}")
