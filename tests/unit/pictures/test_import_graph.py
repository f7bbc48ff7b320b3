"""The import graph of a package: its parts, who imports whom, and on which row each part stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.pictures.import_graph import part_graph

FILES = {
    "p/__init__.py": "",
    "p/handler.py": "from p.rooms.door import open_door\nimport json\n",
    "p/core.py": "from other.place import thing\n",
    "p/rooms/__init__.py": "",
    "p/rooms/door.py": "from p import core\nfrom p.rooms.lock import key\n",
    "p/rooms/lock.py": "key = 1\n",
}


def written(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_a_part_is_a_module_or_a_package_with_its_number_of_files(tmp_path: Path) -> None:
    graph = part_graph(written(tmp_path, FILES), "p")
    assert {name: (part.is_package, part.files) for name, part in graph.parts.items()} == {
        "handler": (False, 1),
        "core": (False, 1),
        "rooms": (True, 2),
    }


def test_an_arrow_joins_parts_and_not_the_modules_inside_one(tmp_path: Path) -> None:
    graph = part_graph(written(tmp_path, FILES), "p")
    assert graph.imports == {("handler", "rooms"), ("rooms", "core")}
    assert graph.ranks == {"handler": 0, "rooms": 1, "core": 2}


def test_an_arrow_that_follows_from_others_is_left_out(tmp_path: Path) -> None:
    files = {**FILES, "p/handler.py": "from p.rooms.door import open_door\nfrom p import core\n"}
    assert part_graph(written(tmp_path, files), "p").imports == {("handler", "rooms"), ("rooms", "core")}


def test_a_circle_is_refused_by_name(tmp_path: Path) -> None:
    files = {**FILES, "p/core.py": "from p import handler\n"}
    with pytest.raises(ValueError, match="circle: core, handler, rooms"):
        part_graph(written(tmp_path, files), "p")
