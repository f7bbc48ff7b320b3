"""Which of the outputs that are off by default this deployment has turned on."""

from __future__ import annotations

from shared.runtime.settings import setting


def enabled(name: str) -> bool:
    """Whether the deployment turned this on: a name in the comma-separated setting ``OUTPUTS``."""
    return name in setting("OUTPUTS", "").split(",")
