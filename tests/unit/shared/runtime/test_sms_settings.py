"""The caps of texts come from the environment; a value that is no number is named."""

from __future__ import annotations

import pytest

from shared.domain.errors import InvalidInput
from shared.domain.people.sms_caps import SmsCaps
from shared.runtime.sms_settings import sms_caps


def test_what_is_not_set_is_the_usual() -> None:
    assert sms_caps() == SmsCaps()


def test_the_reserve_is_given_in_percent_and_a_budget_of_nothing_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SMS_PER_DAY": "10",
        "SMS_RESERVE": "50",
        "SMS_BUDGET": "0",
        "SMS_PRICE": "0.02",
        "PAGES_PER_MINUTE": "3",
    }.items():
        monkeypatch.setenv(name, value)
    caps = sms_caps()
    assert (caps.per_day, caps.reserve, caps.per_month, caps.price_usd, caps.per_minute) == (10, 0.5, None, 0.02, 3)


def test_a_value_that_is_no_number_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_PRICE", "a cent")
    with pytest.raises(InvalidInput, match="SMS_PRICE must be a number, not 'a cent'"):
        sms_caps()
