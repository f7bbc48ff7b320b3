"""Tables of moods from files."""

from __future__ import annotations

from pathlib import Path

from shared.domain.errors import InvalidInput
from shared.sentiment.model import SentimentModel, deserialize

LARGEST = 1_000_000
"""Bytes; a table has less than a fifth of it."""


def read_model(path: Path) -> SentimentModel:
    """The table in a file.

    Raises:
        InvalidInput: it cannot be read or is none; the message names the file.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from error
    try:
        return deserialize(raw)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.message}") from error
