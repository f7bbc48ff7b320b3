"""Every budget beside its figure: ``python -m tests.benchmarks``."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from pathlib import Path

from rich.console import Console
from rich.table import Table

Figure = tuple[str, float, str, float | None]
"""What, how much, of what, and how much it may be (``None``: no budget, printed to be known).

What is named "at least" must reach its budget instead; its ratio is turned round, so that 1 or less is always good.
"""


def main(names: list[str]) -> None:
    """Run the benchmarks named, or all, and print their tables; nothing here fails on a slow machine."""
    found = names or _known()
    console = Console(width=140)
    table = Table("benchmark", "what", "figure", "budget", "ratio")
    for name in found:
        module = importlib.import_module(f"tests.benchmarks.{name}")
        for what, value, unit, budget in getattr(module, "figures", list)():
            ratio = "" if budget is None else f"{_ratio(what, value, budget):.2f}"
            allowed = "" if budget is None else f"{budget:,g} {unit}"
            table.add_row(name, what, f"{value:,.4g} {unit}", allowed, ratio)
        if hasattr(module, "table"):
            console.print(module.table())
    if table.rows:
        console.print(table)


def _known() -> list[str]:
    modules = pkgutil.iter_modules([str(Path(__file__).parent)])
    return sorted(module.name for module in modules if module.name != "__main__")


def _names() -> list[str]:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Print every budget beside its figure."
    )
    parser.add_argument("name", nargs="*", help=f"all, if none is named; {', '.join(_known())}")
    asked: list[str] = parser.parse_args().name
    unknown = sorted(set(asked) - set(_known()))
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; --help lists them")
    return asked


def _ratio(what: str, value: float, budget: float) -> float:
    return budget / value if what.endswith("at least") and value else value / budget


if __name__ == "__main__":
    main(_names())
