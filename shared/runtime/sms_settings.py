"""The caps of texts from the environment; the template's parameters set them."""

from __future__ import annotations

from shared.domain.errors import InvalidInput
from shared.domain.people.sms_caps import SmsCaps
from shared.runtime.settings import setting


def sms_caps() -> SmsCaps:
    """The caps of this deployment; the usual where a variable is not set.

    Raises:
        InvalidInput: a variable is not a number.
    """
    usual = SmsCaps()
    return SmsCaps(
        per_day=int(_number("SMS_PER_DAY", usual.per_day)),
        per_brand=int(_number("SMS_PER_BRAND", usual.per_brand)),
        reserve=_number("SMS_RESERVE", usual.reserve * 100) / 100,
        budget_usd=_number("SMS_BUDGET", usual.budget_usd),
        price_usd=_number("SMS_PRICE", usual.price_usd),
        per_minute=int(_number("PAGES_PER_MINUTE", usual.per_minute)),
    )


def _number(name: str, usual: float) -> float:
    value = setting(name, str(usual))
    try:
        return float(value)
    except ValueError as error:
        raise InvalidInput(f"{name} must be a number, not {value[:40]!r}", field=name) from error
