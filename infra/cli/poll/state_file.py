"""The file in which ``foreshock poll`` keeps its cursors."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.channels.address import endpoint_of
from shared.channels.cursor import Cursor
from shared.domain.errors import InvalidInput

VERSION = 1


@dataclass(slots=True)
class State:
    """Cursors by name, and the file they come from (``None``: they are not saved).

    ``sessions`` are what servers gave for credentials, and ``spent`` what channels spent on a day, by name.
    """

    path: Path | None = None
    cursors: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)
    spent: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path | None) -> State:
        """The cursors in the file; none where it does not exist yet or is empty.

        Raises:
            InvalidInput: it cannot be read, or holds something else; a new start would print everything again.
        """
        if path is None:
            return cls()
        if path.exists() and not path.is_file():
            raise InvalidInput(f"{path} is not a file; --state must name one", field="state")
        try:
            written = path.read_bytes() if path.exists() else b""
            document = json.loads(written) if written.strip() else {"version": VERSION, "cursors": {}}
        except (OSError, ValueError) as error:
            raise InvalidInput(f"the state file {path} cannot be read: {error}", field="state") from error
        cursors = document.get("cursors") if isinstance(document, Mapping) else None
        if not isinstance(cursors, dict) or document.get("version") != VERSION:
            raise InvalidInput(f"{path} is not a state file of foreshock poll", field="state")
        sessions, spent = document.get("sessions"), document.get("spent")
        return cls(
            path,
            cursors,
            sessions if isinstance(sessions, dict) else {},
            spent if isinstance(spent, dict) else {},
        )

    def cursor(self, name: str) -> Cursor:
        """The cursor of this name; a new one where there is none.

        Raises:
            InvalidInput: what the file holds under this name is not a cursor.
        """
        try:
            return Cursor.from_json(self.cursors.get(name, {}))
        except (TypeError, ValueError, AttributeError) as error:
            raise InvalidInput(f"{self.path} holds no usable cursor for {name!r}", field="state") from error

    def not_before_ms(self, name: str) -> int:
        """Until when the server of this cursor wants no request, whatever the query; 0 where it asked for no pause."""
        same = [other for other in self.cursors if _server(other) == _server(name)]
        return max((self.cursor(other).not_before_ms for other in same), default=0)

    def save(self, name: str, cursor: Cursor, before: Cursor) -> bool:
        """Replace the file by one with this cursor; a crash leaves the old file whole.

        The file is read again first, so that what other calls wrote meanwhile is kept. Where
        another call has moved this very cursor from ``before``, it stays as that call left
        it, and the result is false.

        Raises:
            InvalidInput: the file cannot be written.
        """
        with self._changing() as now:
            unmoved = now.cursor(name) == before
            if unmoved:
                now.cursors[name] = cursor.to_json()
        return unmoved

    def keep_session(self, name: str, session: Mapping[str, str]) -> None:
        """Keep what a server gave for credentials: the file is readable for its owner alone."""
        with self._changing() as now:
            now.sessions[name] = dict(session)

    def spend(self, name: str, units: int, limit: int) -> int:
        """Note what a channel spends, or below 0 what it did not; how much of it is within ``limit``."""
        with self._changing() as now:
            granted = min(units, max(0, limit - now.spent.get(name, 0)))
            today = name.rpartition(" ")[2]
            others = {other: spent for other, spent in now.spent.items() if other.endswith(today)}
            now.spent = {**others, name: now.spent.get(name, 0) + granted}
        return granted

    @contextmanager
    def _changing(self) -> Iterator[State]:
        """The state as the file holds it now, alone among the calls that use it; it is written at the end.

        Raises:
            InvalidInput: the file cannot be written.
        """
        if self.path is None:
            yield self
            return
        try:
            with _locked(self.path):
                now = State.read(self.path)
                yield now
                document = {"version": VERSION, "cursors": now.cursors, "sessions": now.sessions, "spent": now.spent}
                _replace(
                    self.path,
                    json.dumps({name: value for name, value in document.items() if value or name == "cursors"}),
                )
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


def _server(name: str) -> tuple[str, str]:
    """The channel and the host of a cursor's name.

    >>> _server("rss a.example/feed "), _server("mastodon acme social.example")
    (('rss', 'a.example'), ('mastodon', 'social.example'))
    """
    channel, _, rest = name.partition(" ")
    asked, _, endpoint = rest.rpartition(" ")
    return channel, (endpoint or asked).partition("/")[0]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Alone among the calls that use this file; the lock ends with the process."""
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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
