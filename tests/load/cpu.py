"""The CPU time of this process and of those that the local stack started, by what they are (Linux only)."""

from __future__ import annotations

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def seconds() -> dict[str, float]:
    """CPU seconds so far: of this process, of the emulator and of the functions' workers."""
    processes = {int(path.name): _stat(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    own, found = os.getpid(), {"sender and poller": 0.0, "emulator": 0.0, "functions": 0.0}
    for pid, (_, spent) in processes.items():
        if pid == own:
            found["sender and poller"] += spent
        elif _descends(pid, own, processes):
            found["emulator" if _is_emulator(pid) else "functions"] += spent
    return found


def _stat(path: Path) -> tuple[int, float]:
    """The parent of a process and its CPU seconds; nothing for one that has ended."""
    try:
        fields = (path / "stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0, 0.0
    return int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS


def _descends(pid: int, ancestor: int, processes: dict[int, tuple[int, float]]) -> bool:
    while pid in processes and pid not in (0, ancestor):
        pid = processes[pid][0]
    return pid == ancestor


def _is_emulator(pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return False
    return any(part.endswith(("emulator/main.py", "guard.py")) for part in command)
