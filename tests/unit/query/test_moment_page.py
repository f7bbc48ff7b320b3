"""The page of a moment, as a reader sees it, and with hostile texts in it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.query.html.chart import STYLE as CHART_STYLE
from functions.query.html.chart_span import bars_of, span_of
from functions.query.html.moment_page import ChartData, moment_page
from functions.query.html.sections import TRANSITION_TEXT
from functions.query.schemas.summary import STATUS_TEXT
from shared.domain.moment import Kind, Moment, Sample, Severity, Status, Transition
from shared.domain.tally import Tally
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.html.layout import content_security_policy
from tests.unit.notify.examples import EVIDENCE, START, burst, opened, resolved_surge, step, surge
from tests.unit.shared.html.test_markup import ANY_TEXT, NASTY, Reader

NOW = START + 12 * MINUTE_MS
ANY = ANY_TEXT | NASTY
ALLOWED = {
    *("html", "head", "meta", "title", "link", "style", "body", "main", "header", "section", "footer"),
    *("h1", "h2", "p", "strong", "bdi", "dl", "dt", "dd", "figure", "figcaption", "div", "blockquote"),
    *("ol", "ul", "li", "time", "a", "svg", "g", "rect", "line", "text"),
}


def shown(moment: Moment, now_ms: int = NOW, zone: str = "UTC", total: Tally | None = None) -> str:
    span = span_of(moment, now_ms)
    bars = bars_of(span, [(moment.opened_ms, Tally(mentions=50, scored=50, negative=40))])
    return moment_page(moment, ChartData(span, bars, total or Tally()), zone, now_ms)


def read(page: str) -> str:
    """The words of the body, as one line."""
    body = re.sub(r"<style>.*?</style>", "", page.split("<body>", 1)[1], flags=re.DOTALL)
    return " ".join(re.sub(r"\s+", " ", Reader(re.sub(r"(?=<(?!/?(?:bdi|strong)))", " ", body)).words).split())


def headings(page: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", page)


def test_the_page_of_an_open_moment_begins_with_the_most_important() -> None:
    words = read(shown(surge(), zone="Europe/Berlin"))
    assert words.startswith(
        "SEV1: the highest, act now"
        " Acme: 48 negative posts in five minutes, where about 4 would be normal (12x)."
        " It is going on. Since 14:05 UTC on 1 March 2026 (15:05 in Europe/Berlin), for 12 min now."
        " In all 48 negative posts since it began"
        " Sentiment 72% of the posts are negative (normally 12%)"
        " Reach up to 120,000 people"
        " Where mastodon 31, hackernews 12, rss 5"
        " Hashtags #acmefire 22, #recall 9"
    )
    assert headings(shown(surge())) == [
        "What people say",
        "What to do first",
        "What not to do",
        "Why it is SEV1, as seen at 14:08 UTC",
        "What happened when, in UTC",
    ]
    assert "By 14:13 UTC: say in public that you have seen it" in words


def test_past_its_peak_the_page_shows_the_peak_and_the_current_count() -> None:
    evidence = replace(EVIDENCE, observed=9, negative_share=0.2)
    calmer = surge(status=Status.RECOVERING, peak=96, evidence=evidence, decision={"expected": 4.0})
    words = read(shown(calmer, total=Tally(mentions=90, scored=90, negative=60)))
    assert "Acme: 96 negative posts in five minutes at the peak, where about 4 would be normal (24x); now 9." in words
    assert "It is going back to normal." in words
    assert "Now 9 negative posts in five minutes" in words
    assert "67% of the posts are negative (normally 12%); lately 20%" in words


def test_the_page_of_a_moment_that_is_over_begins_with_its_peak() -> None:
    page = shown(resolved_surge(), START + 3 * HOUR_MS)
    words = read(page)
    assert words.startswith("Over; it was SEV1, the highest Acme: 96 negative posts in five minutes at the peak")
    assert "It is over. It lasted 55 min, from 14:05 UTC on 1 March 2026 to 15:00 UTC." in words
    assert "In all 412 negative posts since it began" in words
    assert headings(page) == ["What people say", "Why it was SEV1, as seen at 14:08 UTC", "What happened when, in UTC"]


def test_the_timeline_is_in_order_and_names_who_did_what() -> None:
    steps = (
        opened(Severity.SEV2),
        step(Transition.ESCALATED, Severity.SEV1, 30),
        replace(step(Transition.ACKNOWLEDGED, Severity.SEV1, 9), by="Ana <b>", note="on\nit"),
    )
    words = read(shown(surge(timeline=steps, peak_ms=START + 20 * MINUTE_MS)))
    timeline = words.split("What happened when, in UTC ")[1]
    assert timeline.startswith(
        "14:05 It began 14:08 Detected, SEV2 14:14 Somebody is on it: on it, by Ana <b>"
        " 14:25 The peak: 48 negative posts in five minutes 14:35 Worse, now SEV1"
    )


def test_a_day_later_the_timeline_has_the_date() -> None:
    steps = (opened(), step(Transition.RELAPSED, Severity.SEV1, 24 * 60))
    assert "14:05 on 2 March 2026 Worse again" in read(shown(surge(timeline=steps)))


def test_a_section_without_content_is_left_out() -> None:
    bare = surge(evidence=replace(EVIDENCE, samples=(), hashtags={}, channels={}, reach=0), reasons=(), mentions=0)
    page = shown(bare)
    assert headings(page) == ["What to do first", "What not to do", "What happened when, in UTC"]
    assert "<dt>Where" not in page
    assert '<dd dir="auto"></dd>' not in page


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("severity", Severity)
def test_every_status_kind_and_severity_has_its_texts(status: Status, kind: Kind, severity: Severity) -> None:
    ended = None if status.ongoing else NOW
    page = shown(burst(kind=kind, severity=severity, status=status, ended_ms=ended))
    assert STATUS_TEXT[status] in page
    assert set(TRANSITION_TEXT) == set(Transition)
    assert f'class="badge {severity.name.lower() if status.ongoing else "over"}"' in page


def test_the_page_says_how_sure_we_are() -> None:
    assert "so take the figures with care" in read(shown(surge(decision={"learning": True})))
    assert "learnt what is normal from this brand's own past" in read(shown(surge()))


def test_people_are_quoted_without_names_and_with_a_link_to_the_post() -> None:
    sample = Sample("@ana: the cord of @bob's kettle melted", "mastodon", "https://social.example/@ana/1", -0.8, START)
    page = shown(surge(evidence=replace(EVIDENCE, samples=(sample,))))
    assert "“the cord of kettle melted”" in read(page)
    assert "mastodon, 14:05 UTC · social.example" in read(page)
    assert 'href="https://social.example/@ana/1" rel="noopener nofollow noreferrer"' in page


def hostile_moment(words: str, other: str) -> Moment:
    """A moment in which every text from outside is hostile."""
    samples = (Sample(words, other, "https://a.example/" + other, -0.9, START), Sample(other, words, words, 0, 0))
    evidence = replace(EVIDENCE, samples=samples, hashtags={words: 3}, channels={other: 2})
    timeline = (replace(opened(), by=words, note=other),)
    decision: dict[str, Any] = {"expected": words, "learning": other}
    return surge(
        brand_name=words, evidence=evidence, reasons=(words, other), timeline=timeline, decision=decision, peak=99
    )


@settings(max_examples=150, deadline=None)
@given(ANY, ANY, st.sampled_from(["UTC", "Europe/Berlin", "../../etc/passwd", "\x00", "<b>"]))
def test_no_input_can_produce_markup(words: str, other: str, zone: str) -> None:
    page = shown(hostile_moment(words, other), zone=zone)
    found = Reader(page).elements
    assert {name for name, _ in found} <= ALLOWED
    assert sum(name == "style" for name, _ in found) == 2
    for name, attributes in found:
        assert not [key for key in attributes if key.startswith("on") or key in ("style", "src", "action")]
        href = attributes.get("href")
        assert href in (None, "", "data:,") or (href.startswith("https://") and name == "a")
    page.encode("utf-8")
    assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", page)


def test_the_policy_allows_exactly_the_styles_of_the_page_and_nothing_else_is_loaded() -> None:
    import base64  # noqa: PLC0415 - only here
    import hashlib  # noqa: PLC0415 - only here

    page, policy = shown(surge()), content_security_policy(CHART_STYLE)
    for style in re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL):
        assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
        assert "url(" not in style
        assert "@import" not in style
    assert not re.search(r"<script|<img|<iframe|<object|<form|javascript:| src=", page)


def test_a_page_is_small() -> None:
    """People read it where the signal is poor."""
    assert len(shown(surge(), total=Tally(mentions=9)).encode()) < 24_000


def test_the_page_says_what_people_talk_about() -> None:
    words = read(shown(surge(evidence=replace(EVIDENCE, themes={"safety": 3})), total=Tally(themes={"safety": 40})))
    assert 'About safety 40 ("caught fire"' in words
    assert "About" not in read(shown(surge()))
