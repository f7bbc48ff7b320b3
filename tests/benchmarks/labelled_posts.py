"""The labelled posts that lie beside this checkout, if they do: for measuring, never a part of the project."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "sentiment"

BRANDS = ("airline_tune", "apple_tune", "sxsw_tune")
"""Sets of posts about brands."""

GENERAL = ("semeval1316", "kaggle_tse")

CLASS = {"neg": 0, "neu": 1, "pos": 2}
WORDS = {
    "airline_tune": (
        "united",
        "us airways",
        "usairways",
        "american airlines",
        "southwest",
        "jetblue",
        "virgin america",
    ),
    "apple_tune": ("apple", "aapl"),
    "sxsw_tune": ("google", "apple", "iphone", "ipad", "android"),
}
"""The words that mean the brands of a set."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A post with its class, and the window of time and brand that it belongs to, where the set tells."""

    text: str
    label: int
    brand: tuple[str, ...]
    window: str


@cache
def posts(name: str, most: int = 1_000_000) -> tuple[Labelled, ...]:
    """The posts of a set, the first ``most``; none where the folder is absent."""
    path = FOLDER / f"{name}.jsonl.gz"
    return tuple(_read(path, WORDS.get(name, ()), most)) if path.is_file() else ()


def _read(path: Path, brand: tuple[str, ...], most: int) -> Iterator[Labelled]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for _, line in zip(range(most), lines, strict=False):
            post = json.loads(line)
            yield Labelled(post["text"], CLASS[post["label"]], brand, _window(post))


def _window(post: dict[str, str]) -> str:
    """Three hours of one brand; "24-02-2015 11.42" is how the set writes a time."""
    if "airline" not in post:
        return ""
    day, _, clock = post["created"].partition(" ")
    return f"{post['airline']} {day} {int(clock.replace(':', '.').partition('.')[0]) // 3}"
