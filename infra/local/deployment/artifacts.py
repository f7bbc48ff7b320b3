"""Builds the zip file of a function or layer from its folder, with the layout of ``sam build``.

Code with ``Metadata.ParentPackages`` keeps its module path in the zip. Packages listed
in a ``requirements.txt`` beside the code are installed for the interpreter that runs
functions here. Every module is compiled to an unchecked-hash ``.pyc``, the only kind
that stays valid in a zip without file times. The zips are reproducible and cached
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
    """The code of one function or layer: its folder, and its place in the zip.

    ``package`` is the dotted parent package, empty for code at the root. ``prefix``
    is ``python`` for a layer and empty for a function.
    """

    source: Path
    package: str = ""
    prefix: str = ""


def build(artifact: Artifact, interpreter: Path) -> Path:
    """Return the path of the zip; it is built only if its code or requirements are new."""
    files = list(_files(artifact.source))
    code = runtime.digest(
        *(str(path.relative_to(artifact.source)) for path in files), *(path.read_bytes() for path in files)
    )
    folder = runtime.CACHE / f"artifact-{runtime.digest(code, artifact.package, artifact.prefix, str(interpreter))}"
    with runtime.build_once(folder) as missing:
        if missing:
            tree = folder / "tree"
            _copy_and_compile(artifact, files, tree / artifact.prefix, interpreter)
            _write_zip(tree, folder / "artifact.zip")
            shutil.rmtree(tree)
    return folder / "artifact.zip"


def _copy_and_compile(artifact: Artifact, files: list[Path], root: Path, interpreter: Path) -> None:
    requirements = artifact.source / "requirements.txt"
    if requirements in files and _has_requirements(requirements):
        shutil.copytree(_dependencies(requirements, interpreter), root)
    for path in files:
        target = root.joinpath(*artifact.package.split("."), path.relative_to(artifact.source))
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
    # Not compressed: it never leaves this machine, and every cold start unpacks it.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(tree.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(tree)), EPOCH)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes())
    target.write_bytes(buffer.getvalue())
