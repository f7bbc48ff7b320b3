"""Reads a sentiment model from a file."""

from __future__ import annotations

from pathlib import Path

from shared.domain.errors import InvalidInput
from shared.sentiment.model import SentimentModel, deserialize

MAX_BYTES = 1_000_000
"""So much of a file is read; a model is smaller than a fifth of this."""


def read_model(path: Path) -> SentimentModel:
    """The model in a file.

    Raises:
        InvalidInput: the file cannot be read or is not a model; the message names it.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from error
    try:
        return deserialize(raw)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.message}") from error
