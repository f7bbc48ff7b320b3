"""What a crisis takes at most is an answer that Lambda can give."""

from __future__ import annotations

from functions.respond.facts import MAX_FACTS
from functions.respond.schemas.answer import MAX_FACT
from functions.respond.schemas.statement import MAX_TEXT
from functions.respond.statements import MAX_STATEMENTS
from shared.domain.moments.transitions import PEOPLE_BYTES

MOST_BYTES = 6 * 1024 * 1024
"""An answer of a function (AWS Lambda, quotas)."""

ESCAPED = 14
"""Bytes of the longest character in a text in JSON in JSON: a pair of escapes, their backslashes escaped again."""


def test_the_longest_crisis_can_be_told_in_one_answer() -> None:
    notes = PEOPLE_BYTES // 4
    assert (MAX_STATEMENTS * MAX_TEXT + MAX_FACTS * MAX_FACT + notes) * ESCAPED < MOST_BYTES
