"""Settings of a function, from its environment variables: names and addresses, never a secret."""

from __future__ import annotations

import os

from shared.domain.errors import InvalidInput


def setting(name: str, default: str | None = None) -> str:
    """The environment variable ``name``, or ``default``.

    Raises:
        InvalidInput: it is unset or empty and there is no default.
    """
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        raise InvalidInput(f"the environment variable {name} is not set; the template sets it", field=name)
    return default
