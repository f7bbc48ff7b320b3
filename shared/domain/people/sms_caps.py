"""How many texts may be sent: a day, a brand, a month; a part of each is kept for SEV1.

A text here is a page as it is published, one segment. What it costs depends on how many
phones get it, so its price is a setting.
"""

from __future__ import annotations

from typing import NamedTuple

from shared.domain.moments.moment import Severity

MIN_PRICE_USD = 1e-6
"""A lower price is no price: a budget limits nothing then."""


class SmsLimits(NamedTuple):
    """The most texts of a day, of a brand's day and of a month (``None``: no limit) for one severity."""

    day: int
    brand: int
    month: int | None


class SmsCounts(NamedTuple):
    """Texts sent in a day and in a month."""

    day: int
    month: int


class SmsCaps(NamedTuple):
    """The settings of a deployment.

    ``reserve`` is the share of each limit that is kept for SEV1, 0 to 1. ``budget_usd`` of
    a month limits nothing where it is 0; ``price_usd`` is the price of one text.
    ``per_minute`` is how many go out singly before the rest is told in one.
    """

    per_day: int = 100
    per_brand: int = 50
    reserve: float = 0.2
    budget_usd: float = 0.0
    price_usd: float = 0.01
    per_minute: int = 5

    @property
    def per_month(self) -> int | None:
        """How many texts the month's budget pays; ``None``: there is no budget.

        >>> SmsCaps(budget_usd=2.0, price_usd=0.01).per_month, SmsCaps().per_month
        (200, None)
        """
        if not self.budget_usd or self.price_usd < MIN_PRICE_USD:
            return None
        return int(self.budget_usd / self.price_usd + 1e-9)

    def limits(self, severity: Severity) -> SmsLimits:
        """The limits for a text of this severity. SEV1 may use all, others leave the reserve.

        >>> SmsCaps().limits(Severity.SEV1), SmsCaps().limits(Severity.SEV2)
        (SmsLimits(day=100, brand=50, month=None), SmsLimits(day=80, brand=40, month=None))
        """
        share = 1.0 if severity is Severity.SEV1 else 1.0 - self.reserve
        month = self.per_month
        return SmsLimits(
            _part(self.per_day, share), _part(self.per_brand, share), None if month is None else _part(month, share)
        )

    def cost_usd(self, texts: int) -> float:
        """What so many texts cost, to the cent's hundredth.

        >>> SmsCaps(price_usd=0.00645).cost_usd(100)
        0.645
        """
        return round(texts * self.price_usd, 4)


def _part(limit: int, share: float) -> int:
    return int(limit * share + 1e-9)
