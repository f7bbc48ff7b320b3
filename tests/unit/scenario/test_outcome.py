"""The demo checks its outcome and reports what is not as expected."""

from dataclasses import replace
from io import StringIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from infra.cli.demo.agreement import Told, disagreements
from infra.cli.demo.outcome import Outcome
from infra.cli.demo.report import report
from infra.local.deployment.runtime import ROOT
from infra.local.emulator.inbox import Message
from infra.pictures.draw import draw

SVG = "{http://www.w3.org/2000/svg}"


def message(level: str, status: str = "open", text: str = "words", severity: str = "SEV1") -> Message:
    return Message(
        f"topic-{level}",
        "a subject",
        text,
        {"level": level, "status": status, "severity": severity},
        "2026-03-01T14:05:00Z",
    )


def entry(minute: int, change: str, severity: str = "SEV1") -> dict[str, Any]:
    return {"at": f"2026-03-01T14:{minute:02}:00Z", "change": change, "severity": severity}


def moment(kind: str, status: str = "resolved") -> dict[str, Any]:
    return {
        "id": "ab12",
        "kind": kind,
        "severity": "SEV1",
        "status": status,
        "opened_at": "2026-03-01T14:05:00Z",
        "ended_at": "2026-03-01T15:05:00Z",
        "minutes": 5,
        "observed": 2,
        "peak": 9,
        "mentions": 99,
        "explanation": ["Something happened."],
        "timeline": [entry(5, "opened"), entry(6, "acknowledged")],
        "samples": [{"text": "[bold]not markup[/bold] <script> \\"}],
    }


TOLD = Told(
    text="OVER Acme - Fires reported: negative posts back to normal at 15:05 UTC after 1 h.",
    mail="Acme - Fires reported: 9 in 5 min.\n\nIn all:   99 posts since it began, 50 of them negative\n\n",
    page="<h1>Fires reported: 9 in 5&#160;min</h1>"
    "<dl><dt>In all</dt><dd>99 posts since it began, 50 of them negative</dd>"
    "<dt>Reach</dt><dd>up to 1,000 people</dd><dt>Sentiment</dt><dd>51% negative, normally 9%</dd>"
    "<dt>About</dt><dd>data breach 7</dd></dl><li>Burst of posts, SEV1: 12 posts</li>",
    crisis={
        "headline": "Fires reported: 9 in 5 min",
        "ended_at": "2026-03-01T15:05:00Z",
        "minutes": 60,
        "posts": 99,
        "negative_posts": 50,
        "reach": 1_000,
        "negative_share": 0.505051,
        "themes": [{"name": "data_breach", "posts": 7}],
        "moments": [{"kind": "volume_burst", "severity": "SEV1", "observed": 3, "peak": 12}],
    },
)


CASE = {
    "id": "ab12",
    "summary": ["Acme: fires reported."],
    "statements": [{"text": "We look into it.", "effects": [{"text": "After 1 h: helping."}] * n} for n in range(4)],
    "what_worked": ["It was detected 2 min after it began."],
    "actions": [{"text": "Update 1: never said.", "owner": "communications"}],
}


