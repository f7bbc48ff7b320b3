"""The demo checks its outcome and reports what is not as expected."""

from dataclasses import replace
from io import StringIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from infra.cli.demo.outcome import Outcome
from infra.cli.demo.report import report
from infra.local.deployment.runtime import ROOT
from infra.local.emulator.inbox import Message
from infra.pictures.draw import draw

SVG = "{http://www.w3.org/2000/svg}"


def message(level: str, status: str = "open", text: str = "words") -> Message:
    return Message(f"topic-{level}", "a subject", text, {"level": level, "status": status}, "2026-03-01T14:05:00Z")


def moment(kind: str, status: str = "resolved") -> dict[str, Any]:
    return {
        "id": "ab12",
        "kind": kind,
        "severity": "SEV1",
        "status": status,
        "opened_at": "2026-03-01T14:05:00Z",
        "ended_at": "2026-03-01T15:05:00Z",
        "peak": 9,
        "mentions": 99,
        "explanation": ["Something happened."],
        "samples": [{"text": "[bold]not markup[/bold] <script> \\"}],
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
        ({"moments": []}, "moments of each kind: {}"),
        ({"moments": [moment("volume_burst"), moment("volume_burst")]}, "'volume_burst': 2"),
        ({"moments": [moment("volume_burst", "open")]}, "a moment is still open"),
        ({"messages": [*GOOD.messages, message("page")]}, "2 pages, not one"),
        ({"messages": [message("alert", "resolved"), message("page", "resolved")]}, "0 pages, not one"),
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
