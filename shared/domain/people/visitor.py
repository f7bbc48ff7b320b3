"""Somebody who signed in and looks at a page."""

from __future__ import annotations

from typing import NamedTuple

from shared.domain.errors import Forbidden
from shared.domain.moments.moment import SYSTEM
from shared.domain.people.role import Role
from shared.domain.text import clean_text

KEY = "API key"
"""The name of who signed in with a key, which several people may share."""

LONGEST_NAME = 80


class Visitor(NamedTuple):
    """``name`` is what a timeline calls them; ``form_token`` goes into each form that they are shown."""

    name: str
    role: Role
    time_zone: str = "UTC"
    form_token: str = ""

    def needs(self, needed: Role) -> None:
        """Check the role; raise Forbidden if it does not allow it."""
        if not self.role.allows(needed):
            raise Forbidden(f"this needs the role {needed}; yours is {self.role}")


def named(visitor: Visitor, given: str) -> Visitor:
    """Who signed in with a key may say who they are, as with ``by`` in the API; anybody else is who they are.

    >>> ana = Visitor("Ana", Role.ACT, "UTC", "token")
    >>> named(ana, "Ben").name, named(ana._replace(name=KEY), " Ben ").name, named(ana._replace(name=KEY), SYSTEM).name
    ('Ana', 'Ben', 'API key')
    """
    name = " ".join(clean_text(given).split())[:LONGEST_NAME]
    return visitor._replace(name=name) if visitor.name == KEY and name.casefold() not in ("", SYSTEM) else visitor
