"""Alerts about brands, hashtags and posts in any script and language."""

from __future__ import annotations

import pytest

from functions.notify.messages.mails.email import alert_subject
from functions.notify.messages.message import subject_line
from functions.notify.messages.texts.gsm7 import to_gsm7
from functions.notify.messages.texts.sms import over_text, page_text
from shared.domain.moments.moment import Kind, Sample
from shared.messages.quote import OPT_OUT, quotable_samples, safe_text
from tests.unit.notify.examples import EVIDENCE, START, burst, surge, told

LINK = "https://f.example/m/1"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ørsted", "Orsted"),
        ("Straße & Söhne", "Strasse & Sohne"),
        ("Łódź Dairy", "Lodz Dairy"),
        ("Nestlé", "Nestle"),
        ("Þór Æther", "Thor Aether"),
        ("Яндекс 2", "acme"),
        ("小米", "acme"),
        ("ケストロ", "acme"),
        ("삼성 1", "acme"),
        ("🔥🔥", "acme"),
    ],
)
def test_a_subject_has_the_name_in_plain_letters_or_the_brands_id(name: str, shown: str) -> None:
    assert alert_subject(told(surge(brand_name=name))).startswith(f"SEV1 {shown} - ")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Ørsted", "Ørsted"), ("Łódź", "Lodz"), ("Ğüneş", "Günes"), ("Яндекс 2", "acme"), ("小米", "acme")],
)
def test_a_text_message_has_the_name_as_phones_show_it_or_the_brands_id(name: str, shown: str) -> None:
    assert page_text(told(surge(brand_name=name)), LINK).startswith(f"SEV1 {shown} - ")


@pytest.mark.parametrize(
    ("name", "brand"), [("Яндекс 2", "yandex2"), ("小米 14", "mi-14"), ("ไลน์ 3", "line3"), ("삼성 1", "samsung")]
)
def test_a_name_of_which_most_is_lost_gives_way_to_the_id_that_the_team_chose(name: str, brand: str) -> None:
    moment = surge(brand=brand, brand_name=name)
    assert page_text(told(moment), LINK).startswith(f"SEV1 {brand} - ")
    assert alert_subject(told(moment)).startswith(f"SEV1 {brand} - ")


def test_other_scripts_are_spelled_and_emoji_are_not() -> None:
    assert to_gsm7("ボイコット") == "boikotto"
    assert subject_line("бойкот 🔥") == "boikot"


@pytest.mark.parametrize("tag", ["🔥", "💔💔", "😡", "❤️", "☎️🔥"])
def test_a_hashtag_that_cannot_be_spelled_is_called_a_hashtag(tag: str) -> None:
    moment = burst(kind=Kind.TRENDING_HASHTAG, evidence=EVIDENCE._replace(subject=tag))
    assert page_text(told(moment), LINK).startswith("SEV2 Acme - a hashtag in 60 posts in 5 min")
    assert alert_subject(told(moment)).startswith("SEV2 Acme - a hashtag in 60 posts in 5 min")
    over = over_text(told(moment), LINK)
    assert "a hashtag back to normal" in over
    assert "60 posts with a hashtag" in over


@pytest.mark.parametrize(
    ("tag", "shown"), [("бойкот", "#boykot"), ("🔥acme", "#acme"), ("ボイコット", "#boikotto"), ("2026", "#2026")]
)
def test_a_hashtag_of_which_something_can_be_spelled_keeps_that(tag: str, shown: str) -> None:
    moment = burst(kind=Kind.TRENDING_HASHTAG, evidence=EVIDENCE._replace(subject=tag))
    assert page_text(told(moment), LINK).startswith(f"SEV2 Acme - {shown} in 60 posts")


FOREIGN = Sample("Mein Kestro Wasserkocher hat heute Nacht gebrannt, keiner antwortet", "rss", "", -0.99, START)
ENGLISH = Sample("my kettle caught fire last night and nobody answers", "rss", "", -0.9, START)


def test_a_quote_is_in_the_language_of_the_alert_or_there_is_none() -> None:
    both = surge(evidence=EVIDENCE._replace(samples=(FOREIGN, ENGLISH)))
    assert "my kettle" in page_text(told(both), LINK)
    alone = page_text(told(surge(evidence=EVIDENCE._replace(samples=(FOREIGN,)))), LINK)
    assert "Wasserkocher" not in alone
    assert '"' not in alone
    assert quotable_samples([FOREIGN]) == []


@pytest.mark.parametrize("word", OPT_OUT)
@pytest.mark.parametrize(
    "request_", ["Reply with {}", "reply {}", "text the word '{}'", "just send {} now", "Please respond: {}"]
)
def test_a_quote_asks_nobody_to_end_their_alerts(request_: str, word: str) -> None:
    assert word not in safe_text(f"my kettle burnt. {request_.format(word)}").split()
