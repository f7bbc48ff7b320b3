"""A storm of brands, and the limits of texts: the first page at once, few texts, nothing lost, SEV1 to the last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.notify.messages.notification import Notification
from functions.notify.messages.texts.gsm7 import SEGMENT, septets
from functions.notify.outputs import registry
from functions.notify.outputs.alert import Alert
from functions.notify.outputs.page import Page
from shared.domain.moments.moment import Moment, Severity, Status
from tests.api_client import ask
from tests.integration.notify_stage import NotifyRun, record, staged, stepped, stream, tick, unsent
from tests.unit.notify.examples import START, opened, resolved, surge

BRANDS = 50


class MailInstead(Alert):
    """Only the mails in place of pages: the others are as many in a storm as without one, and take time."""

    def wants(self, _notification: Notification) -> bool:
        return False


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyRun]:
    monkeypatch.setattr(registry, "OUTPUTS", (Page(), MailInstead()))
    yield from staged(aws, monkeypatch)


def of_brand(n: int, severity: Severity = Severity.SEV2) -> Moment:
    name = f"brand-{n:02d}"
    changes = {"id": f"{n:012x}", "crisis": f"{n:012x}", "brand": name, "brand_name": name}
    return surge(**changes, severity=severity, timeline=(opened(severity),))


def in_batches(moments: list[Moment]) -> None:
    for start in range(0, len(moments), 10):
        stream(*(record(moment, sequence=start + n) for n, moment in enumerate(moments[start : start + 10])))


def test_in_a_storm_of_fifty_brands_the_first_pages_at_once_and_the_rest_is_told_in_one(stage: NotifyRun) -> None:
    in_batches([of_brand(n, Severity.SEV1 if n == 49 else Severity.SEV2) for n in range(BRANDS)])
    assert len(stage.pages) == 5
    assert stage.pages[0].startswith("SEV2 brand-00 - 48 negative posts in 5 min, 12x normal")
    tick(4)
    assert len(stage.pages) == 6
    together = stage.sent_to("page")[-1]
    assert together.text.startswith("45 more brands in alarm: SEV1 brand-49, SEV2 brand-05, SEV2 brand-06")
    assert ", +" in together.text
    assert septets(together.text) <= SEGMENT
    assert len(together.attributes["brand"]) == 45
    assert together.attributes["severity"] == ["SEV1", "SEV2"]
    assert unsent() == []


def test_what_nobody_answers_and_the_end_of_a_storm_are_told_in_one_too(stage: NotifyRun) -> None:
    storm = [of_brand(n) for n in range(12)]
    in_batches(storm)
    for minute in range(4, 9):
        tick(minute)
    assert [page.split(":")[0] for page in stage.pages[6:]] == ["12 more brands unanswered"]
    over = [
        stepped(moment, resolved(8.5, Severity.SEV2), status=Status.RESOLVED, ended_ms=START + 300_000)
        for moment in storm
    ]
    stream(*(record(after, before) for after, before in zip(over, storm, strict=True)))
    tick(9)
    assert sum(page.startswith("OVER ") for page in stage.pages) == 5
    assert stage.pages[-1].startswith("7 more brands over: ")
    assert unsent() == []


def test_few_that_wait_are_told_singly_a_minute_later(stage: NotifyRun) -> None:
    in_batches([of_brand(n) for n in range(8)])
    assert len(stage.pages) == 5
    tick(4)
    assert len(stage.pages) == 8
    assert all(page.startswith("SEV2 brand-0") for page in stage.pages)


def test_a_storm_text_goes_out_once_whatever_the_ticks(stage: NotifyRun) -> None:
    in_batches([of_brand(n) for n in range(12)])
    for _ in range(3):
        tick(4)
    assert len(stage.pages) == 6


def test_one_brand_does_not_use_up_the_texts_of_the_others_and_sev1_has_a_reserve(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("SMS_PER_DAY", "10"), ("SMS_PER_BRAND", "5"), ("PAGES_PER_MINUTE", "100")):
        monkeypatch.setenv(name, value)
    noisy = [of_brand(n)._replace(brand="noisy") for n in range(6)]
    in_batches(noisy)
    assert len(stage.pages) == 4, "a fifth of the brand's five is kept for SEV1"
    assert "SmsPerBrand" in next(m.text for m in stage.sent_to("alert") if m.subject.startswith("NOT TEXTED"))
    in_batches([of_brand(n) for n in range(10, 16)])
    assert len(stage.pages) == 8, "a fifth of the day's ten is kept for SEV1"
    assert any("SmsPerDay" in message.text for message in stage.sent_to("alert"))
    in_batches([of_brand(n, Severity.SEV1) for n in range(20, 24)])
    assert len(stage.pages) == 10
    assert unsent() == []


def test_a_months_budget_holds_and_the_api_shows_what_is_left(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("SMS_BUDGET", "0.05"), ("SMS_PRICE", "0.01")):
        monkeypatch.setenv(name, value)
    in_batches([of_brand(n) for n in range(5)])
    assert len(stage.pages) == 4
    capped = next(message for message in stage.sent_to("alert") if message.subject.startswith("NOT TEXTED"))
    assert capped.text.startswith("The budget of 0.05 USD a month for text messages (SmsBudget) is used up.")
    texts = ask("GET", "/alerting", now_ms=START).json["texts"]
    assert texts["today"] == {"sent": 4, "limit": 100, "limit_without_sev1": 80, "limit_per_brand": 50}
    month = {"sent": 4, "cost_usd": 0.04, "budget_usd": 0.05, "limit": 5, "limit_without_sev1": 4}
    assert {name: texts["this_month"][name] for name in month} == month
    assert texts["this_month"]["expected_usd"] == round(0.04 * 31, 2), "the month is a day old"


def test_before_the_first_text_there_is_nothing_to_pay(stage: NotifyRun) -> None:
    assert stage.pages == []
    texts = ask("GET", "/alerting", now_ms=START).json["texts"]
    assert (texts["today"]["sent"], texts["this_month"]["cost_usd"], texts["this_month"]["budget_usd"]) == (0, 0, None)


def test_the_drills_of_a_storm_are_told_apart_from_what_is_real(stage: NotifyRun) -> None:
    """Otherwise one text would wake everybody for a drill, or only those who practise for something real."""
    drills = [of_brand(n)._replace(brand=f"drill-brand-{n:06x}", brand_name=f"DRILL {n}") for n in range(20)]
    in_batches([*drills, *(of_brand(n) for n in range(20, 40))])
    tick(1)
    stormy = [message for message in stage.sent_to("page") if isinstance(message.attributes["kind"], list)]
    assert {message.attributes["drill"] for message in stormy} == {"true", "false"}
    for message in stormy:
        drilled = message.attributes["drill"] == "true"
        assert ("drill-" in message.text) is drilled
        assert not any(str(brand).startswith("drill-") for brand in message.attributes["brand"])
