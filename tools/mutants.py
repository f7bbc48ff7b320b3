"""A sampled mutation test of the cores: ``make mutants``, or ``python tools/mutants.py --sample 40 functions/detect``.

Changes one thing at a time in a copy of the project (a number, a comparison, a sign, ``and`` and ``or``,
``not``), runs the tests of that room, and lists the changes that no test noticed. mutmut leaves constants alone,
and most of our rules are constants; cosmic-ray cannot draw a sample. Exit code 0: every change was noticed.
"""

from __future__ import annotations

import argparse
import ast
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = (
    "shared/domain",
    "shared/channels",
    "shared/messages",
    "shared/intents",
    "shared/sentiment",
    "functions/ingest/polling",
    "functions/intake",
    "functions/enrich",
    "functions/detect/stats",
    "functions/detect/detectors",
    "functions/detect/moments",
    "functions/notify",
    "functions/query/paging",
    "functions/query/html",
)
COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
SIGNS = {"+": "-", "-": "+", "*": "/", "/": "*", "and": "or", "or": "and"}
LIMIT_S = 300
Expression = ast.Compare | ast.BinOp | ast.BoolOp


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: at ``start`` of ``file`` (a character offset) ``old`` becomes ``new``."""

    file: Path
    line: int
    start: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.old} -> {self.new}"

    def applied(self, text: str) -> str:
        """The source with the change made."""
        return text[: self.start] + self.new + text[self.start + len(self.old) :]


def mutants(file: Path, text: str) -> Iterator[Mutant]:
    """Every change that can be made in a source file."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:row])) for row in range(len(lines) + 1)]

    def at(row: int, column: int) -> int:
        return starts[row - 1] + len(lines[row - 1].encode()[:column].decode())

    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            start = at(node.lineno, node.col_offset)
            old = text[start : at(node.end_lineno or node.lineno, node.end_col_offset or 0)]
            yield Mutant(file, node.lineno, start, old, f"({old} * 2 + 1)")
        elif isinstance(node, ast.Compare | ast.BinOp | ast.BoolOp):
            yield from _operators(file, text, node, at)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            start = at(node.lineno, node.col_offset)
            yield Mutant(file, node.lineno, start, "not ", "")


def _operators(file: Path, text: str, node: Expression, at: Callable[[int, int], int]) -> Iterator[Mutant]:
    """The changes of what stands between the operands of an expression."""
    if isinstance(node, ast.Compare):
        operands = [node.left, *node.comparators]
    else:
        operands = [node.left, node.right] if isinstance(node, ast.BinOp) else node.values
    for first, second in pairwise(operands):
        start = at(first.end_lineno or first.lineno, first.end_col_offset or 0)
        between = text[start : at(second.lineno, second.col_offset)]
        word = between.strip(" \n()")
        new = COMPARISONS.get(word) or SIGNS.get(word)
        if new and between.count(word) == 1:
            yield Mutant(file, first.end_lineno or 0, start + between.index(word), word, new)


def tests_of(file: Path) -> list[str]:
    """What is run against a change in ``file``: its own doctests, and the unit tests of its room."""
    parts = file.parts
    room = ROOT / "tests" / "unit" / (parts[1] if parts[0] == "functions" else "/".join(parts[:2]))
    return [str(file), str(room.relative_to(ROOT)) if room.exists() else "tests/unit"]


def noticed(copy: Path, mutant: Mutant) -> bool:
    """Whether a test fails with the change made in the ``copy`` of the project."""
    path = copy / mutant.file
    text = path.read_text("utf-8")
    path.write_text(mutant.applied(text), "utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests_of(mutant.file)]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, check=False, timeout=LIMIT_S)  # noqa: S603
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(text, "utf-8")
    return done.returncode != 0


def main() -> int:
    """Draw the sample, try each change, print the survivors."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("rooms", nargs="*", default=ROOMS)
    ask.add_argument("--sample", type=int, default=100, help="how many changes are tried (default: 100)")
    ask.add_argument("--seed", type=int, default=1)
    asked = ask.parse_args()
    files = sorted(file.relative_to(ROOT) for room in asked.rooms for file in (ROOT / room).rglob("*.py"))
    every = [mutant for file in files for mutant in mutants(file, (ROOT / file).read_text("utf-8"))]
    sample = random.Random(asked.seed).sample(every, min(asked.sample, len(every)))  # noqa: S311 - a sample, no secret
    survivors = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "foreshock"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        for number, mutant in enumerate(sample, start=1):
            survived = not noticed(copy, mutant)
            survivors += [mutant] if survived else []
            sys.stdout.write(f"{number}/{len(sample)} {'SURVIVED' if survived else 'noticed '} {mutant}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(sample) - len(survivors)} of {len(sample)} changes noticed ({len(every):,} possible)\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
