"""How DynamoDB measures an item.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html:
names and texts in UTF-8 bytes; a number a byte for every two significant digits, and one more.
"""

from __future__ import annotations

from shared.store.dynamodb import Item


def item_bytes(item: Item) -> int:
    """Bytes of an item in the low-level form."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def write_units(size: int) -> int:
    """Write request units of a standard write: one for each kilobyte begun."""
    return -(-size // 1024)


def _value_bytes(value: dict[str, str]) -> int:
    if "S" in value:
        return len(value["S"].encode())
    digits = value["N"].lstrip("-").replace(".", "").strip("0")
    return (len(digits) + 1) // 2 + 1 + value["N"].startswith("-")
