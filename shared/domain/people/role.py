"""Roles: what somebody may do, whoever they prove to be (an API key, a person who signed in)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A role may do all that the role before it may."""

    READ = "read"
    """See moments, brands and figures; never a phone number or an address."""

    ACT = "act"
    """Also act on moments, set silences, correct sentiments."""

    ADMIN = "admin"
    """Also change brands, and see and change who is told."""

    def allows(self, needed: Role) -> bool:
        """Whether this role may do what ``needed`` may.

        >>> Role.ACT.allows(Role.READ), Role.ACT.allows(Role.ADMIN)
        (True, False)
        """
        return self.rank >= needed.rank

    @property
    def rank(self) -> int:
        """How much the role may do: 0 for ``read``, 2 for ``admin``."""
        return list(Role).index(self)
