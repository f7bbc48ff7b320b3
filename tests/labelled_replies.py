"""The drafts of ``tests/labelled/reply_drafts.jsonl``, and what the rules for answers say of them.

They were written before the rules: a hundred that keep to them and a hundred that do not, each with the rule it breaks.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from shared.answers.breach import Breach
from shared.answers.lint import breaches

FILE = Path(__file__).with_name("labelled") / "reply_drafts.jsonl"
CONTACT = "help@acme.example"


class LabelledReply(NamedTuple):
    """A draft, the rule that it breaks in truth (empty: none), and the breaches that are found."""

    id: str
    rule: str
    found: list[Breach]


@cache
def replies() -> tuple[LabelledReply, ...]:
    """All drafts, checked."""
    return tuple(_checked(json.loads(line)) for line in FILE.read_text("utf-8").splitlines())


def precision() -> float:
    """Of the drafts that are refused, the part that breaks a rule in truth."""
    refused = [reply for reply in replies() if reply.found]
    return sum(bool(reply.rule) for reply in refused) / len(refused)


def recall(rule: str = "") -> float:
    """Of the drafts that break a rule, or this one, the part that is refused, for this rule where it is named."""
    bad = [reply for reply in replies() if reply.rule and (not rule or reply.rule == rule)]
    return sum(bool(each.found) and (not rule or rule in {b.rule for b in each.found}) for each in bad) / len(bad)


def _checked(row: dict[str, object]) -> LabelledReply:
    found = breaches(str(row["text"]), facts=_texts(row, "facts"), others=_texts(row, "others"), contact=CONTACT)
    return LabelledReply(str(row["id"]), str(row["breach"] or ""), found)


def _texts(row: dict[str, object], name: str) -> list[str]:
    given = row.get(name, [])
    return list(map(str, given)) if isinstance(given, list) else []
