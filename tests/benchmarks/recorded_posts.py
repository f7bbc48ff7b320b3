"""Recorded sets of labelled posts that may lie beside this checkout: for measuring, never a part of the project."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "sentiment"

AIRLINES = "airline_tune"
BRANDS = (AIRLINES, "apple_tune", "sxsw_tune")
"""Sets of posts about brands."""

GENERAL = ("semeval1316", "kaggle_tse")
"""Sets of posts about anything."""

CLASSES = {"neg": 0, "neu": 1, "pos": 2}
BRAND_WORDS = {
    AIRLINES: (
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
class RecordedPost:
    """A post with its class, the words that mean its brand, and its time window if the set has times."""

    text: str
    label: int
    brand: tuple[str, ...]
    window: str


@cache
def posts(name: str, most: int = 1_000_000) -> tuple[RecordedPost, ...]:
    """The first ``most`` posts of a set, or none if the folder does not exist."""
    path = FOLDER / f"{name}.jsonl.gz"
    return tuple(_read(path, BRAND_WORDS.get(name, ()), most)) if path.is_file() else ()


def _read(path: Path, brand: tuple[str, ...], most: int) -> Iterator[RecordedPost]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for _, line in zip(range(most), lines, strict=False):
            post = json.loads(line)
            yield RecordedPost(post["text"], CLASSES[post["label"]], brand, _window(post))


def _window(post: dict[str, str]) -> str:
    """Three hours of one brand; the set writes a time as "24-02-2015 11.42"."""
    if "airline" not in post:
        return ""
    day, _, clock = post["created"].partition(" ")
    return f"{post['airline']} {day} {int(clock.replace(':', '.').partition('.')[0]) // 3}"
