"""One crisis, one story: text, mail, page and API say the same figures, whoever reads which at the same time."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest

from functions.notify.messages.message import Message
from infra.cli.demo.agreement import Told, disagreements, page_rows
from shared.domain.brand import Brand
from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Kind, Sample, Severity, Status
from shared.domain.time import MINUTE_MS
from shared.links.page_link import Scope, link_token, new_link
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.counters import counts
from shared.store.dynamodb import dynamodb, number, text
from tests.api_client import ask
from tests.integration.notify_stage import NotifyRun, record, staged, stream
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import EVIDENCE, START, burst, opened, resolved, surge

REFUND = Sample("They refused my refund, worst company ever", "rss", "", -0.95, START)
FIRE = Sample("The base caught fire while my son stood beside it", "mastodon", "", -0.6, START)
ABOUT_FIRE = EVIDENCE._replace(themes={"safety": 66, "billing": 14}, samples=(REFUND, FIRE), reach=999)
SURGE = surge(evidence=ABOUT_FIRE, decision={"expected": 4.0, "dispersion": 0.1})
BURST = burst(opened_ms=START - 5 * MINUTE_MS, evidence=ABOUT_FIRE._replace(observed=60, expected=12.0, reach=1_234))
QUESTIONS = burst(id="0123456789ab", kind=Kind.QUESTION_WAVE, severity=Severity.SEV3, evidence=ABOUT_FIRE)
ENDED: dict[str, Any] = {"status": Status.RESOLVED, "ended_ms": START + 92 * MINUTE_MS}


def put(*found: Any) -> None:
    for one in found:
        put_moment(one)


def count(minute: int, tally: Tally) -> None:
    at_ms = START + minute * MINUTE_MS
    sums = {short: number(getattr(tally, name)) for name, short in counts.SUM_ATTRIBUTES.items()}
    channels = {f"c:{name}": number(posts) for name, posts in tally.channels.items()}
    themes = {name: number(posts) for name, posts in counts.theme_attributes(tally.themes).items()}
    item = counts.counter_key("acme", at_ms, "0") | sums | channels | themes | {"seen": number(at_ms)}
    dynamodb().put_item(
        TableName=setting("COUNTS_TABLE"), Item={**item, "ex": text(counts.samples_json(tally.samples))}
    )


def told(stage: NotifyRun, level: str) -> Message:
    return next(message for message in stage.published if message.audience == level)


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyRun]:
    """The stage of notify, with the counters around the crisis."""
    count_all()
    yield from staged(aws, monkeypatch)


def count_all() -> None:
    brands.put(Brand("acme", "Acme", time_zone="Europe/Berlin"))
    count(-60, Tally(mentions=9, scored=9, negative=1, reach=70, channels={"rss": 9}))
    for minute in range(-5, 93):
        tally = Tally(mentions=10, scored=8, negative=6, reach=900, channels={"mastodon": 7, "rss": 3})
        count(minute, tally._replace(themes={"safety": 4, "billing": 1}, samples=(REFUND, FIRE)))


@pytest.mark.parametrize("over", [False, True])
def test_text_mail_page_and_api_agree_in_every_figure(stage: NotifyRun, *, over: bool) -> None:
    at_ms = START + (92 if over else 3) * MINUTE_MS
    ends: dict[str, Any] = ENDED if over else {}
    steps = (*SURGE.timeline, resolved(92)) if over else SURGE.timeline
    now = SURGE._replace(timeline=steps, **ends)
    put(now, BURST._replace(**ends), QUESTIONS._replace(**ends))
    if over:
        stream(record(SURGE))
        stage.published.clear()
        stream(record(now, SURGE, 2))
    else:
        stream(record(now))
    text_message, mail = told(stage, "page"), told(stage, "alert")
    page = ask("GET", f"/m/{token(SURGE.id)}", now_ms=at_ms).body
    api = ask("GET", f"/crises/{SURGE.crisis}", now_ms=at_ms).json

    assert disagreements(Told(text_message.text, mail.text, page, api)) == []
    shown, plain = page_rows(page), html.unescape(re.sub(r"<[^>]+>", "", page))
    assert api["headline"].startswith("Fires reported: 48 negative posts in 5 min")
    assert api["trend"]["text"] == shown.get("Trend", "Over")
    if over:
        assert "Fires reported: negative posts back to normal at 15:37 UTC after 1 h 37 min" in text_message.text
        assert "until 15:37 UTC, 1 h 37 min in all" in shown["Since"]
        assert api["minutes"] == 97
    else:
        assert text_message.text.startswith(f"SEV1 Acme - {api['headline']}, since 14:00 UTC")
        assert api["since"] == "2026-03-01T14:00:00Z"
        assert [quote["text"] for quote in api["quotes"]] == [FIRE.text]
        assert "refund" not in text_message.text + plain.split("What people say")[1].split("What to do")[0]
    for title in ("Surge of negative posts, SEV1", "Burst of posts, SEV2", "Wave of questions, SEV3"):
        assert title in plain
        assert title in mail.text


def token(moment_id: str) -> str:
    """The link of a message of the time at which the records are."""
    return link_token(new_link(moment_id, Scope.ACT, 1, START), internal_key("link"))


def test_every_message_of_a_crisis_has_the_same_link(stage: NotifyRun) -> None:
    put(SURGE, BURST)
    stream(record(BURST), record(SURGE, sequence=2))
    links = {re.findall(r"/m/\S+", message.text)[0] for message in stage.published if message.audience != "bus"}
    assert links == {f"/m/{token(SURGE.crisis)}"}
    assert opened().at_ms == SURGE.detected_ms
