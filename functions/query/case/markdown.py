"""A case file as Markdown, for a wiki or a review document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from functions.query.schemas.crisis.case import CaseFile
from shared.domain.time import parse_time
from shared.messages.phrases import date_and_time, time_with_date

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~]|^[#+-]|(?<=^\d)[.)]")

COURSE = {
    "detected": "detected",
    "acknowledged": "somebody took care of it",
    "first_word": "first word in public",
    "peak": "peak",
    "recovered": "over",
}


def case_markdown(case: CaseFile) -> str:
    """The case file as a document; what people wrote can form no link, heading or table of its own."""
    return "\n".join(_lines(case)) + "\n"


def escaped(text: str) -> str:
    r"""``text`` on one line, shown by Markdown as it is.

    >>> print(escaped("[x](https://evil.example) <b>|\n# y"), escaped("# z"))
    \[x\](https://evil.example) \<b\>\| # y \# z
    """
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def _lines(case: CaseFile) -> Iterator[str]:
    yield f"# {escaped(case['brand_name'])} - {escaped(case['headline'])}"
    began_ms = parse_time(case["since"])
    until = time_with_date(parse_time(case["ended_at"]), began_ms) if case["ended_at"] else "now"
    yield f"\n{case['severity']}, case {case['id']}, from {date_and_time(began_ms)} until {until}. Times are in UTC.\n"
    yield from (escaped(sentence) for sentence in case["summary"][1:])
    yield from _section("Course", _course(case))
    yield f"\n![The posts around the crisis]({case['chart']})"
    yield from _section("What people talked about", _themes(case))
    yield from _section("What happened", _table(("when", "who", "what"), _timeline(case)))
    yield from _section("The plan", _table(("step", "owner", "due", "done", "late, min"), _steps(case)))
    yield from _section("The clock", _table(("word", "due", "said", "late, min"), _clock(case)))
    yield from _section("What we said, and what it changed", _statements(case))
    yield from _section("Why this severity", _list(case["reasons"]))
    yield from _section("What worked", _list(case["what_worked"]))
    yield from _section(
        "What to do better", _list(f"{action['text']} ({action['owner']})" for action in case["actions"])
    )


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from (f"\n## {heading}\n", *found)


def _course(case: CaseFile) -> Iterator[str]:
    times = {words: case["course"][name] for name, words in COURSE.items()}  # type: ignore[literal-required]  # its keys
    known = [(minutes, words) for words, minutes in times.items() if minutes is not None]
    yield from _table(("minutes after it began", "what"), ((f"{minutes:g}", words) for minutes, words in sorted(known)))
    if case["trust"]:
        yield f"\n{case['trust']['text']}"


def _themes(case: CaseFile) -> Iterator[str]:
    yield from _list(f"{theme['name']}: {theme['posts']} posts" for theme in case["themes"][:5])
    yield from (f"\n> {escaped(quote['text'])}\n> ({escaped(quote['channel'])})" for quote in case["quotes"])


def _timeline(case: CaseFile) -> Iterator[Sequence[str]]:
    """What somebody did to several moments at once is told once."""
    told = ((_time(entry["at"], case), entry["who"], entry["what"]) for entry in case["timeline"])
    return iter(dict.fromkeys(told))


def _steps(case: CaseFile) -> Iterator[Sequence[str]]:
    for step in case["steps"]:
        done = ", ".join(filter(None, (_time(step["done_at"], case), step["done_by"]))) or "nobody said so"
        yield step["do"], step["owner"], _time(step["due_at"], case), done, _late(step["late_minutes"])


def _clock(case: CaseFile) -> Iterator[Sequence[str]]:
    for word in case["clock"]:
        yield (
            word["what"],
            _time(word["due_at"], case),
            _time(word["said_at"], case) or "never",
            _late(word["late_minutes"]),
        )


def _statements(case: CaseFile) -> Iterator[str]:
    for statement in case["statements"]:
        said = f"{escaped(statement['channel'])}: “{escaped(statement['text'])}”"
        yield f"- {_time(statement['published_at'], case)}, {said}"
        told = [statement["recognisable_text"], *(effect["text"] for effect in statement["effects"])]
        yield from (f"  - {escaped(text)}" for text in told if text)


def _time(at: str | None, case: CaseFile) -> str:
    """The time of day; on another day than the first, with the date."""
    if at is None:
        return ""
    return at[11:16] if at[:10] == case["since"][:10] else at[:16].replace("T", " ")


def _late(minutes: int | None) -> str:
    return "" if minutes is None else str(minutes)


def _list(items: Iterable[str]) -> Iterator[str]:
    return (f"- {escaped(item)}" for item in items)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    found = list(rows)
    if found:
        yield f"| {' | '.join(heads)} |"
        yield f"|{'---|' * len(heads)}"
        yield from (f"| {' | '.join(escaped(cell) for cell in row)} |" for row in found)
