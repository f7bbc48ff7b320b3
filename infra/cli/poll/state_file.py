"""The file in which ``foreshock poll`` keeps its cursors."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.channels.cursor import Cursor
from shared.channels.request import endpoint_of
from shared.domain.errors import InvalidInput

VERSION = 1


@dataclass(slots=True)
class State:
    """Cursors by name, and the file they come from (``None``: they are not saved)."""

    path: Path | None = None
    cursors: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path | None) -> State:
        """The cursors in the file; none where it does not exist yet or is empty.

        Raises:
            InvalidInput: it cannot be read, or holds something else; a new start would print everything again.
        """
        if path is None:
            return cls()
        try:
            written = path.read_bytes() if path.exists() else b""
            document = json.loads(written) if written.strip() else {"version": VERSION, "cursors": {}}
        except (OSError, ValueError) as error:
            raise InvalidInput(f"the state file {path} cannot be read: {error}", field="state") from error
        cursors = document.get("cursors") if isinstance(document, Mapping) else None
        if not isinstance(cursors, dict) or document.get("version") != VERSION:
            raise InvalidInput(f"{path} is not a state file of foreshock poll", field="state")
        return cls(path, cursors)

    def cursor(self, name: str) -> Cursor:
        """The cursor of this name; a new one where there is none.

        Raises:
            InvalidInput: what the file holds under this name is not a cursor.
        """
        try:
            return Cursor.from_json(self.cursors.get(name, {}))
        except (TypeError, ValueError, AttributeError) as error:
            raise InvalidInput(f"{self.path} holds no usable cursor for {name!r}", field="state") from error

    def save(self, name: str, cursor: Cursor) -> None:
        """Replace the file by one with this cursor; a crash leaves the old file whole.

        Raises:
            InvalidInput: the file cannot be written.
        """
        self.cursors[name] = cursor.to_json()
        if self.path is None:
            return
        try:
            _replace(self.path, json.dumps({"version": VERSION, "cursors": self.cursors}))
        except OSError as error:
            raise InvalidInput(f"the state file {self.path} cannot be written: {error}", field="state") from error


def name_of(channel: str, query: str, base_url: str) -> str:
    """The name of a cursor in the file: the same query of another server has its own cursor.

    >>> name_of("mastodon", "#acme", "https://mastodon.social")
    'mastodon acme mastodon.social'
    >>> name_of("rss", "http://127.0.0.1:4711/feed", "")
    'rss localhost/feed '
    """
    asked = endpoint_of(query) if "://" in query else query.strip().lstrip("#")
    return f"{channel} {asked} {endpoint_of(base_url)}"


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path.resolve())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
