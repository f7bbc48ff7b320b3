"""The import graph of the functions and of shared, read from the source: package in, its parts and their arrows out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Part:
    """A direct child of a package: a module, or a package with its number of ``files``."""

    name: str
    files: int
    is_package: bool


@dataclass(frozen=True, slots=True)
class PartGraph:
    """The parts of one package and who imports whom among them, without what follows from other arrows.

    ``ranks`` says on which row a part stands: below everything that imports it.
    """

    parts: dict[str, Part]
    imports: frozenset[tuple[str, str]]
    ranks: dict[str, int]

    def row(self, rank: int) -> list[Part]:
        """The parts of one row, by name."""
        return [self.parts[name] for name in sorted(self.parts) if self.ranks[name] == rank]


def part_graph(root: Path, package: str) -> PartGraph:
    """The graph of ``package`` (dotted), read below the project's ``root``.

    Raises:
        ValueError: parts import one another in a circle.
    """
    folder = root / package.replace(".", "/")
    parts = {part.name: part for part in _parts(folder)}
    arrows = set()
    for name in parts:
        targets = {target for file in _files(folder, name) for target in _imported(file)}
        arrows |= {(name, target) for target in {_part_of(one, package) for one in targets} & set(parts) - {name}}
    return PartGraph(parts, frozenset(_reduced(arrows)), _ranks(set(parts), arrows))


def _parts(folder: Path) -> Iterator[Part]:
    for path in sorted(folder.iterdir()):
        if path.suffix == ".py" and path.stem != "__init__":
            yield Part(path.stem, 1, is_package=False)
        elif (path / "__init__.py").exists():
            files = [file for file in path.rglob("*.py") if file.stem != "__init__" or file.stat().st_size]
            yield Part(path.name, len(files), is_package=True)


def _files(folder: Path, name: str) -> list[Path]:
    module = folder / f"{name}.py"
    return [module] if module.exists() else sorted((folder / name).rglob("*.py"))


def _imported(file: Path) -> Iterator[str]:
    """The dotted names that ``file`` imports; of ``from a import b`` both ``a`` and ``a.b``."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _part_of(target: str, package: str) -> str:
    return target.removeprefix(f"{package}.").partition(".")[0] if target.startswith(f"{package}.") else ""


def _ranks(names: set[str], arrows: set[tuple[str, str]]) -> dict[str, int]:
    """Each part's longest way down from a part that nobody imports."""
    ranks: dict[str, int] = {}
    waiting = set(names)
    while waiting:
        free = {name for name in waiting if not any(target == name and source in waiting for source, target in arrows)}
        if not free:
            raise ValueError(f"these parts import one another in a circle: {', '.join(sorted(waiting))}")
        for name in free:
            ranks[name] = 1 + max((ranks[source] for source, target in arrows if target == name), default=-1)
        waiting -= free
    return ranks


def _reduced(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The arrows that do not follow from a chain of others."""
    return {arrow for arrow in arrows if not _reaches(arrow[0], arrow[1], arrows - {arrow})}


def _reaches(start: str, end: str, arrows: set[tuple[str, str]]) -> bool:
    reached, front = {start}, {start}
    while front:
        front = {target for source, target in arrows if source in front} - reached
        reached |= front
    return end in reached
