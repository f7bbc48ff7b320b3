"""The page of a crisis with hostile texts in it: no markup, no names, nothing loaded, and small."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.query.html.chart import chart_of
from functions.query.html.crisis_page import crisis_page, page_headers
from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Kind, Moment, Sample, Severity, Transition
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.messages.crisis.crisis_figures import Counters
from shared.messages.crisis.crisis_summary import BEFORE_MS, crisis_figures
from tests.unit.notify.examples import EVIDENCE, START, burst, opened, step, surge
from tests.unit.query.crisis_page.shown_page import read, shown, statement
from tests.unit.shared.html.reader import ANY_TEXT, NASTY, Reader

ANY = ANY_TEXT | NASTY
ALLOWED = {
    *("html", "head", "meta", "title", "link", "style", "script", "body", "main", "section", "footer", "div"),
    *("h1", "h2", "p", "b", "span", "bdi", "dl", "dt", "dd", "figure", "figcaption", "blockquote"),
    *("ol", "ul", "li", "time", "a", "svg", "g", "rect", "line", "circle", "text"),
}
MAX_BYTES = 60_000


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
