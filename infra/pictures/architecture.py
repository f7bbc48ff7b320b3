"""The picture of the architecture: ``python -m infra.pictures.architecture`` draws it from the imports.

Every function is a panel, in the order of the pipeline; its parts stand below what
imports them. The same source gives the same picture, to the byte.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from infra.pictures.import_graph import Part, PartGraph, part_graph

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "pictures" / "architecture.svg"
FUNCTIONS = (("ingest", "intake", "enrich"), ("detect", "notify"), ("query", "respond", "erase"))
"""The panels, row by row, in the order in which a mention travels."""

PANEL, GAP, PAD = 312, 16, 12
BOX, STEP, HEAD, LINE = 30, 56, 66, 15
WIDTH = 3 * PANEL + 4 * GAP

STYLE = """
  text { font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; font-size: 13px; fill: #1c2024 }
  .name { font-weight: 600; font-size: 16px } .quiet { fill: #60646c; font-size: 12px } .mid { text-anchor: middle }
  .page { fill: #ffffff } .panel { fill: #f8f9fa; stroke: #d9dde3 }
  .package { fill: #e9f1ff; stroke: #5b8def } .module { fill: #fff4e5; stroke: #e0912f }
  .arrow { fill: none; stroke: #80838d; stroke-width: 1.3; marker-end: url(#tip) } .tip { fill: #80838d }
"""
TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" '
    'orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>'
)


def draw(root: Path) -> str:
    """The SVG of the source below ``root``."""
    lines: list[str] = []
    top = GAP
    for names in FUNCTIONS:
        graphs = [part_graph(root, f"functions.{name}") for name in names]
        height = max(map(_height, graphs))
        for column, (name, graph) in enumerate(zip(names, graphs, strict=True)):
            left = GAP + column * (PANEL + GAP)
            lines += _panel(name, _purpose(root, f"functions/{name}/handler.py"), graph, (left, top, PANEL, height))
        top += height + GAP
    shared = part_graph(root, "shared")
    about = "the vocabulary, and the doors to the tables; every function may import it"
    height = _height(shared)
    lines += _panel("shared", about, shared, (GAP, top, WIDTH - 2 * GAP, height))
    top += height + GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img">',
            "<title>The functions of Foreshock, their parts, and who imports whom</title>",
            f"<style>{STYLE}</style>{TIP}",
            f'<rect class="page" width="{WIDTH}" height="{top}" rx="12"/>',
            *lines,
            "</svg>\n",
        ]
    )


def _height(graph: PartGraph) -> int:
    return HEAD + STEP * (max(graph.ranks.values()) + 1)


def _purpose(root: Path, file: str) -> str:
    """The first line of a handler's docstring, without the function's own name."""
    text = ast.get_docstring(ast.parse((root / file).read_text("utf-8"))) or ""
    return text.split("\n")[0].partition(": ")[2].rstrip(".")


def _panel(name: str, about: str, graph: PartGraph, frame: tuple[int, int, int, int]) -> Iterator[str]:
    left, top, width, height = frame
    yield f'<rect class="panel" x="{left}" y="{top}" width="{width}" height="{height}" rx="10"/>'
    yield f'<text class="name" x="{left + PAD}" y="{top + 24}">{escape(name)}</text>'
    for place, line in enumerate(_wrapped(about, (width - 2 * PAD) // 6)[:2]):
        yield f'<text class="quiet" x="{left + PAD}" y="{top + 42 + place * LINE}">{escape(line)}</text>'
    spots = _spots(graph, left, top, width)
    for source, target in sorted(graph.imports):
        yield _arrow(spots[source], spots[target])
    for part_name, spot in sorted(spots.items()):
        yield from _box(graph.parts[part_name], spot)


def _spots(graph: PartGraph, left: int, top: int, width: int) -> dict[str, tuple[float, float, float]]:
    """Where each part stands: the middle, the top and the width of its box."""
    spots: dict[str, tuple[float, float, float]] = {}
    for rank in range(max(graph.ranks.values()) + 1):
        row = graph.row(rank)
        cell = (width - 2 * PAD) / len(row)
        for place, part in enumerate(row):
            wide = min(cell - 6, max(96.0, 7.2 * len(_words(part)) + 16))
            spots[part.name] = (left + PAD + cell * (place + 0.5), top + HEAD + 6 + rank * STEP, wide)
    return spots


def _box(part: Part, spot: tuple[float, float, float]) -> Iterator[str]:
    middle, top, wide = spot
    kind = "package" if part.is_package else "module"
    yield f'<rect class="{kind}" x="{middle - wide / 2:.1f}" y="{top:.0f}" width="{wide:.1f}" height="{BOX}" rx="6"/>'
    words = escape(_words(part))
    fit = f' textLength="{wide - 8:.1f}" lengthAdjust="spacingAndGlyphs"' if 7.2 * len(words) > wide else ""
    yield f'<text class="mid" x="{middle:.1f}" y="{top + 20:.0f}"{fit}>{words}</text>'


def _words(part: Part) -> str:
    return f"{part.name}/ ({part.files})" if part.is_package else part.name


def _arrow(source: tuple[float, float, float], target: tuple[float, float, float]) -> str:
    x, y, end_x, end_y = source[0], source[1] + BOX, target[0], target[1]
    half = (y + end_y) / 2
    curve = f"M{x:.1f} {y:.0f}C{x:.1f} {half:.0f} {end_x:.1f} {half:.0f} {end_x:.1f} {end_y:.0f}"
    return f'<path class="arrow" d="{curve}"/>'


def _wrapped(text: str, most: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


if __name__ == "__main__":
    FILE.write_text(draw(ROOT), "utf-8")
    sys.stdout.write(f"{FILE.relative_to(ROOT)}\n")
