"""The labelled drafts of answers, and what the rules for answers say of them.

``reply_drafts.jsonl`` was written before the first rules: a hundred drafts that keep to them, and a hundred that do
not, each with the rule it breaks. ``later_``, ``more_``, ``fresh_``, ``wide_`` and ``staff_reply_drafts.jsonl`` were
written afterwards to find what the rules miss: the fresh ones and those of staff by people who knew no rule, the wide
ones in many registers by the hand that wrote the rules. All of them then served to mend the rules or to train the
classifier (those of staff only the classifier). Only ``unseen_reply_drafts.jsonl``, by people who knew no rule, says
how both do on drafts that they have not seen: it must not be used to mend them.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from shared.answers.breach import Breach
from shared.answers.lint import breaches

FOLDER = Path(__file__).with_name("labelled")
FIRST, LATER, MORE, FRESH = "reply_drafts", "later_reply_drafts", "more_reply_drafts", "fresh_reply_drafts"
WIDE, STAFF, UNSEEN = "wide_reply_drafts", "staff_reply_drafts", "unseen_reply_drafts"
CONTACT = "help@acme.example"


class LabelledReply(NamedTuple):
    """A draft, whether it is bad in truth, by which rule where that is known, and the breaches that are found."""

    id: str
    bad: bool
    rule: str
    found: list[Breach]


@cache
def replies(name: str = FIRST) -> tuple[LabelledReply, ...]:
    """All drafts of a file, checked."""
    return tuple(_checked(json.loads(line)) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines())


def precision(name: str = FIRST) -> float:
    """Of the drafts that are refused, the part that is bad in truth."""
    refused = [reply for reply in replies(name) if reply.found]
    return sum(reply.bad for reply in refused) / len(refused)


def recall(name: str = FIRST) -> float:
    """Of the bad drafts, the part that is refused."""
    bad = [reply for reply in replies(name) if reply.bad]
    return sum(bool(reply.found) for reply in bad) / len(bad)


def recall_of(rule: str, name: str = FIRST) -> float:
    """Of the drafts that break this rule, the part that is refused for it."""
    bad = [reply for reply in replies(name) if reply.rule == rule]
    return sum(rule in {breach.rule for breach in reply.found} for reply in bad) / len(bad)


def _checked(row: dict[str, object]) -> LabelledReply:
    found = breaches(str(row["text"]), facts=_texts(row, "facts"), others=_texts(row, "others"), contact=CONTACT)
    rule = str(row.get("breach") or "")
    return LabelledReply(str(row["id"]), bool(row.get("bad", rule)), rule, found)


def _texts(row: dict[str, object], name: str) -> list[str]:
    given = row.get(name, [])
    return list(map(str, given)) if isinstance(given, list) else []
