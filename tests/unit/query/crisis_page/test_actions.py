"""What is done from the page of a crisis, and what was done: buttons, steps of the plan, words, the timeline."""

from __future__ import annotations

import re

from functions.query.html.actions import ACTION_TEXT
from shared.domain.moments.lifecycle import acknowledge
from shared.domain.moments.moment import Severity, Status, TimelineEntry, Transition
from shared.domain.moments.transitions import Action
from shared.domain.time import HOUR_MS, MINUTE_MS
from tests.unit.notify.examples import START, burst, opened, resolved_surge, step, surge
from tests.unit.query.crisis_page.shown_page import ABOUT_FIRE, NOW, headings, read, shown, statement


def test_the_timeline_is_in_order_and_names_who_did_what() -> None:
    steps = (
        opened(Severity.SEV2),
        step(Transition.ESCALATED, Severity.SEV1, 30),
        step(Transition.ACKNOWLEDGED, Severity.SEV1, 9)._replace(by="Ana <b>", note="on\nit", via="page"),
    )
    words = read(shown(surge(timeline=steps, peak_ms=START + 20 * MINUTE_MS)))
    assert words.split("What happened when, in UTC ")[1].startswith(
        "14:05 It began 14:08 Detected, SEV2 14:14 Ana <b> is on it (on it) (page)"
        " 14:25 The highest so far: 48 negative posts in five minutes 14:35 Worse, now SEV1"
    )
    assert "Ana <b> is on it, since 14:14 UTC." in words


def test_a_day_later_the_times_have_their_dates() -> None:
    steps = (opened(), step(Transition.RELAPSED, Severity.SEV1, 24 * 60))
    words = read(shown(surge(timeline=steps), now_ms=START + 25 * HOUR_MS))
    assert "2 March 2026 14:05 Worse again" in words
    assert "Since 14:05 UTC on 1 March 2026, for 25 h now" in words


def test_the_timeline_of_several_moments_says_which_one() -> None:
    words = read(shown(surge(), burst()))
    assert "14:08 Surge of negative posts: detected, SEV1 14:08 Burst of posts: detected, SEV2" in words


def test_buttons_are_forms_that_post_to_the_address_of_one_action() -> None:
    page = shown(ack="to.ken", resolve="re.solve", unknown="never")
    assert re.findall(r'<form method="post" action="([^"]*)"', page) == ["../a/to.ken", "../a/re.solve"]
    assert ACTION_TEXT["ack"] in page
    assert "never" not in page
    assert "<form" not in shown()


def test_what_somebody_acknowledged_has_no_button_to_acknowledge() -> None:
    taken = surge(
        status=Status.ACKNOWLEDGED,
        timeline=(opened(), step(Transition.ACKNOWLEDGED, Severity.SEV1, 5)._replace(by="Ana")),
    )
    page = shown(taken, ack="to.ken")
    assert "<form" not in page
    assert read(page).startswith("SEV1: acknowledged")


def test_what_joins_a_crisis_that_is_somebody_s_can_be_acknowledged_too() -> None:
    taken, joined = acknowledge(surge(), Action(NOW, by="Ana")), burst()._replace(crisis=surge().crisis)
    page = shown(taken, joined, ack="token")
    assert "Ana is on it, since 14:17 UTC. 1 moment has joined; it is no worse, so nobody is paged for it." in read(
        page
    )
    assert 'action="../a/token"' in page
    assert 'action="../a/token"' not in shown(taken, acknowledge(joined, Action(NOW, by="Ben")), ack="token")


def test_every_step_of_the_plan_is_shown_with_its_owner_and_time_and_who_did_it() -> None:
    done = TimelineEntry(
        START + 4 * MINUTE_MS, Transition.NOTED, Severity.SEV1, "Ana <b>", "Done: x", "api", "first-word"
    )
    moment = surge(evidence=ABOUT_FIRE)
    page = shown(moment._replace(timeline=(*moment.timeline, done)), now_ms=START + 40 * MINUTE_MS)
    steps = re.findall(r"<li[^>]*>(.*?)</li>", page.split("What to do</h2>")[1].split("</ol>")[0])
    assert len(steps) == 7
    assert steps[3].startswith("Done by Ana &lt;b&gt; at 14:09 UTC: Say in public")
    assert re.fullmatch(r"Overdue. By \d\d:\d\d UTC: Say who and what is affected.* \(communications\)", steps[4])


def test_words_to_begin_with_are_on_the_page_until_a_first_word_is_out() -> None:
    done = TimelineEntry(START, Transition.NOTED, Severity.SEV1, "Ana", "Done: x", step="first-word")
    moment = surge(evidence=ABOUT_FIRE)
    assert "Ready to say</b> “We have seen what you report" in shown(moment)
    page = shown(moment._replace(timeline=(*moment.timeline, done)))
    assert "Ready to say" not in page
    assert "<bdi>Done: x, by Ana</bdi>" in page
    assert "Ready to say" not in shown(resolved_surge())


def test_what_was_said_is_shown_with_its_place_and_time_and_marked_on_the_chart() -> None:
    page = shown(surge(), said=[statement("We look into it.")])
    assert "What we said" in headings(page)
    assert "“We look into it.”" in read(page)
    assert "press · 14:08 UTC · kestro.example · recorded by ana" in read(page)
    assert "said, 14:08" in page
    assert "What we said" not in headings(shown(surge()))
