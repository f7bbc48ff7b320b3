"""Who posts, as texts, mails, the page and the API say it."""

from __future__ import annotations

import pytest

from functions.notify.messages.texts.gsm7 import SEGMENT, septets
from functions.notify.messages.texts.sms import page_text
from functions.query.schemas.crisis.crisis import crisis_detail
from shared.domain.mentions.tally import Tally
from shared.domain.moments.crowd import Crowd
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.messages.crisis.crisis_figures import Counters
from shared.messages.crisis.crisis_words import facts, headline
from shared.messages.crisis.crowd_words import crowd_text
from tests.unit.notify.examples import EVIDENCE, START, surge, told

LINK = "https://fs.example/c/a1b2c3"
FLOOD = Crowd(300, 4, alike=290, few=True)
CAMPAIGN = Crowd(300, 120, more=True, alike=290)


@pytest.mark.parametrize(
    ("crowd", "text"),
    [
        (FLOOD, "300 posts by 4 accounts, 290 alike"),
        (Crowd(300, 1, few=True), "300 posts by 1 account"),
        (CAMPAIGN, "300 posts by more than 120 accounts, 290 alike: many people, same words"),
        (Crowd(300, 4, alike=290, few=True, series=300), "300 posts by 4 accounts, 290 alike"),
        (Crowd(48, 45, alike=4), "48 posts by 45 accounts"),
        (Crowd(48, 0, more=True, alike=40), ""),
        (Crowd(2, 2), ""),
        (Crowd(), ""),
    ],
)
def test_who_posts(crowd: Crowd, text: str) -> None:
    assert crowd_text(crowd) == text


def test_a_flood_has_a_headline_of_its_own_and_is_said_everywhere() -> None:
    """The theme of a flood leads nowhere: that a few accounts make it comes first."""
    evidence = EVIDENCE._replace(crowd=FLOOD, themes={"safety": 66})
    figures = told(surge(evidence=evidence))
    assert headline(figures) == "A few accounts: 48 negative posts in 5 min, 12x normal"
    assert facts(figures)["Accounts"] == "300 posts by 4 accounts, 290 alike"
    assert "300 posts by 4 accounts, 290 alike" in page_text(figures, LINK)
    shown = crisis_detail(figures)["crowd"]
    assert shown == {
        "posts": 300,
        "accounts": 4,
        "more": False,
        "alike": 290,
        "few": True,
        "series": 0,
        "same_words": False,
    }


def test_a_series_of_names_is_not_called_a_few_accounts() -> None:
    series = Crowd(300, 60, more=True, alike=290, few=True, series=295)
    figures = told(surge(evidence=EVIDENCE._replace(crowd=series)))
    assert headline(figures).startswith("A series of accounts: 48 negative posts")


def test_a_campaign_is_a_crowd_that_is_said_to_use_the_same_words() -> None:
    figures = told(surge(evidence=EVIDENCE._replace(crowd=CAMPAIGN)))
    assert headline(figures) == "48 negative posts in 5 min, 12x normal"
    assert facts(figures)["Accounts"].endswith("290 alike: many people, same words")
    assert ", 300 posts by more than 120 accounts, 290 alike" in page_text(figures, LINK)


@pytest.mark.parametrize("crowd", [FLOOD, CAMPAIGN, Crowd(10**9, 10**8, more=True, alike=10**9)])
@pytest.mark.parametrize("name", ["Acme", "The Extraordinarily Long Brand Name", "Ærø Kraft"])
def test_a_text_says_it_only_where_it_fits_one_segment(crowd: Crowd, name: str) -> None:
    figures = told(surge(brand_name=name, evidence=EVIDENCE._replace(crowd=crowd)))
    text = page_text(figures, LINK)
    assert septets(text) <= SEGMENT
    words = crowd_text(crowd).partition(":")[0]
    assert ("alike" in text) is (words in text)


def test_the_counters_say_who_posts_in_the_whole_crisis() -> None:
    minute = Tally(30, accounts={"a": 20, "b": 10}, wordings={"x": 28, "y": 1, "z": 1})
    counters = Counters(START - 3 * HOUR_MS, [(START + place * MINUTE_MS, minute) for place in range(3)])
    figures = told(surge(), counters=counters)
    assert facts(figures)["Accounts"] == "90 posts by 2 accounts, 90 alike"
