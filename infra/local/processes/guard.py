"""Run a command so that nothing of it outlives the one who asked for it.

    python guard.py FOLDER COMMAND [ARGUMENT ...]

The command runs in a process group of its own, which its children share. When
standard input closes (the parent stopped it, or died of whatever cause, even
SIGKILL), when the guard itself is asked to end, or when the command ends, the
whole group is killed and FOLDER is removed. A pipe is used and not
PR_SET_PDEATHSIG, since macOS has no such thing. Standard library only: the guard
starts in a few milliseconds and costs little memory.
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
    """Run ``command`` until it or standard input ends; return its exit code, negative for a signal."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, process_group=0) as process:  # noqa: S603
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: kill_group(process.pid))
        threading.Thread(target=_kill_when_orphaned, args=(process.pid,), daemon=True).start()
        code = process.wait()
        kill_group(process.pid)
    remove(folder)
    return code


def kill_group(group: int) -> None:
    """Kill every process of a group; one that is gone already is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def remove(folder: Path) -> None:
    """Remove ``folder``, again if a dying process still wrote into it."""
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
