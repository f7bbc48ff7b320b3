"""The name of a person as another product has it: one short visible line for the timeline."""

from __future__ import annotations

from shared.domain.text import clean_text

LONGEST = 80


def person(name: object, product: str) -> str:
    """The name in one line, or that of the product where it gives none.

    >>> person(" Ana\\tLima ", "Slack"), person(None, "Slack")
    ('Ana Lima', 'Slack')
    """
    shown = " ".join(clean_text(name[: 4 * LONGEST]).split())[:LONGEST].rstrip() if isinstance(name, str) else ""
    return shown or product
