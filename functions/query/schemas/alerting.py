"""What alerting may still send, and what it costs, as clients see it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.moments.moment import Severity
from shared.domain.people.sms_caps import SmsCaps, SmsCounts
from shared.domain.time import SECOND_MS


class TextsToday(TypedDict):
    """Texts of this day, in UTC."""

    sent: int
    limit: Annotated[int, Field(description="The most; further pages go by e-mail (`SmsPerDay`)")]
    limit_without_sev1: Annotated[int, Field(description="From here on only SEV1 is texted (`SmsReserve`)")]
    limit_per_brand: Annotated[int, Field(description="The most about one brand (`SmsPerBrand`)")]


class TextsThisMonth(TypedDict):
    """Texts of this month, in UTC."""

    sent: int
    cost_usd: Annotated[float, Field(description="What they cost at `price_usd`")]
    expected_usd: Annotated[float, Field(description="What the month costs if it goes on as so far")]
    budget_usd: Annotated[float | None, Field(description="The most (`SmsBudget`); null: no budget is set")]
    limit: Annotated[int | None, Field(description="The texts that the budget pays")]
    limit_without_sev1: int | None


class Texts(TypedDict):
    """Text messages: limits, and an estimate of their price."""

    today: TextsToday
    this_month: TextsThisMonth
    price_usd: Annotated[float, Field(description="The price of one text to all its phones (`SmsPrice`)")]
    singly_a_minute: Annotated[
        int,
        Field(description="Texts a minute that go out singly; in a storm the rest is told in one (`PagesPerMinute`)"),
    ]


class Alerting(TypedDict):
    """What alerting may still send, and what it costs."""

    texts: Texts


def alerting_view(caps: SmsCaps, counts: SmsCounts, now_ms: int) -> Alerting:
    """The counters of the day and the month beside their limits."""
    most, others = caps.limits(Severity.SEV1), caps.limits(Severity.SEV2)
    return Alerting(
        texts=Texts(
            today=TextsToday(
                sent=counts.day, limit=most.day, limit_without_sev1=others.day, limit_per_brand=most.brand
            ),
            this_month=TextsThisMonth(
                sent=counts.month,
                cost_usd=caps.cost_usd(counts.month),
                expected_usd=round(caps.cost_usd(counts.month) / share_of_month(now_ms), 2),
                budget_usd=caps.budget_usd or None,
                limit=most.month,
                limit_without_sev1=others.month,
            ),
            price_usd=caps.price_usd,
            singly_a_minute=caps.per_minute,
        )
    )


def share_of_month(now_ms: int) -> float:
    """How much of the month has passed, at least a day of it.

    >>> from shared.domain.time import parse_time
    >>> share_of_month(parse_time("2026-04-16T00:00:00Z")), share_of_month(parse_time("2026-04-01T00:00:00Z")) == 1 / 30
    (0.5, True)
    """
    now = datetime.fromtimestamp(now_ms / SECOND_MS, UTC)
    start = datetime(now.year, now.month, 1, tzinfo=UTC)
    end = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
    days = (end - start).days
    return max((now - start) / (end - start), 1 / days)