GOOD = Outcome(
    results={"accepted": 5, "duplicate": 1, "rejected": 1},
    expected={"accepted": 5, "duplicate": 1, "rejected": 1},
    counted=5,
    dead_letters=0,
    pulse={"points": [{"mentions": n, "negative": n // 2} for n in range(50)]},
    moments=[moment("volume_burst"), moment("negative_surge")],
    worst=moment("negative_surge"),
    messages=[
        message("page"),
        message("alert"),
        message("alert"),
        message("page", "resolved"),
        message("alert", "resolved"),
    ],
    seconds=61.23,
    told=TOLD,
    case=CASE,
)


def test_a_good_outcome_has_no_failures() -> None:
    assert GOOD.failures() == []


def test_the_summary_has_the_main_figures() -> None:
    summary = GOOD.summary()
    asked = ("mentions", "counted", "moments", "pages", "alerts", "recoveries", "seconds")
    assert [summary[name] for name in asked] == [5, 5, 2, 1, 2, 1, 61.2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"counted": 6}, "6 mentions were counted, 5 were accepted"),
        ({"results": {"accepted": 5, "duplicate": 0, "rejected": 1}}, "the intake's results were"),
        ({"dead_letters": 2}, "2 records could not be processed"),
        ({"worst": {**GOOD.worst, "timeline": [entry(5, "opened")]}}, "nobody has acknowledged"),
        ({"moments": []}, "moments of each kind: {}"),
        ({"case": None}, "0 statements in the case file, not 4"),
        ({"case": {**CASE, "timeline": [{"who": "Ana"}]}}, "the case file names Ana or Ben"),
        ({"moments": [moment("volume_burst"), moment("volume_burst")]}, "'volume_burst': 2"),
        ({"moments": [moment("volume_burst", "open")]}, "a moment is still open"),
        ({"messages": [*GOOD.messages, message("page")]}, "pages of ['SEV1', 'SEV1'], not one for each"),
        ({"messages": [message("alert", "resolved"), message("page", "resolved")]}, "pages of [], not one for each"),
        ({"messages": GOOD.messages[:3]}, "0 all-clears by page, not one"),
        ({"messages": [*GOOD.messages, message("alert", "resolved")]}, "2 all-clears by mail, not one"),
    ],
)
def test_every_failure_is_described(change: dict[str, Any], words: str) -> None:
    assert words in "\n".join(replace(GOOD, **change).failures())


def test_the_report_shows_texts_unchanged_and_the_failures() -> None:
    out = StringIO()
    report(Console(file=out, width=80), replace(GOOD, counted=6))
    assert "[bold]not markup[/bold] <script>" in out.getvalue()
    assert "Not as expected: 6 mentions were counted" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_the_report_works_without_a_moment() -> None:
    out = StringIO()
    report(Console(file=out, width=80), replace(GOOD, moments=[], worst={}, messages=[]))
    assert "moments of each kind" in out.getvalue()


def test_the_picture_of_the_same_messages_is_the_same_and_well_formed() -> None:
    messages = [message(level, text='<b>&"\n' + "word " * 60).as_dict() for level in ("page", "alert")]
    drawn = ET.fromstring(draw(messages))  # noqa: S314 - our own drawing
    assert draw(messages) == draw(messages)
    assert '<b>&"' in [text.text for text in drawn.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", ["flow", "alert"])
def test_the_pictures_of_the_readme_are_well_formed_and_have_titles(name: str) -> None:
    drawn = ET.parse(ROOT / "docs" / "pictures" / f"{name}.svg").getroot()  # noqa: S314 - our own drawing
    assert drawn.findtext(f"{SVG}title")
    assert {"viewBox"} <= set(drawn.attrib)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"minutes": 55}, "the text does not say '55 min'"),
        ({"headline": "Outage reported: 9 in 5 min"}, "the mail does not say 'Outage reported: 9 in 5 min'"),
        ({"posts": 98}, "In all: the API says '98 posts since it began, 50 of them negative'"),
        ({"reach": 999}, "Reach: the API says 'up to 999 people'"),
        ({"negative_share": 0.4}, "Sentiment: the API says '40% negative'"),
        ({"themes": [{"name": "billing", "posts": 7}]}, "About: the API says 'billing 7'"),
        ({"moments": [{"kind": "praise_wave", "severity": "SEV4", "observed": 3, "peak": 12}]}, "praise_wave"),
    ],
)
def test_every_figure_that_differs_is_named(change: dict[str, Any], named: str) -> None:
    found = disagreements(TOLD._replace(crisis={**TOLD.crisis, **change}))
    assert any(named in difference for difference in found)
    assert disagreements(TOLD) == []


def test_a_row_of_the_mail_that_the_page_has_not_is_named() -> None:
    other = TOLD.mail.replace("99 posts", "98 posts")
    (difference,) = disagreements(TOLD._replace(mail=other))
    assert difference.startswith("In all: the mail says '98 posts")


def test_a_crisis_of_which_nothing_was_told_is_a_failure() -> None:
    assert replace(GOOD, told=None).failures() == ["nothing was told of a crisis"]
