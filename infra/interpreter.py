"""Finds a real interpreter of a Python version: ``python interpreter.py 3.13`` prints its path, or nothing.

SAM builds with the first ``pythonX.Y`` on PATH and rejects the shim of a version
manager, so this asks each candidate for its real path. It uses the standard library
only, because it runs before anything is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ASK = "import sys; print('%d.%d' % sys.version_info[:2], sys._base_executable)"


def candidates(version: str) -> Iterator[Path]:
    """Where such an interpreter may be: on PATH, then in the folders of version managers and of the system."""
    name = f"python{version}"
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield Path(folder) / name
    yield from sorted(_folder_of("pyenv", "root").glob(f"versions/{version}*/bin/{name}"))
    yield from sorted(_folder_of("uv", "python", "dir").glob(f"*{version}*/bin/{name}"))
    yield from (Path("/usr/local/bin") / name, Path("/opt/homebrew/bin") / name, Path("/usr/bin") / name)


def _folder_of(*command: str) -> Path:
    """The folder that a version manager prints, or one that does not exist if it is not installed."""
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)  # noqa: S603 - a command line of our own, without a shell
    except (OSError, subprocess.SubprocessError):
        return Path("/nonexistent")
    return Path(asked.stdout.strip())


def real(candidate: Path, version: str) -> Path | None:
    """The real path of a candidate, ending in ``pythonX.Y``, or ``None`` if it is no such interpreter."""
    if not candidate.is_file():
        return None
    try:
        asked = subprocess.run([candidate, "-c", ASK], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603 - a command line of our own, without a shell
    except (OSError, subprocess.SubprocessError):
        return None
    found, _, path = asked.stdout.strip().partition(" ")
    home = Path(path).parent / f"python{version}"
    return home if found == version and home.is_file() and b"#!" not in home.read_bytes()[:2] else None


def find(version: str) -> Path | None:
    """The first real interpreter of ``version`` (for example ``3.13``)."""
    return next((found for candidate in candidates(version) if (found := real(candidate, version))), None)


if __name__ == "__main__":
    print(find(sys.argv[1]) or "")  # noqa: T201 - what the command prints
