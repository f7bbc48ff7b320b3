"""The header that names what an answer lacks: stored items that could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

NAME = "X-Foreshock-Unreadable"

MOST_NAMED = 20
"""Items that are named; the log names all of them."""

PUBLIC_PREFIX = "/status/"
"""What anybody may read names nothing of the tables."""


def unreadable_header(left_out: Sequence[str], path: str) -> dict[str, list[str]]:
    """The header; none where nothing was left out, and on the public page.

    >>> unreadable_header(["plans/burns", "response#c1/fact#ä"], "/plans")
    {'X-Foreshock-Unreadable': ['plans/burns, response#c1/fact#%C3%A4']}
    >>> unreadable_header([], "/plans"), unreadable_header(["public#acme/c1"], "/status/acme")
    ({}, {})
    """
    if not left_out or path.startswith(PUBLIC_PREFIX):
        return {}
    named = [quote(name, safe="/#:.@~") for name in left_out[:MOST_NAMED]]
    more = [f"and {len(left_out) - MOST_NAMED} more"] if len(left_out) > MOST_NAMED else []
    return {NAME: [", ".join([*named, *more])]}
