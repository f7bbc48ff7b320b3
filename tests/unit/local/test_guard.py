"""A guarded process leaves nothing behind, whichever process ends first."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.deployment.runtime import ROOT
from infra.local.processes.process import GuardedProcess, free_port
from shared.domain.errors import ForeshockError

FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(sys.argv[1] + "/pids", "w").write(f"{os.getpid()} {child.pid} ")
time.sleep(600)
"""
PARENT = """
import signal, sys, time
from pathlib import Path
from infra.local.processes.process import GuardedProcess
process = GuardedProcess([sys.executable, "-c", sys.argv[1], sys.argv[2]], folder=Path(sys.argv[2]), environment={})
signal.signal(signal.SIGINT, signal.SIG_DFL)  # a job in the background ignores it
time.sleep(600)
"""


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def running(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        # If no process collects orphans, a dead one stays as a zombie.
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def pids_of(folder: Path) -> list[int]:
    file = folder / "pids"
    assert eventually(lambda: file.exists() and file.read_text().endswith(" "))
    return [int(word) for word in file.read_text().split()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


def family(folder: Path) -> GuardedProcess:
    return GuardedProcess([sys.executable, "-c", FAMILY, str(folder)], folder=folder, environment={})


def test_stopping_ends_the_process_its_children_and_its_folder(folder: Path) -> None:
    with family(folder) as process:
        pids = pids_of(folder)
        was_alive = process.alive
    assert [was_alive, process.alive] == [True, False]
    assert not folder.exists()
    assert eventually(lambda: not any(map(running, pids)))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_end_of_the_parent_ends_the_process_its_children_and_its_folder(folder: Path, number: int) -> None:
    command = [sys.executable, "-c", PARENT, FAMILY, str(folder)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=ROOT) as parent:
        pids = pids_of(folder)
        parent.send_signal(number)
    assert eventually(lambda: not folder.exists() and not any(map(running, pids)))


def test_the_end_of_the_process_ends_its_children_and_its_folder(folder: Path) -> None:
    with family(folder) as process:
        first, child = pids_of(folder)
        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: not folder.exists() and not running(child))
        assert eventually(lambda: not process.alive)


def test_a_signal_to_the_guard_itself_stops_everything(folder: Path) -> None:
    with family(folder) as process:
        pids = pids_of(folder)
        os.kill(process._guard.pid, signal.SIGTERM)
        assert eventually(lambda: not folder.exists() and not any(map(running, pids)))


def test_a_process_that_is_never_ready_is_reported_with_the_end_of_its_log(folder: Path) -> None:
    command = [sys.executable, "-c", "import time; print('the reason', flush=True); time.sleep(600)"]
    with GuardedProcess(command, folder=folder, environment={}) as process:
        assert eventually(lambda: "the reason" in process.log_tail())
        with pytest.raises(ForeshockError, match="the reason"):
            process.wait_until(lambda: False, timeout_s=0.05)


def test_a_process_that_ends_at_once_is_reported_at_once(folder: Path) -> None:
    with GuardedProcess([sys.executable, "-c", ""], folder=folder, environment={}) as process:
        began = time.monotonic()
        with pytest.raises(ForeshockError, match="did not start"):
            process.wait_until(lambda: False, timeout_s=60)
    assert time.monotonic() - began < 30


def test_a_free_port_is_not_a_privileged_one() -> None:
    assert 1024 <= free_port() <= 65535
