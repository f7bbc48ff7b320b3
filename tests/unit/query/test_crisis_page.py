"""The page of a crisis, as a reader sees it, and with hostile texts in it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.query.html.actions import ACTION_TEXT
from functions.query.html.chart import chart_of
from functions.query.html.crisis_page import crisis_page, page_headers
from shared.domain.mentions.tally import Tally
from shared.domain.moments.lifecycle import Action, acknowledge
from shared.domain.moments.moment import Kind, Moment, Sample, Severity, Status, TimelineEntry, Transition
from shared.domain.response.statement import Statement
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.messages.crisis_figures import BEFORE_MS, Counters, crisis_figures
from shared.messages.timeline_words import BY_ITSELF
from tests.unit.notify.examples import EVIDENCE, START, burst, opened, resolved_surge, step, surge
from tests.unit.shared.html.test_markup import ANY_TEXT, NASTY, Reader

NOW = START + 12 * MINUTE_MS
ANY = ANY_TEXT | NASTY
ALLOWED = {
    *("html", "head", "meta", "title", "link", "style", "script", "body", "main", "section", "footer", "div"),
    *("h1", "h2", "p", "b", "span", "bdi", "dl", "dt", "dd", "figure", "figcaption", "blockquote"),
    *("ol", "ul", "li", "time", "a", "svg", "g", "rect", "line", "circle", "text"),
}
ABOUT_FIRE = EVIDENCE._replace(themes={"safety": 30})
MAX_BYTES = 60_000


def shown(
    *moments: Moment,
    now_ms: int = NOW,
    zone: str = "UTC",
    tally: Tally | None = None,
    said: Sequence[Statement] = (),
    **actions: str,
) -> str:
    minutes = [(START, tally or Tally(mentions=50, scored=50, negative=40))]
    found, counters = moments or (surge(evidence=ABOUT_FIRE),), Counters(START - BEFORE_MS, minutes)
    figures = crisis_figures(found, counters, now_ms, statements=said)
    return crisis_page(figures, chart_of(figures, minutes), zone, actions)


def read(page: str) -> str:
    """The words of the body, as one line."""
    body = re.sub(r"<(style|script)>.*?</\1>", "", page.split("<body>", 1)[1], flags=re.DOTALL)
    spaced = re.sub(r"(?=<(?!/?(?:bdi|b>)))", " ", body).replace("\u00a0", " ")
    return " ".join(re.sub(r"\s+", " ", Reader(spaced).words).split())


def headings(page: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", page)


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
        " Sentiment 80% negative, normally 12%; lately 72%"
        " Reach up to 120,000 people"
    )


def test_the_sections_are_in_the_order_in_which_they_are_needed() -> None:
    assert headings(shown(surge(evidence=ABOUT_FIRE), burst())) == [
        "In figures",
        "What people say about safety",
        "What to do",
        "What not to do",
        "What the public hears",
        "The 2 moments of this crisis",
        "Why it is SEV1, as seen at 14:08 UTC",
        "What happened when, in UTC",
    ]


def test_the_page_names_the_plan_and_tells_how_the_clock_was_kept() -> None:
    said = step(Transition.NOTED, Severity.SEV1, 10)
    steps = (opened(), said._replace(by="Ana", step="first-word"))
    words = read(shown(surge(timeline=steps), now_ms=START + 40 * MINUTE_MS))
    assert "What to do Plan 111: Surge of negative posts: act now" in words
    assert (
        "What the public hears In time: 0 of 3. The next update is due at 14:58 UTC."
        " First word: due at 14:13 UTC, said at 14:15 UTC, 2 min late"
        " Scope: was due at 14:18 UTC, 27 min ago"
        " Update 1: was due at 14:38 UTC, 7 min ago"
    ) in words
    over = read(shown(resolved_surge()._replace(timeline=steps), now_ms=START + 3 * HOUR_MS))
    assert "Scope: was due at 14:18 UTC, never said" in over
    assert "The next update" not in over
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


def test_the_timeline_is_in_order_and_names_who_did_what() -> None:
    steps = (
        opened(Severity.SEV2),
        step(Transition.ESCALATED, Severity.SEV1, 30),
        step(Transition.ACKNOWLEDGED, Severity.SEV1, 9)._replace(by="Ana <b>", note="on\nit", via="page"),
    )
    words = read(shown(surge(timeline=steps, peak_ms=START + 20 * MINUTE_MS)))
    assert words.split("What happened when, in UTC ")[1].startswith(
        "14:05 It began 14:08 Detected, SEV2 14:14 Ana <b> is on it (on it) (page)"
        " 14:25 The peak: 48 negative posts in five minutes 14:35 Worse, now SEV1"
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


def test_people_are_quoted_without_names_and_with_a_link_to_the_post() -> None:
    sample = Sample("@ana: the cord of @bob's kettle melted", "mastodon", "https://social.example/@ana/1", -0.8, START)
    page = shown(surge(evidence=EVIDENCE._replace(samples=(sample,))))
    assert "“the cord of kettle melted”" in read(page)
    assert "mastodon, 14:05 UTC · social.example" in read(page)
    assert 'href="https://social.example/@ana/1" rel="noopener nofollow noreferrer"' in page


def hostile_moment(words: str, other: str) -> Moment:
    """A moment in which every text from outside is hostile."""
    samples = (Sample(words, other, "https://a.example/" + other, -0.9, START), Sample(other, words, words, 0, 0))
    evidence = EVIDENCE._replace(samples=samples, hashtags={words: 3}, channels={other: 2}, themes={"safety": 30})
    timeline = (
        opened()._replace(by=words, note=other),
        step(Transition.ACKNOWLEDGED, Severity.SEV1, 4)._replace(by=words),
    )
    decision: dict[str, Any] = {"expected": words, "learning": other, "dispersion": words}
    return surge(
        brand_name=words, evidence=evidence, reasons=(words, other), timeline=timeline, decision=decision, peak=99
    )


@settings(max_examples=100, deadline=None)
@given(ANY, ANY, st.sampled_from(["UTC", "Europe/Berlin", "../../etc/passwd", "\x00", "<b>"]))
def test_no_input_can_produce_markup(words: str, other: str, zone: str) -> None:
    samples = tuple(Sample(f"{words} {n}", other, words, -0.5, START) for n in range(3))
    tally = Tally(mentions=9, scored=9, negative=9, channels={words: 9}, hashtags={other: 9}, samples=samples)
    page = shown(hostile_moment(words, other), zone=zone, tally=tally, said=[statement(words, other)])
    found = Reader(page).elements
    assert {name for name, _ in found} <= ALLOWED
    assert [name for name, _ in found if name in ("style", "script")] == ["style", "style", "style", "script"]
    for name, attributes in found:
        assert not [key for key in attributes if key.startswith("on") or key in ("style", "src", "action")]
        href = attributes.get("href")
        assert href in (None, "", "data:,") or (href.startswith("https://") and name == "a")
    page.encode("utf-8")
    assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", page)


def test_the_policy_allows_exactly_the_styles_and_the_script_of_the_page_and_nothing_else_is_loaded() -> None:
    page, policy = shown(ack="t"), page_headers()["Content-Security-Policy"]
    found = re.findall(r"<(style|script)>(.*?)</\1>", page, flags=re.DOTALL)
    assert len(found) == len(re.findall(r"sha256-", policy)) == 4
    for name, text in found:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert digest in next(part for part in policy.split(";") if f"{name}-src" in part)
        assert not re.search(r"url\(|@import|https?:", text)
    assert not re.search(r"<img|<iframe|<object|javascript:| src=", page)


def test_a_page_is_small() -> None:
    """People read it where the signal is poor."""
    many = tuple(burst()._replace(id=f"{n:012d}", kind=kind) for n, kind in enumerate(Kind))
    minutes = [(START + n * MINUTE_MS, Tally(mentions=9, scored=9, negative=8)) for n in range(-180, 300)]
    figures = crisis_figures(many, Counters(START - BEFORE_MS, minutes), START + 5 * HOUR_MS)
    assert len(crisis_page(figures, chart_of(figures, minutes), "UTC").encode()) < MAX_BYTES


def test_the_page_says_what_people_talk_about() -> None:
    words = read(shown(tally=Tally(mentions=90, themes={"safety": 40})))
    assert 'About safety 40 ("caught fire"' in words


def test_what_joins_a_crisis_that_is_somebody_s_can_be_acknowledged_too() -> None:
    taken, joined = acknowledge(surge(), Action(NOW, by="Ana")), burst()._replace(crisis=surge().crisis)
    page = shown(taken, joined, ack="token")
    assert "Ana is on it, since 14:17 UTC. 1 moment has joined, and nobody has acknowledged it." in read(page)
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
    assert "statement, 14:08" in page
    assert "What we said" not in headings(shown(surge()))


def statement(words: str, by: str = "ana") -> Statement:
    return Statement("s1", "acme", "c1", words, "press", START + 3 * MINUTE_MS, by, NOW, url="https://kestro.example/1")
