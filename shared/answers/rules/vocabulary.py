"""The lists of words that the rules read, from ``shared/answers/words``: names in, patterns out.

A list begins with its name in square brackets and has one alternative a line, a regular expression; ``<name>`` in it
stands for another list. They are read and compiled with the first draft that is checked.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parents[1] / "words"
_NAME = re.compile(r"<([a-z ]+)>")


@cache
def any_of(name: str) -> str:
    """A pattern for any alternative of a list.

    Raises:
        KeyError: there is no such list.
    """
    lines = _NAME.sub(lambda found: any_of(found[1]), "|".join(list_of(name)))
    return f"(?:{lines})"


@cache
def word_of(name: str) -> re.Pattern[str]:
    """A compiled pattern for whole words of a list.

    >>> word_of("fault").findall("a mistake of ours"), word_of("fault").findall("mistaken")
    (['mistake'], [])
    """
    return re.compile(rf"(?<!\w){any_of(name)}(?!\w)")


def list_of(name: str) -> list[str]:
    """The alternatives of a list as they stand in its file."""
    return _lists()[name]


@cache
def _lists() -> dict[str, list[str]]:
    lists, name = dict[str, list[str]](), ""
    for path in sorted(_FOLDER.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("[") and line.endswith("]") and line[1:-1].replace(" ", "").isalpha():
                name = line[1:-1]
                lists[name] = []
            elif line and not line.startswith("# "):
                lists[name].append(line)
    return lists
