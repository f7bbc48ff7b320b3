"""How DynamoDB measures an item.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html:
names and texts in UTF-8 bytes; a number a byte for every two significant digits, and one more.
"""

from __future__ import annotations

from typing import Any

from shared.store.dynamodb import Item


def item_bytes(item: Item) -> int:
    """Bytes of an item in the low-level form."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def write_units(size: int) -> int:
    """Write request units of a standard write: one for each kilobyte begun."""
    return -(-size // 1024)


def _value_bytes(value: dict[str, Any]) -> int:
    if "B" in value:
        return len(bytes(value["B"]))
    if "S" in value:
        return len(str(value["S"]).encode())
    digits = str(value["N"]).lstrip("-").replace(".", "").strip("0")
    return (len(digits) + 1) // 2 + 1 + str(value["N"]).startswith("-")
