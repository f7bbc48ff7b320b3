"""Find a real interpreter of a Python version: ``python interpreter.py 3.13`` prints its path, or nothing.

SAM builds with the first ``pythonX.Y`` on PATH and refuses a version manager's shim,
so this asks each candidate where it really is. Standard library only: it runs before
anything is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ASK = "import sys; print('%d.%d' % sys.version_info[:2], sys._base_executable)"


def candidates(version: str) -> Iterator[Path]:
    """Where such an interpreter may be: PATH, then the homes of version managers and of the system."""
    name = f"python{version}"
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield Path(folder) / name
    yield from sorted(_told("pyenv", "root").glob(f"versions/{version}*/bin/{name}"))
    yield from sorted(_told("uv", "python", "dir").glob(f"*{version}*/bin/{name}"))
    yield from (Path("/usr/local/bin") / name, Path("/opt/homebrew/bin") / name, Path("/usr/bin") / name)


def _told(*command: str) -> Path:
    """The folder a version manager names, or one that holds nothing where it is not installed."""
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return Path("/nonexistent")
    return Path(asked.stdout.strip())


def real(candidate: Path, version: str) -> Path | None:
    """The interpreter itself, with its own ``pythonX.Y`` beside it, or ``None`` if it is not one."""
    if not candidate.is_file():
        return None
    try:
        asked = subprocess.run([candidate, "-c", ASK], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    told, _, path = asked.stdout.strip().partition(" ")
    home = Path(path).parent / f"python{version}"
    return home if told == version and home.is_file() and b"#!" not in home.read_bytes()[:2] else None


def find(version: str) -> Path | None:
    """The first real interpreter of ``version`` (such as ``3.13``)."""
    return next((found for candidate in candidates(version) if (found := real(candidate, version))), None)


if __name__ == "__main__":
    print(find(sys.argv[1]) or "")  # noqa: T201
