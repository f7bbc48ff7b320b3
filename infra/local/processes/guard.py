"""Runs a command and cleans up after it: no process and no file is left, however it ends.

    python guard.py FOLDER COMMAND [ARGUMENT ...]

The command and its children run in their own process group. The guard kills the group
and removes FOLDER when standard input closes (the parent closed it, or died, even by
SIGKILL), when the guard gets SIGINT, SIGTERM or SIGHUP, or when the command ends. It
watches a pipe instead of using PR_SET_PDEATHSIG, which macOS does not have. It uses
the standard library only, so it starts in a few milliseconds.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

REMOVE_ATTEMPTS = 40


def main(folder: Path, command: list[str]) -> int:
    """Run ``command`` until it ends or standard input closes; return its exit code, negative for a signal."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, process_group=0) as process:  # noqa: S603 - a command line of our own, without a shell
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: kill_group(process.pid))
        threading.Thread(target=_kill_when_orphaned, args=(process.pid,), daemon=True).start()
        code = process.wait()
        kill_group(process.pid)
    remove(folder)
    return code


def kill_group(group: int) -> None:
    """Kill every process of a group; it may be gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def remove(folder: Path) -> None:
    """Remove ``folder``; try again if a dying process still writes into it."""
    for _ in range(REMOVE_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


def _kill_when_orphaned(group: int) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    kill_group(group)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
