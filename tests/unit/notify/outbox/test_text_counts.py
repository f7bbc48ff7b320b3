"""What a page counts for: the day, the month, its brand and the minute; one about several brands, the first two."""

from __future__ import annotations

from typing import Any

import pytest

from functions.notify.messages.message import Message
from functions.notify.outbox.text_counts import count_writes, uncount_writes, worst_severity
from shared.domain.moments.moment import Severity
from shared.domain.people.sms_caps import SmsCaps
from tests.unit.notify.examples import START

SINGLE = Message("page", "text", attributes={"brand": "acme", "severity": "SEV2"})
SEVERAL = Message("page", "text", attributes={"brand": ["acme", "bolt"], "severity": ["SEV1", "SEV2"]})


@pytest.fixture(autouse=True)
def _table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_TABLE", "state")


def limits(message: Message, caps: SmsCaps) -> dict[str, str]:
    """By counter, the limit in the condition; empty where there is none."""
    found: dict[str, Any] = count_writes(message, "acme", START, caps)
    return {
        name: write["Update"]["ExpressionAttributeValues"].get(":cap", {"N": ""})["N"] for name, write in found.items()
    }


def test_a_page_counts_for_its_brand_the_day_the_month_and_the_minute() -> None:
    caps = SmsCaps(budget_usd=1.0)
    assert limits(SINGLE, caps) == {"day": "80", "brand": "40", "month": "80", "minute": "5"}
    keys = [write["Update"]["Key"]["sk"]["S"] for write in count_writes(SINGLE, "acme", START, caps).values()]
    assert keys == ["20260301", "20260301#acme", "month#202603", "minute#202603011405"]


def test_a_page_about_several_brands_counts_for_none_of_them_and_waits_for_no_minute() -> None:
    assert limits(SEVERAL, SmsCaps()) == {"day": "100", "month": ""}
    assert worst_severity(SEVERAL) is Severity.SEV1


def test_what_is_taken_back_is_what_was_counted_without_a_condition() -> None:
    for message in (SINGLE, SEVERAL):
        back = [write["Update"] for write in uncount_writes(message, "acme", START)]
        counted = [write["Update"] for write in count_writes(message, "acme", START, SmsCaps()).values()]
        assert [write["Key"] for write in back] == [write["Key"] for write in counted]
        assert all(write["ExpressionAttributeValues"][":n"] == {"N": "-1"} for write in back)
        assert all("ConditionExpression" not in write for write in back)
