"""One set of figures for a crisis: what leads, how it stands, what is quoted, what it adds up to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.mentions.tally import Tally
from shared.domain.mentions.theme import Theme
from shared.domain.moments.moment import Evidence, Kind, Moment, Sample, Severity, Status, Transition
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.messages.crisis.crisis_figures import Counters, CrisisFigures
from shared.messages.crisis.crisis_lead import crisis_status, lead_of
from shared.messages.crisis.crisis_summary import crisis_figures
from shared.messages.crisis.crisis_words import (
    changes,
    facts,
    headline,
    moment_text,
    next_action_text,
    severity_text,
    steps,
)
from shared.messages.crisis.trend import Direction
from tests.unit.notify.examples import EVIDENCE, START, burst, opened, resolved, step, surge

NOW = START + 30 * MINUTE_MS
REFUND = Sample("They refused my refund, worst company ever, never again", "rss", "", -0.95, START)
FIRE = Sample("The base caught fire while my son stood beside it", "mastodon", "", -0.6, START)
ABOUT_FIRE = EVIDENCE._replace(themes={"safety": 66, "billing": 14}, samples=(REFUND, FIRE))


def figures(*moments: Moment, counted: dict[int, Tally] | None = None, now_ms: int = NOW) -> CrisisFigures:
    """The figures of a crisis; ``counted`` is by minutes after the start."""
    minutes = [(START + minute * MINUTE_MS, tally) for minute, tally in (counted or {}).items()]
    counters = None if counted is None else Counters(START - 3 * HOUR_MS, minutes)
    return crisis_figures(moments or (surge(evidence=ABOUT_FIRE),), counters, now_ms)


def questions(**changes: Any) -> Moment:
    """A wave of questions, SEV3, in the same crisis."""
    return burst(**{"id": "0123456789ab", "kind": Kind.QUESTION_WAVE, "severity": Severity.SEV3, **changes})


def test_the_headline_says_what_it_is_about_and_how_much() -> None:
    assert headline(figures()) == "Fires reported: 48 negative posts in 5 min, 12x normal"
    plain = surge(evidence=EVIDENCE._replace(themes={"safety": 2}))
    assert headline(figures(plain)) == "48 negative posts in 5 min, 12x normal"
    over = surge(evidence=ABOUT_FIRE)._replace(peak=96, status=Status.RESOLVED, ended_ms=NOW, decision={"expected": 4})
    assert headline(figures(over)) == "Fires reported: 96 negative posts in 5 min at the peak, 24x normal"


def test_the_quote_is_about_the_leading_theme_and_not_the_most_critical_post() -> None:
    found = figures()
    assert found.theme is Theme.SAFETY
    assert [quote.sample for quote in found.quotes] == [FIRE]


def test_a_quote_about_the_leading_theme_is_taken_from_the_counters_where_the_moments_have_none() -> None:
    moment = surge(evidence=ABOUT_FIRE._replace(samples=(REFUND,)))
    counted = {1: Tally(mentions=2, scored=2, negative=2, samples=(REFUND, FIRE), themes={"safety": 1, "billing": 1})}
    assert [quote.sample for quote in figures(moment, counted=counted).quotes] == [FIRE]
    assert [quote.sample for quote in figures(moment).quotes] == [REFUND], "better another quote than none"


def test_quotes_that_say_the_same_are_told_once() -> None:
    again = FIRE._replace(text="The base caught fire while my son stood beside it!!", channel="rss")
    assert len(figures(surge(evidence=ABOUT_FIRE._replace(samples=(FIRE, again)))).quotes) == 1


def test_the_most_severe_moment_leads_and_of_equal_ones_the_surge() -> None:
    assert lead_of([burst(severity=Severity.SEV1), surge()]).kind is Kind.NEGATIVE_SURGE
    assert lead_of([burst(severity=Severity.SEV1), surge(severity=Severity.SEV2)]).kind is Kind.VOLUME_BURST


def test_the_headline_of_praise_names_no_trouble() -> None:
    praise = surge(kind=Kind.PRAISE_WAVE, severity=Severity.SEV4, evidence=ABOUT_FIRE)
    assert headline(figures(praise)) == "48 posts of praise in 5 min, 12x normal"


@given(st.permutations([surge(), burst(), questions()]))
def test_the_order_of_the_moments_does_not_matter(moments: list[Moment]) -> None:
    assert figures(*moments) == figures(surge(), burst(), questions())


def test_sums_sentiment_and_reach_are_those_of_the_whole_crisis() -> None:
    early = burst(opened_ms=START - 10 * MINUTE_MS)
    counted = {
        -60: Tally(mentions=9, scored=9, negative=9, reach=900),
        -10: Tally(mentions=10, scored=10, negative=1, reach=100),
        0: Tally(mentions=30, scored=20, negative=17, reach=130_000),
        25: Tally(mentions=4, scored=4, negative=3),
        30: Tally(mentions=1, scored=1, negative=1),
    }
    found = figures(early, surge(), counted=counted)
    assert facts(found)["In all"] == "45 posts since it began, 22 of them negative"
    assert facts(found)["Sentiment"] == (
        "63% negative since it began (22 of 35 that could be scored), normally 12%; in the last 10 min 3 of 4"
    )
    assert facts(found)["Reach"] == "up to 130,100 people"


def test_without_counters_nothing_is_said_of_the_whole() -> None:
    assert "In all" not in facts(figures())
    assert facts(figures())["Reach"] == "up to 120,000 people"
    counters = Counters(START + MINUTE_MS, [(START + MINUTE_MS, Tally(mentions=1, scored=1))])
    assert crisis_figures([surge()], counters, NOW).sums is None, "they begin after the crisis"


def test_how_long_it_lasts_is_the_same_everywhere() -> None:
    moments = (
        surge(opened_ms=START + 10 * MINUTE_MS, status=Status.RESOLVED, ended_ms=START + 97 * MINUTE_MS),
        burst(status=Status.RESOLVED, ended_ms=START + 90 * MINUTE_MS),
    )
    found = figures(*moments, now_ms=START + 9 * HOUR_MS)
    assert (found.began_ms, found.ended_ms) == (START, START + 97 * MINUTE_MS)
    assert facts(found)["Since"] == "14:05 UTC on 1 March 2026, until 15:42 UTC, 1 h 37 min in all"


TAKEN_QUESTIONS = questions(
    status=Status.ACKNOWLEDGED, timeline=(opened(Severity.SEV3), step(Transition.ACKNOWLEDGED, Severity.SEV3, 4))
)
STATUSES = [
    ([surge()], Status.OPEN),
    ([surge(status=Status.RECOVERING), burst(status=Status.RECOVERING)], Status.RECOVERING),
    ([surge(status=Status.RECOVERING), burst()], Status.OPEN),
    ([surge(status=Status.RESOLVED), questions()], Status.RECOVERING),
    ([questions()], Status.OPEN),
    ([surge(status=Status.ACKNOWLEDGED), questions()], Status.ACKNOWLEDGED),
    ([surge(timeline=(opened(minute=5),)), TAKEN_QUESTIONS], Status.OPEN),
    ([surge(), TAKEN_QUESTIONS], Status.ACKNOWLEDGED),
    ([surge(status=Status.RESOLVED), burst(status=Status.DISMISSED)], Status.RESOLVED),
    ([surge(status=Status.DISMISSED), burst(status=Status.DISMISSED)], Status.DISMISSED),
]


@pytest.mark.parametrize(("moments", "status"), STATUSES)
def test_the_worst_moments_decide_the_status(moments: list[Moment], status: Status) -> None:
    assert crisis_status(moments) is status


def test_nobody_is_told_to_act_now_on_what_goes_back_to_normal() -> None:
    found = figures(surge(status=Status.RECOVERING))
    words = [severity_text(found), next_action_text(found), *steps(found)]
    assert not [text for text in words if "act now" in text or "say in public that you have seen" in text]
    assert severity_text(found) == "SEV1, going back to normal"


def test_who_was_told_to_say_nothing_is_not_told_to_say_that_it_is_over() -> None:
    assert any("Say nothing in public yet" in line for line in steps(figures(burst(severity=Severity.SEV3))))
    over = figures(burst(severity=Severity.SEV3, status=Status.RESOLVED, ended_ms=NOW))
    assert steps(over) == [
        "You do not have to do anything. If you said something in public, say there that it is over."
    ]
    paged = figures(surge(status=Status.RESOLVED, ended_ms=NOW))
    assert next_action_text(paged) == "Say publicly that it is over, and name any lasting harm."


@pytest.mark.parametrize(
    ("counts", "direction"),
    [((10, 40), Direction.RISING), ((40, 10), Direction.FALLING), ((30, 31), Direction.STEADY)],
)
def test_the_trend_compares_the_last_ten_minutes_with_the_ten_before(
    counts: tuple[int, int], direction: Direction
) -> None:
    counted = {15: Tally(mentions=50, negative=counts[0]), 25: Tally(mentions=50, negative=counts[1])}
    trend = figures(counted=counted).trend
    assert (trend.direction, trend.before, trend.recent) == (direction, *counts)


def test_in_the_first_minutes_no_time_before_the_crisis_is_counted_as_its_own() -> None:
    counted = {-5: Tally(negative=31), 1: Tally(negative=9)}
    assert figures(counted=counted, now_ms=START + 5 * MINUTE_MS).trend == (Direction.RISING, None, None)


def test_what_changed_names_what_rose_most_and_no_handle_link_or_brand() -> None:
    post = Sample("@ana my Acme kettle MELTED, see https://www.news.example/1 and @bob", "mastodon", "", -0.8, START)
    usual = Sample("my Acme kettle is slow today", "mastodon", "", -0.1, START)
    counted = {
        -100: Tally(mentions=30, channels={"mastodon": 30, "rss": 6}, hashtags={"tea": 9}, samples=(usual,)),
        1: Tally(
            mentions=50,
            channels={"mastodon": 48, "rss": 1},
            hashtags={"acmefire": 20, "tea": 1},
            samples=tuple(post._replace(text=f"{post.text} {n}") for n in range(4)),
        ),
    }
    assert changes(figures(counted=counted)) == {
        "New words": "melted",
        "New links": "news[.]example",
        "Channels up": "mastodon 48 (9.6x)",
        "Hashtags up": "#acmefire 20 (40x)",
    }


def test_who_is_on_it_is_named() -> None:
    taken = step(Transition.ACKNOWLEDGED, Severity.SEV1, 9)._replace(by="Ana", via="link")
    found = figures(surge(status=Status.ACKNOWLEDGED, timeline=(opened(), taken)))
    assert severity_text(found) == "SEV1, the highest; somebody is on it"
    assert found.acknowledged_by == taken


def test_each_moment_has_its_own_line() -> None:
    assert (
        moment_text(questions(), START) == "Wave of questions, SEV3: 60 questions in 5 min, 5x normal, since 14:05 UTC"
    )
    ended = surge(status=Status.RESOLVED, ended_ms=NOW, timeline=(opened(), resolved(30)))
    assert moment_text(ended, START).endswith(
        "48 negative posts in 5 min at the peak, 12x normal, 14:05 UTC to 14:35 UTC"
    )


def test_a_moment_without_evidence_still_has_figures() -> None:
    found = figures(surge(evidence=Evidence(), peak=0), counted={})
    assert headline(found) == "0 negative posts in 5 min, 0x normal"
    assert facts(found)["Sentiment"] == "not known, none of the posts could be scored"


def test_a_silence_has_neither_a_trend_nor_a_sentiment() -> None:
    silent = Evidence(observed=0, expected=14.2, subject="mastodon", minutes=60)
    found = figures(surge(kind=Kind.CHANNEL_SILENCE, severity=Severity.SEV3, evidence=silent, peak=0))
    assert headline(found) == "Mastodon silent for 1 h, normally about 14 posts"
    assert set(facts(found)) == {"Since", "Severity"}
    assert found.trend.direction is Direction.STEADY
