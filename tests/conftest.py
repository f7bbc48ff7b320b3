"""Laws are checked by what they compute, never by how fast a shared machine computed it."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("foreshock", deadline=None)
settings.load_profile("foreshock")
