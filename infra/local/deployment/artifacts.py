"""Zip files of functions and layers, laid out as ``sam build`` lays them out.

A part with ``Metadata.ParentPackages`` keeps its module path in the zip; what a
``requirements.txt`` beside the code asks for is installed for the interpreter that
runs functions here; every module is compiled with unchecked-hash ``.pyc``, the only
kind that survives in a zip without dates. The zips are reproducible and kept
under ``.foreshock/``.
"""

import compileall
import io
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

from infra.local.deployment import runtime

IGNORED = ("__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache")
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Artifact:
    """Code of one function or layer: its folder, and where in the zip it belongs.

    ``package`` is the dotted parent package, empty for code at the root; ``prefix``
    is ``python`` for a layer and empty for a function.
    """

    source: Path
    package: str = ""
    prefix: str = ""


def build(part: Artifact, interpreter: Path) -> Path:
    """Return the zip of ``part``, made only if neither its code nor its requirements were seen before."""
    files = list(_files(part.source))
    code = runtime.digest(
        *(str(path.relative_to(part.source)) for path in files), *(path.read_bytes() for path in files)
    )
    folder = runtime.CACHE / f"part-{runtime.digest(code, part.package, part.prefix, str(interpreter))}"
    with runtime.build_once(folder) as missing:
        if missing:
            tree = folder / "tree"
            _copy_and_compile(part, files, tree / part.prefix, interpreter)
            _write_zip(tree, folder / "part.zip")
            shutil.rmtree(tree)
    return folder / "part.zip"


def _copy_and_compile(part: Artifact, files: list[Path], root: Path, interpreter: Path) -> None:
    requirements = part.source / "requirements.txt"
    if requirements in files and _has_requirements(requirements):
        shutil.copytree(_dependencies(requirements, interpreter), root)
    for path in files:
        target = root.joinpath(*part.package.split("."), path.relative_to(part.source))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    compileall.compile_dir(root, quiet=2, stripdir=str(root), invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)


def _dependencies(requirements: Path, interpreter: Path) -> Path:
    folder = runtime.CACHE / f"dependencies-{runtime.digest(requirements.read_bytes(), str(interpreter))}"
    with runtime.build_once(folder) as missing:
        if missing:
            packages = folder / "packages"
            runtime.pip(interpreter, "install", "--no-compile", "--target", str(packages), "-r", str(requirements))
            shutil.rmtree(packages / "bin", ignore_errors=True)
    return folder / "packages"


def _has_requirements(requirements: Path) -> bool:
    lines = (line.split("#")[0].strip() for line in requirements.read_text().splitlines())
    return any(lines)


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not any(name in IGNORED for name in path.parts):
            yield path


def _write_zip(tree: Path, target: Path) -> None:
    buffer = io.BytesIO()
    # Stored, not deflated: it never leaves this machine, and is unpacked at every cold start.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(tree.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(tree)), EPOCH)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes())
    target.write_bytes(buffer.getvalue())
