"""The Python environment that runs functions locally: boto3 and nothing else, as in the managed runtime.

It is cached in ``.foreshock/`` at the root of the project, one for each version of
Python and boto3.
"""

import fcntl
import hashlib
import importlib.metadata
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.domain.errors import ForeshockError

ROOT = Path(__file__).parents[3]
CACHE = ROOT / ".foreshock"
COMPLETE = ".complete"
UNUSED_S = 24 * 3600


def digest(*parts: str | bytes) -> str:
    """Return a short hash of the parts: equal parts give an equal hash."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        whole.update(len(data).to_bytes(8) + data)
    return whole.hexdigest()[:16]


def python() -> Path:
    """Return the interpreter for functions; the first call creates it and installs boto3."""
    wanted = [f"{name}=={importlib.metadata.version(name)}" for name in ("boto3", "botocore")]
    folder = CACHE / f"runtime-{digest(sys.version, sys.base_prefix, *wanted)}"
    with build_once(folder) as missing:
        if missing:
            venv.create(folder, with_pip=False, symlinks=True)
            pip(folder / "bin" / "python", "install", *wanted)
    return folder / "bin" / "python"


def pip(target: Path, *arguments: str) -> None:
    """Run pip for the interpreter ``target``; raise ForeshockError with its error output if it fails."""
    command = [sys.executable, "-m", "pip", "--python", str(target), "--disable-pip-version-check", "--no-input", "-q"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - a command line of our own, without a shell
    if done.returncode:
        raise ForeshockError(f"pip could not install what the functions need: {done.stderr.strip()[-2000:]}")


@contextmanager
def build_once(folder: Path) -> Iterator[bool]:
    """Tell the block whether it has to build ``folder``; the folder counts as built only if the block succeeds.

    The first word of the folder's name is its kind. Two processes never build folders
    of one kind at the same time. Building one removes those of its kind that were not
    used for a day.
    """
    kind = folder.name.partition("-")[0]
    folder.parent.mkdir(parents=True, exist_ok=True)
    (folder.parent / ".gitignore").write_text("*\n")
    with (folder.parent / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if missing := not (folder / COMPLETE).exists():
            shutil.rmtree(folder, ignore_errors=True)
        yield missing
        (folder / COMPLETE).touch()
        if missing:
            _remove_unused(folder.parent.glob(f"{kind}-*/{COMPLETE}"))


def _remove_unused(marks: Iterable[Path]) -> None:
    for mark in marks:
        if time.time() - mark.stat().st_mtime > UNUSED_S:
            shutil.rmtree(mark.parent, ignore_errors=True)
