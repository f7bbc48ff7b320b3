"""The page of a crisis, as a reader sees it."""

from __future__ import annotations

import pytest

from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Kind, Severity, Status, Transition
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.messages.crisis.timeline_words import BY_ITSELF
from tests.unit.notify.examples import EVIDENCE, START, burst, opened, resolved_surge, step, surge
from tests.unit.query.crisis_page.shown_page import ABOUT_FIRE, NOW, headings, read, shown


def test_the_first_screen_says_how_bad_what_how_much_since_when_the_trend_and_what_to_do() -> None:
    assert read(shown(zone="Europe/Berlin")).startswith(
        "SEV1: act now 14:17 UTC"
        " Acme Fires reported: 48 negative posts in 5 min, 12x normal"
        " Since 14:05 UTC (15:05 in Berlin), for 12 min now"
        " Trend Still rising"
        " Do now Take the lead and tell your team. A first public word was due at 14:13 UTC:"
        " say now that you have seen it."
        " Nobody has acknowledged it yet."
        " In figures In all 50 posts since it began, 40 of them negative"
        " Sentiment 80% negative since it began (40 of 50 posts), normally 12%"
        " Reach up to 120,000 people"
    )


def test_the_sections_are_in_the_order_in_which_they_are_needed() -> None:
    assert headings(shown(surge(evidence=ABOUT_FIRE), burst())) == [
        "In figures",
        "What to do",
        "What not to do",
        "What the public hears",
        "What people say about safety",
        "The 2 moments of this crisis",
        "Why it is SEV1, as seen at 14:08 UTC",
        "What happened when, in UTC",
    ]
    assert headings(shown(resolved_surge()))[:3] == ["In figures", "What people say", "What to do"], "there is time"


def test_the_page_names_the_plan_and_tells_how_the_clock_was_kept() -> None:
    said = step(Transition.NOTED, Severity.SEV1, 10)
    steps = (opened(), said._replace(by="Ana", step="first-word"))
    words = read(shown(surge(timeline=steps), now_ms=START + 40 * MINUTE_MS))
    assert "What to do Plan 111: Surge of negative posts: act now" in words
    assert (
        "What the public hears Public words in time: 0 of 3. The next update is due at 14:58 UTC."
        " First word: due at 14:13 UTC, said at 14:15 UTC, 2 min late"
        " Scope: was due at 14:18 UTC, 27 min ago"
        " Update 1: was due at 14:38 UTC, 7 min ago"
    ) in words
    over = read(shown(resolved_surge()._replace(timeline=steps), now_ms=START + 3 * HOUR_MS))
    assert "Scope: was due at 14:18 UTC, never said" in over
    assert "The next update" not in over
    assert "The next update" not in read(shown(surge())), "the first word comes before it"
    assert "What the public hears" not in read(shown(surge(severity=Severity.SEV3))), "its plan has no clock"


def test_of_a_long_crisis_the_page_lists_the_last_updates() -> None:
    words = read(shown(now_ms=START + 8 * HOUR_MS))
    assert "earlier updates are in the case file Update" in words
    assert words.count("Update ") == 6


def test_every_moment_of_the_crisis_is_listed_with_its_kind_and_figures() -> None:
    questions = burst(id="0" * 12, kind=Kind.QUESTION_WAVE, severity=Severity.SEV3)
    words = read(shown(surge(), burst(), questions))
    for line in (
        "Surge of negative posts, SEV1: 48 negative posts in 5 min, 12x normal, since 14:05 UTC",
        "Burst of posts, SEV2: 60 posts in 5 min, 5x normal, since 14:05 UTC",
        "Wave of questions, SEV3: 60 questions in 5 min, 5x normal, since 14:05 UTC",
    ):
        assert line in words


def test_what_goes_back_to_normal_is_not_red_and_asks_nobody_to_act_now() -> None:
    page = shown(surge(status=Status.RECOVERING, evidence=ABOUT_FIRE))
    assert 'class="banner easing"' in page
    assert read(page).startswith("SEV1: recovering")
    assert "act now" not in page


def test_what_is_over_has_its_peak_its_length_and_no_steps_of_the_beginning() -> None:
    words = read(shown(resolved_surge()._replace(decision={"expected": 4.0}), now_ms=START + 3 * HOUR_MS))
    assert words.startswith("Over; it was SEV1 17:05 UTC Acme 96 negative posts in 5 min at the peak, 24x normal")
    assert "Since 14:05 UTC on 1 March 2026, until 15:00 UTC, 55 min in all" in words
    assert "say in public that you have seen it" not in words
    assert "Trend" not in words


def test_a_section_without_content_is_left_out() -> None:
    bare = surge(evidence=EVIDENCE._replace(samples=(), hashtags={}, channels={}, reach=0), reasons=())
    page = shown(bare, tally=Tally(mentions=1))
    assert headings(page) == [
        "In figures",
        "What to do",
        "What not to do",
        "What the public hears",
        "What was detected",
        "What happened when, in UTC",
    ]
    assert '<dd dir="auto"></dd>' not in page


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("severity", Severity)
def test_every_status_kind_and_severity_has_its_texts(status: Status, kind: Kind, severity: Severity) -> None:
    page = shown(burst(kind=kind, severity=severity, status=status, ended_ms=None if status.ongoing else NOW))
    assert "<b>Do now</b>" in page
    assert set(BY_ITSELF) == set(Transition)
    looks = {Status.RECOVERING: "easing", Status.RESOLVED: "over", Status.DISMISSED: "over"}
    assert f'class="banner {looks.get(status, severity.name.lower())}"' in page


def test_the_page_brings_itself_up_to_date_only_while_the_crisis_goes_on() -> None:
    assert 'data-refresh="30"' in shown()
    assert "<script>" in shown()
    over = shown(resolved_surge(), now_ms=START + 3 * HOUR_MS)
    assert "data-refresh" not in over
    assert "<script>" not in over
    assert 'http-equiv="refresh"' not in shown(), "nobody may lose what they are reading or typing (WCAG 2.2.1)"


def test_the_page_says_how_sure_we_are() -> None:
    assert "so take the figures with care" in read(shown(surge(decision={"learning": True})))
    assert "learnt what is normal from this brand's own past" in read(shown())


def test_the_page_says_what_people_talk_about() -> None:
    words = read(shown(tally=Tally(mentions=90, themes={"safety": 40})))
    assert 'About safety 40 ("caught fire"' in words
