"""Until when detect is still learning what is normal for a brand, and why; stored with the brand's states."""

from __future__ import annotations

from shared.domain.learning import KNOWN, NOTHING_SEEN, Learning
from shared.runtime.settings import setting
from shared.store.dynamodb import dynamodb, text


def get(brand_id: str, now_ms: int) -> Learning:
    """What is stored of the brand's learning; what was to end before ``now_ms`` is over."""
    item = (
        dynamodb()
        .get_item(
            TableName=setting("STATE_TABLE"),
            Key={"pk": text(f"baseline#{brand_id}"), "sk": text("states")},
            ProjectionExpression="version, learning_until, learning_reason",
        )
        .get("Item")
    )
    if item is None:
        return NOTHING_SEEN
    if "learning_until" not in item or int(item["learning_until"]["N"]) <= now_ms:
        return KNOWN
    return Learning(int(item["learning_until"]["N"]), item["learning_reason"]["S"])
