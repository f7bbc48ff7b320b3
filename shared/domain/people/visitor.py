"""Somebody who signed in and looks at a page."""

from __future__ import annotations

from typing import NamedTuple

from shared.domain.errors import Forbidden
from shared.domain.people.role import Role


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
