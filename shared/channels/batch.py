"""The posts of one response, and how to read fields that may hold anything."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from shared.channels.cursor import key_digest
from shared.channels.request import Request
from shared.domain.errors import InvalidInput
from shared.domain.mentions.mention import Post
from shared.domain.time import parse_time

MAX_RAW_CHARACTERS = 1_000
"""Characters kept of an item that could not be read."""

MAX_COUNT = 10**12
"""More followers than anybody has; a larger number is a mistake."""

_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


class Reject(NamedTuple):
    """An item that could not be read, as it came (shortened), and why."""

    raw: str
    reason: str


class Batch(NamedTuple):
    """What one response held.

    ``next`` is the request that goes on, ``None`` at the end. ``position`` is the newest
    plausible position. ``resume`` says where a crawl that stops here goes on;
    ``oldest_first`` that a crawl in this order ends with the newest posts, so that none is
    newer when it ends. ``out_of_range`` says that the response is not of the range asked
    for, ``truncated`` that it was cut off and comes whole another time. ``etag`` and
    ``modified`` are the validators of the document. ``fresh_ms`` is how long it asks not to
    be fetched again, ``wait_ms`` how long the channel wants no request at all.
    ``dropped_ms`` says that what was posted before may be missing, as the channel lists only its
    newest posts (0: nothing is). ``remember`` are keys to be remembered beside those of the posts. ``cost`` is what the
    response took of a day's units (``None``: as much as its request). ``counts`` are
    what a series counts, by minute (epoch ms).
    """

    posts: tuple[Post, ...] = ()
    rejects: tuple[Reject, ...] = ()
    next: Request | None = None
    position: str = ""
    resume: str = ""
    oldest_first: bool = False
    out_of_range: bool = False
    truncated: bool = False
    etag: str = ""
    modified: str = ""
    fresh_ms: int = 0
    wait_ms: int = 0
    dropped_ms: int = 0
    remember: tuple[str, ...] = ()
    cost: int | None = None
    counts: Mapping[int, int] = {}


def read_items(items: Iterable[Any], read: Callable[[Any], Post]) -> tuple[tuple[Post, ...], tuple[Reject, ...]]:
    """Every item read by ``read``; one that cannot be read stops no other."""
    posts: list[Post] = []
    rejects: list[Reject] = []
    for item in items:
        try:
            posts.append(read(item))
        except (KeyError, TypeError, ValueError, AttributeError, InvalidInput) as error:
            rejects.append(Reject(_shown(item), f"{type(error).__name__}: {error}"[:200]))
    return tuple(posts), tuple(rejects)


def dropped_before(posts: Sequence[Post], known: frozenset[str], latest_ms: int) -> int:
    """Before when posts may be missing at the end of a list of the newest: none of them is ``known``. 0: nothing is."""
    if not (posts and known) or any(key_digest(post.key) in known for post in posts):
        return 0
    return min((post.published_ms for post in posts if post.published_ms is not None), default=latest_ms)


def text_of(value: Any) -> str:
    """A text field, without characters that no store takes; a missing one is empty.

    >>> text_of(None), text_of(7), text_of("a\\x00\\ud800")
    ('', '7', 'a\\ufffd\\ufffd')
    """
    return "" if value is None else _NOT_TEXT.sub("\ufffd", value if isinstance(value, str) else str(value))


def id_of(value: Any) -> str:
    """An id: a text or a whole number that is not empty.

    Raises:
        ValueError: it is something else.
    """
    text = text_of(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text:
        raise ValueError(f"no usable id: {text_of(value)[:40]!r}")
    return text


def count_of(value: Any) -> int:
    """A number of people or reactions; 0 where the channel gives none or nonsense.

    >>> count_of(3), count_of(None), count_of(-1), count_of(True), count_of("7"), count_of(float("nan"))
    (3, 0, 0, 0, 0, 0)
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return 0
    return int(value) if 0 <= value <= MAX_COUNT else 0


def time_of(value: Any) -> int | None:
    """Epoch milliseconds of a time field, or ``None`` where it cannot be read."""
    if value is None or value == "":
        return None
    try:
        return parse_time(value)
    except InvalidInput:
        return None


def _shown(item: Any) -> str:
    try:
        return json.dumps(item, default=str)[:MAX_RAW_CHARACTERS]
    except (ValueError, RecursionError):
        return repr(type(item))
